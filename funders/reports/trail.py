"""The trail behind an issued report, item by item, for an auditor: from the signed document alone, so that nothing beyond it can show.

Who said it (as consented) and when stands with each item; the items say what they rest on, and so what followed from them.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from funders.reports.document import Document, Item, Section

DECISIONS = frozenset({"step", "experiment", "adapted", "promise"})
"""Kinds of item that tell of a decision, with its reason in their words."""
SHORT = 80
"""So many letters of an item name it elsewhere."""


@dataclass(frozen=True)
class Named:
    """Another item of the report, named to go to it."""

    id: str
    said: str


@dataclass(frozen=True)
class Traced:
    """One item with the trail behind it."""

    item: Item
    consent: str
    decision: bool
    rests_on: tuple[Named, ...]
    taken_back: int
    """On how much it rested that its authors have withdrawn since the report was issued."""
    led_to: tuple[Named, ...]

    @property
    def amount(self) -> str:
        """To the penny."""
        return f"{Decimal(self.item.amount):,.2f} {self.item.currency}" if self.item.amount else ""


@dataclass(frozen=True)
class TracedSection:
    section: Section
    items: tuple[Traced, ...]


def trail_of(document: Document) -> list[TracedSection]:
    """Every section with its items and the trail behind each."""
    here = {item.key: item for item in document.items if item.key}
    came: dict[str, list[Item]] = defaultdict(list)
    for item in document.items:
        for key in item.rests_on:
            came[key].append(item)
    return [
        TracedSection(section, tuple(_traced(item, here, came[item.key]) for item in section.present))
        for section in document.sections
    ]


def _traced(item: Item, here: dict[str, Item], came: list[Item]) -> Traced:
    return Traced(
        item=item,
        consent=consent_of(item),
        decision=item.kind in DECISIONS,
        rests_on=tuple(_named(here[key]) for key in item.rests_on if key in here),
        taken_back=sum(key not in here for key in item.rests_on),
        led_to=tuple(_named(each) for each in came),
    )


def _named(item: Item) -> Named:
    said = " ".join((item.text or item.title).split())
    return Named(item.id, said if len(said) <= SHORT else f"{said[:SHORT].rstrip()}…")


def consent_of(item: Item) -> str:
    """By whose consent an item stands in a report, in a sentence; empty for what the report says of itself."""
    if item.consent:
        return item.consent
    if item.kind == "person":
        return _("Named as one of the people of the partnership.")
    if item.attribution and item.person_id:
        return _("Written by %(who)s for everybody in the partnership.") % {"who": item.attribution}
    if item.key.partition(":")[0] in {"agreement", "payment", "total"}:
        return _("Written down by those who give the money, for both sides to see.")
    return _("Kept by the partnership together.") if item.key else ""
