"""What people of this place can make public, kind by kind: how a steward finds it, reads it, and knows whose it is.

Each app adds its own kinds; here are those of relationships. Nothing is public before another person has read it.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from relationships.models import Event, Listing, Look, Offer, Person

Words = list[tuple[str, str]]
"""What stands in a thing: the name of each part, and its words."""


@dataclass(frozen=True)
class PublicKind:
    """A kind of thing that can be public. `rows` has `visible_to`, `public` and `waiting`, each thing an `edition`."""

    kind: str
    rows: Callable[[], QuerySet[Any]]
    written_by: Callable[[Any], Any]
    """The id of whoever asked for it to be public."""
    words: Callable[[Any], Words]
    has_part: Callable[[Person, Any], bool] = lambda _person, _thing: False
    """Whether a person, beside the one who asked, has a part in it, and so cannot be the one who looks."""
    let: Callable[[Any, datetime.datetime], None] = lambda _thing, _at: None
    """What is noted when it may be public."""


KINDS: dict[str, PublicKind] = {}


def can_be_public(kind: PublicKind) -> None:
    """Let things of this kind be made public."""
    KINDS[kind.kind] = kind


def _of_listing(listing: Listing) -> Words:
    return [
        (_("Name"), listing.name),
        (_("What they are for"), listing.purpose),
        (_("Place"), listing.place),
        (_("When they meet"), listing.rhythm),
    ]


def _of_event(event: Event) -> Words:
    return [(_("What it is"), event.title), (_("More about it"), event.text), (_("Where"), event.place)]


def _of_offer(offer: Offer) -> Words:
    return [
        (_("What it is about"), offer.about),
        (_("In their words"), offer.text),
        (_("Name"), offer.name),
        (_("Where"), offer.place),
        (_("Kind of work"), offer.work),
    ]


can_be_public(
    PublicKind(Look.Kind.LISTING, Listing.objects.all, lambda listing: listing.written_by_id, _of_listing)
)
can_be_public(PublicKind(Look.Kind.EVENT, Event.objects.all, lambda event: event.written_by_id, _of_event))
can_be_public(PublicKind(Look.Kind.OFFER, Offer.objects.all, lambda offer: offer.person_id, _of_offer))
