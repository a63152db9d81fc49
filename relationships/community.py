"""What the pages of the community read: for who has signed in what they may see, for everybody else what is public."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from relationships.models import (
    AskToJoin,
    Concern,
    Event,
    Listing,
    Look,
    Membership,
    Offer,
    PeerGroup,
    Person,
)
from relationships.public_things import KINDS, PublicKind

AT_ONCE = 50
"""So many of each kind a steward's page shows."""


def reader(request: HttpRequest) -> Person | None:
    """Who reads; None for somebody who has not signed in."""
    return request.user if isinstance(request.user, Person) else None


def listings_for(person: Person | None) -> QuerySet[Listing]:
    """The groups on the map that somebody may see."""
    return Listing.objects.visible_to(person) if person else Listing.objects.public()


def events_for(person: Person | None) -> QuerySet[Event]:
    """The events that somebody may see."""
    return Event.objects.visible_to(person) if person else Event.objects.public()


def groups_on_the_map(*, place: str = "") -> QuerySet[Listing]:
    """The public ones by name; with `place`, those in whose place, name or purpose each of its words stands."""
    found = Listing.objects.public()
    for word in place.split():
        found = found.filter(Q(place__icontains=word) | Q(name__icontains=word) | Q(purpose__icontains=word))
    return found


def marks_of(listings: Iterable[Listing]) -> list[dict[str, Any]]:
    """What the picture needs of each group that has a place on it."""
    return [
        {
            "name": each.name,
            "place": each.place,
            "at": [float(degrees) for degrees in each.position],
            "url": each.get_absolute_url(),
        }
        for each in listings
        if each.position
    ]


def offers_in_public(*, kind: str = "") -> QuerySet[Offer]:
    """What was put up for everybody, of that kind; those who give courage have a page of their own."""
    found = Offer.objects.public()
    return found.filter(kind=kind) if kind else found.exclude(kind=Offer.Kind.NERVE)


@dataclass(frozen=True)
class Standing:
    """How somebody stands to a group on the map."""

    is_in: bool = False
    tends: bool = False
    asked: AskToJoin | None = None
    joins: PeerGroup | None = None
    """The group, where they can join at once."""


def standing_to(person: Person | None, listing: Listing) -> Standing:
    """How `person` stands to the group of `listing`."""
    if person is None:
        return Standing()
    membership = Membership.objects.current().filter(person=person, circle_id=listing.group_id).first()
    if membership is not None:
        return Standing(is_in=True, tends=membership.role != Membership.Role.MEMBER)
    asked = AskToJoin.objects.waiting().filter(person=person, group_id=listing.group_id).first()
    joins = PeerGroup.objects.visible_to(person).filter(
        pk=listing.group_id, joining=PeerGroup.Joining.OPEN, ended_at=None
    )
    return Standing(asked=asked, joins=joins.first())


def asks_waiting(person: Person) -> QuerySet[AskToJoin]:
    """Who waits for `person`, who tends a group, to answer."""
    asks = AskToJoin.objects.visible_to(person).waiting().exclude(person=person)
    return asks.select_related("group").order_by("asked_at")


def my_asks(person: Person) -> QuerySet[AskToJoin]:
    """What `person` asked for and nobody has answered."""
    return AskToJoin.objects.waiting().filter(person=person).order_by("asked_at")


def last_look(thing: Any) -> Look | None:
    """What a steward last said about this edition of a thing, as far as the one who asks may see it."""
    return Look.objects.standing().filter(thing=thing.pk, edition=thing.edition).first()


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a steward's look."""

    kind: PublicKind
    thing: Any

    @property
    def label(self) -> str:
        return str(Look.Kind(self.kind.kind).label)


def waiting_for_a_look(steward: Person) -> list[Waiting]:
    """What nobody has looked at as it is now and `steward` may, the longest waiting of each kind first."""
    found = []
    for kind in KINDS.values():
        for thing in kind.rows().waiting()[:AT_ONCE]:  # type: ignore[attr-defined]
            if kind.written_by(thing) != steward.pk and not kind.has_part(steward, thing):
                found.append(Waiting(kind, thing))
    return found


def concerns_waiting() -> list[Concern]:
    """What was said and nobody has seen to, oldest first, each with its `subject`, None where that is not there any more."""
    concerns = list(Concern.objects.waiting()[:AT_ONCE])
    for kind in KINDS.values():
        of_kind = [each for each in concerns if each.kind == kind.kind]
        things = kind.rows().in_bulk([each.thing for each in of_kind]) if of_kind else {}
        for each in of_kind:
            each.subject = things.get(each.thing)  # type: ignore[attr-defined]
    return concerns
