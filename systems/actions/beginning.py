"""Beginning a map: blank, from what somebody typed, or as a copy of another."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from hls_platform.actions import IdentifierTaken, NotFound, Refused, action, in_turn
from hls_platform.identifiers import uuid7
from hls_platform.security import audit
from hls_platform.slugs import create_with_slug
from relationships.models import Circle, Person
from systems import access, queries
from systems.actions.actors import name_actor
from systems.actions.changes import change_map
from systems.actions.maps import OUR_OWN
from systems.models import Edition, Factor, SystemMap
from systems.starting import Started, copying, copying_edition, steps_of


@action
def begin_map(
    *,
    by: Person,
    circle: Circle,
    id: uuid.UUID,
    name: str,
    description: str = "",
    started: Started | None = None,
    steps: Sequence[dict[str, Any]] = (),
    look: dict[str, Any] | None = None,
) -> SystemMap:
    """Begin a map under this id, with what was `started` or with `steps` on it, as its first change; begun again it is the same map.

    Raises NotFound outside the circle, Refused without a name or where the steps cannot be kept.
    """
    if not access.can_draw(by, circle):
        raise NotFound
    if not name.strip():
        raise Refused(_("Give the map a name."))
    in_turn(circle.pk)
    if known := SystemMap.objects.filter(pk=id, circle_id=circle.pk).first():
        audit.nothing_changed()
        return known
    try:
        begun = create_with_slug(
            SystemMap,
            name=name.strip()[:160],
            reserved=OUR_OWN,
            id=id,
            circle_id=circle.pk,
            description=description.strip(),
            look=look or {},
        )
    except IntegrityError as taken:
        raise IdentifierTaken from taken
    audit.record(by=by, verb="map.begun", subject=begun, circle=circle)
    drawn, ids = steps_of(started) if started else (list(steps), {})
    if drawn:
        change_map(by=by, map=begun, id=uuid7(), steps=drawn, seen=0)
    if started and started.actors:
        factors = Factor.objects.filter(map=begun).in_bulk(list(ids.values()))
        for called, kind, acts_on in started.actors:
            name_actor(
                by=by, map=begun, name=called, kind=kind, acts_on=[factors[ids[each]] for each in acts_on]
            )
    return begun


@action
def copy_map(
    *, by: Person, map: SystemMap, circle: Circle, id: uuid.UUID, name: str, description: str = ""
) -> SystemMap:
    """A new map in `circle` that is drawn as `map` is now, for those who see that one.

    Into another circle it goes without what makes people think so, which they told each other in theirs.
    """
    if not SystemMap.objects.visible_to(by).filter(pk=map.pk).exists():
        raise NotFound
    steps = copying(queries.factors_of(map), queries.links_of(map), same_circle=map.circle_id == circle.pk)
    return begin_map(
        by=by, circle=circle, id=id, name=name, description=description, steps=steps, look=map.look
    )


@action
def copy_edition(
    *, by: Person, edition: Edition, circle: Circle, id: uuid.UUID, name: str, description: str = ""
) -> SystemMap:
    """A new map in `circle` that is drawn as an edition of a published one; where it is from, credit and licence stand in what it is about.

    Raises NotFound where it was withdrawn, Refused where its authors kept the right to make something of it, and what `begin_map` raises.
    """
    if edition.publication.withdrawn_at is not None:
        raise NotFound
    if edition.licence == Edition.Licence.KEPT:
        raise Refused(_("Its authors let others read this map, and kept all other rights. Ask them."))
    whence = _("From “%(title)s”, edition %(number)s. %(credit)s %(licence)s") % {
        "title": edition.title,
        "number": edition.number,
        "credit": f"{edition.credit}." if edition.credit else "",
        "licence": edition.get_licence_display(),
    }
    words = "\n\n".join(filter(None, (description.strip(), " ".join(whence.split()))))
    return begin_map(
        by=by, circle=circle, id=id, name=name, description=words, steps=copying_edition(edition.content)
    )
