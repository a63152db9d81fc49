"""Beginning circles (organisations, partnerships, peer groups), and saying what they are for."""

import datetime
from collections.abc import Iterable
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from hls_platform.actions import NotAllowed, NotFound, Refused, action, in_turn
from hls_platform.security import audit
from hls_platform.slugs import create_with_slug
from hls_platform.versions import kept, must_be_as_read
from relationships import access
from relationships.models import (
    Circle,
    Membership,
    Organisation,
    Partnership,
    PartnershipParty,
    PeerGroup,
    Person,
)

C = TypeVar("C", bound=Circle)


OUR_OWN = {"begin", "found"}
"""Addresses under /circles/ and /partnerships/ that are pages of ours."""


@action
def found_organisation(
    *,
    by: Person,
    name: str,
    organisation_kind: str,
    purpose: str = "",
    place: str = "",
    at: datetime.datetime | None = None,
) -> Organisation:
    """Found an organisation, led by `by`, who must be an administrator of the place. Raises NotAllowed, Refused."""
    if not by.is_administrator:
        raise NotAllowed(_("Only an administrator of this place can add an organisation."))
    if organisation_kind not in Organisation.OrganisationKind.values:
        raise Refused(_("Choose what kind of organisation this is."))
    organisation = create_with_slug(
        Organisation,
        name=_named(name),
        reserved=OUR_OWN,
        kind=Circle.Kind.ORGANISATION,
        organisation_kind=organisation_kind,
        purpose=purpose.strip(),
        place=place.strip(),
        created_at=at or timezone.now(),
    )
    return _begun(organisation, by=by, on_behalf_of=None)


@action
def begin_peer_group(
    *,
    by: Person,
    name: str,
    purpose: str = "",
    place: str = "",
    joining: str = PeerGroup.Joining.INVITATION,
    rhythm: str = "",
    at: datetime.datetime | None = None,
) -> PeerGroup:
    """Begin a peer group, which anybody here may; whoever begins it facilitates it. Raises Refused."""
    if joining not in PeerGroup.Joining.values:
        raise Refused(_("Choose how people join."))
    group = create_with_slug(
        PeerGroup,
        name=_named(name),
        reserved=OUR_OWN,
        kind=Circle.Kind.PEER_GROUP,
        purpose=purpose.strip(),
        place=place.strip(),
        joining=joining,
        rhythm=rhythm.strip(),
        created_at=at or timezone.now(),
    )
    return _begun(group, by=by, on_behalf_of=None, role=Membership.Role.FACILITATOR)


@action
def begin_partnership(
    *,
    by: Person,
    on_behalf_of: Organisation,
    name: str,
    parties: Iterable[tuple[Organisation, str]],
    purpose: str = "",
    at: datetime.datetime | None = None,
) -> Partnership:
    """Begin a partnership of the organisations in `parties` (each with its side), led by `by` for `on_behalf_of`.

    `by` must lead or facilitate `on_behalf_of`, which must be one of the parties; there must be two or more
    organisations, at least one of them resourcing and one delivering. Raises NotAllowed, Refused.
    """
    sides = dict(parties)
    if not access.can_tend(by, on_behalf_of):
        raise NotAllowed(_("Only those who lead or facilitate an organisation can begin its partnerships."))
    if on_behalf_of not in sides:
        raise Refused(_("Your own organisation has to be one of the partnership."))
    if not {PartnershipParty.Side.RESOURCING, PartnershipParty.Side.DELIVERING} <= set(sides.values()):
        raise Refused(_("A partnership needs an organisation that resources and one that delivers."))
    partnership = create_with_slug(
        Partnership,
        name=_named(name),
        reserved=OUR_OWN,
        kind=Circle.Kind.PARTNERSHIP,
        purpose=purpose.strip(),
        created_at=at or timezone.now(),
    )
    for organisation, side in sides.items():
        PartnershipParty.objects.create(partnership=partnership, organisation=organisation, side=side)
    return _begun(partnership, by=by, on_behalf_of=on_behalf_of)


@action
def describe_circle(
    *,
    by: Person,
    circle: Circle,
    purpose: str,
    digest_rhythm: str,
    language: str = "",
    read: str | None = None,
) -> None:
    """Say what a circle is for, how often its digest is made and in which `language` people write (empty: as before).

    The same again changes nothing.

    `read` is the version (of `Circle.EDITED`) that was edited. Raises ChangedMeanwhile, NotFound outside the circle,
    NotAllowed for those who do not tend it, Refused for no known rhythm.
    """
    must_tend(by, circle)
    if digest_rhythm not in Circle.Rhythm.values:
        raise Refused(_("Choose how often a digest is made."))
    if language and language not in Circle.Language.values:
        raise Refused(_("Choose the language people write in."))
    in_turn(circle.pk)
    now = kept(Circle.objects.get(pk=circle.pk), Circle.EDITED)
    said = {
        "purpose": purpose.strip(),
        "digest_rhythm": digest_rhythm,
        "language": language or now["language"],
    }
    if now == said:
        return audit.nothing_changed()
    must_be_as_read(read, now)
    Circle.objects.filter(pk=circle.pk).update(**said)
    audit.record(
        by=by,
        verb="circle.described",
        subject=circle,
        circle=circle,
        digest_rhythm=str(digest_rhythm),
        language=str(said["language"]),
    )


def must_tend(person: Person, circle: Circle) -> None:
    """Raises NotFound for somebody outside the circle, NotAllowed for one who does not lead or facilitate it."""
    if access.current_membership(person, circle) is None:
        raise NotFound
    if not access.can_tend(person, circle):
        raise NotAllowed(_("Only those who lead or facilitate this circle can do that."))


def _named(name: str) -> str:
    if not name.strip():
        raise Refused(_("Give it a name."))
    return name.strip()


def _begun(
    circle: C, *, by: Person, on_behalf_of: Organisation | None, role: str = Membership.Role.LEAD
) -> C:
    Membership.objects.create(
        person=by, circle_id=circle.pk, role=role, on_behalf_of=on_behalf_of, since=circle.created_at
    )
    audit.record(by=by, verb=f"{circle.kind}.begun", subject=circle, circle=circle)
    return circle
