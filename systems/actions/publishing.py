"""Publishing a map or a view of it to everybody, edition by edition, and withdrawing it."""

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from relationships.actions.ending import must_go_on
from relationships.models import Person
from systems import access, queries
from systems.looking.seen import seen_in
from systems.models import Edition, PublishedMap, SystemMap, View
from systems.publishing import copy_of


@action
def publish_map(
    *,
    by: Person,
    map: SystemMap,
    title: str,
    view: View | None = None,
    words: str = "",
    credit: str = "",
    licence: str = Edition.Licence.BY,
    descriptions: bool = False,
    id: uuid.UUID | None = None,
) -> PublishedMap:
    """Let everybody read the map as it is now, or what `view` shows of it. The same `id` again changes nothing.

    Raises NotFound outside the circle, NotAllowed for who does not tend it, Refused without a title or with nothing to show.
    """
    _may_publish(by, map)
    id = id or uuid7()
    if there := PublishedMap.objects.filter(pk=id).first():
        if there.map_id != map.pk:
            raise IdentifierTaken
        audit.nothing_changed()
        return there
    if view is not None and view.map_id != map.pk:
        raise NotFound
    publication = PublishedMap(id=id, map=map, view=view)
    edition = _edition(by, publication, 1, title, words, credit, licence, descriptions)
    try:
        with transaction.atomic():
            publication.save(force_insert=True)
            edition.save(force_insert=True)
    except IntegrityError as taken:
        raise IdentifierTaken from taken
    audit.record(by=by, verb="map.published", subject=publication, circle=map.circle, licence=str(licence))
    return publication


@action
def publish_edition(
    *,
    by: Person,
    publication: PublishedMap,
    title: str,
    why: str,
    words: str = "",
    credit: str = "",
    licence: str = Edition.Licence.BY,
    descriptions: bool = False,
) -> Edition:
    """Publish the map as it is now under the same address; earlier editions stay readable. The same again changes nothing.

    Raises NotFound outside the circle, NotAllowed for who does not tend it, Refused where it was withdrawn.
    """
    _may_publish(by, publication.map)
    in_turn(publication.pk)
    publication.refresh_from_db(fields=["withdrawn_at"])
    if publication.withdrawn_at is not None:
        raise Refused(_("It was withdrawn. Publish the map anew."))
    last = Edition.objects.filter(publication=publication).latest("number")
    edition = _edition(by, publication, last.number + 1, title, words, credit, licence, descriptions)
    edition.why = why.strip()
    said = ("title", "words", "credit", "licence", "content")
    if all(getattr(last, name) == getattr(edition, name) for name in said):
        audit.nothing_changed()
        return last
    edition.save(force_insert=True)
    audit.record(
        by=by,
        verb="map.edition_published",
        subject=publication,
        circle=publication.map.circle,
        number=edition.number,
    )
    return edition


@action
def withdraw_publication(*, by: Person, publication: PublishedMap) -> PublishedMap:
    """Let nobody outside the circle read it any more; its address says that it was withdrawn. Twice changes nothing.

    Raises NotFound outside the circle, NotAllowed for who does not tend it.
    """
    _must_see(by, publication.map)
    if not access.can_withdraw(by, publication.map.circle):
        raise NotAllowed(
            _("Those who lead or facilitate the circle withdraw what it published. Ask one of them.")
        )
    in_turn(publication.pk)
    publication.refresh_from_db(fields=["withdrawn_at"])
    if publication.withdrawn_at is not None:
        audit.nothing_changed()
        return publication
    publication.withdrawn_at = timezone.now()
    publication.save(update_fields=["withdrawn_at"])
    audit.record(by=by, verb="map.withdrawn", subject=publication, circle=publication.map.circle)
    return publication


def _may_publish(by: Person, map: SystemMap) -> None:
    _must_see(by, map)
    must_go_on(map.circle)
    if not access.can_publish(by, map.circle):
        raise NotAllowed(_("Those who lead or facilitate the circle publish its maps. Ask one of them."))


def _must_see(by: Person, map: SystemMap) -> None:
    if not SystemMap.objects.visible_to(by).filter(pk=map.pk).exists():
        raise NotFound


def _edition(
    by: Person,
    publication: PublishedMap,
    number: int,
    title: str,
    words: str,
    credit: str,
    licence: str,
    descriptions: bool,
) -> Edition:
    """An edition of what the map, or the view, shows now. Raises Refused."""
    if not title.strip():
        raise Refused(_("Give it a title."))
    if publication.view is not None:
        factors, links = seen_in(publication.view)
    else:
        factors, links = queries.factors_of(publication.map), queries.links_of(publication.map)
    if not factors:
        raise Refused(_("There is nothing on it to show yet."))
    return Edition(
        publication=publication,
        number=number,
        title=title.strip(),
        words=words.strip(),
        credit=credit.strip(),
        licence=licence,
        content=copy_of(factors, links, descriptions=descriptions),
        by=by,
    )
