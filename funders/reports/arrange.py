"""What people chose, applied to what the composer proposes: left out, ordered, commented, summed up. Plain data in and out."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funders.reports.document import Document, Item, Section, WithdrawnItem

FIXED = frozenset({"people", "money", "not_here"})
"""Sections in which nothing is left out: who is there, what was paid to the penny, and what is not in the report."""
FOLLOWING = frozenset({"understanding", "voice", "step", "observation", "snapshot", "change", "led"})
"""Kinds of item that belong to the one before them, and go where it goes."""
NOT_HERE = "not_here"


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What was chosen about one item."""

    left_out: bool = False
    position: int | None = None
    comment: str = ""


AS_PROPOSED = Chosen()


@dataclass(frozen=True)
class Group:
    """An item, and those that go where it goes."""

    items: tuple[Item, ...]

    @property
    def key(self) -> str:
        return self.items[0].key


def follows(item: Item, section: str) -> bool:
    """Whether the item belongs to the one before it."""
    led_there = section == "questions" and item.kind == "insight"
    return item.kind in FOLLOWING or led_there or item.key.startswith("adaptation-end:")


def groups_of(section: Section, chosen: Mapping[str, Chosen]) -> list[Group]:
    """The items of a proposed section in the order that was chosen; those nobody moved stay where they were proposed."""
    groups: list[list[Item]] = []
    for item in section.present:
        if groups and follows(item, section.key):
            groups[-1].append(item)
        else:
            groups.append([item])
    placed = list(enumerate(Group(tuple(group)) for group in groups))

    def where(pair: tuple[int, Group]) -> tuple[int, int]:
        position = chosen.get(pair[1].key, AS_PROPOSED).position
        return (pair[0] if position is None else position, pair[0])

    return [group for _nth, group in sorted(placed, key=where)]


def can_be_left_out(section: Section, item: Item) -> bool:
    """Whether people choose about the item at all."""
    return bool(item.key) and section.key not in FIXED


def moved(section: Section, chosen: Mapping[str, Chosen], key: str, *, up: bool) -> list[str]:
    """The keys of the section's groups in order once the one with `key` went one place up or down; empty where it cannot."""
    keys = [group.key for group in groups_of(section, chosen)]
    if key not in keys or section.key in FIXED or not all(keys):
        return []
    here = keys.index(key)
    there = here + (-1 if up else 1)
    if not 0 <= there < len(keys):
        return []
    keys[here], keys[there] = keys[there], keys[here]
    return keys


def arranged(
    proposal: Document,
    chosen: Mapping[str, Chosen],
    *,
    summary: str = "",
    supersedes: str = "",
    what_changed: str = "",
) -> Document:
    """The document that is read and signed. Items keep their salts, so that what nobody changed keeps its digest."""
    sections = [_arranged(section, chosen) for section in proposal.sections]
    left_out = [
        (section.title, len(section.items) - len(kept.items))
        for section, kept in zip(proposal.sections, sections, strict=True)
        if len(section.items) > len(kept.items)
    ]
    here = {item.key for section in sections for item in section.present}
    return Document(
        meta=replace(
            proposal.meta,
            summary=summary,
            supersedes=supersedes,
            what_changed=what_changed,
            missing_voices=(),
        ),
        sections=tuple(
            _resting_on(_saying(section, left_out) if section.key == NOT_HERE else section, here)
            for section in sections
        ),
    )


def _arranged(section: Section, chosen: Mapping[str, Chosen]) -> Section:
    items = tuple(_kept(section, chosen))
    ids = {"", *(item.id for item in items)}
    return replace(
        section,
        items=items,
        # What a figure shows of an item goes with the item.
        figures=tuple(
            each for each in section.figures if isinstance(each, WithdrawnItem) or each.item in ids
        ),
    )


def _kept(section: Section, chosen: Mapping[str, Chosen]) -> Iterator[Item]:
    for group in groups_of(section, chosen):
        head = group.items[0]
        if can_be_left_out(section, head) and chosen.get(head.key, AS_PROPOSED).left_out:
            continue
        for item in group.items:
            choice = chosen.get(item.key, AS_PROPOSED) if item.key else AS_PROPOSED
            if choice.left_out and can_be_left_out(section, item):
                continue
            if item.kind == "led" and any(chosen.get(key, AS_PROPOSED).left_out for key in item.rests_on):
                continue  # it tells that insight's words
            yield replace(item, comment=choice.comment) if choice.comment else item


def _saying(section: Section, left_out: Iterable[tuple[str, int]]) -> Section:
    """The section on what is not in the report, with how much was left out together; never what."""
    said = [
        Item(
            kind="reason",
            title=title,
            text=ngettext(
                "%(number)s thing was left out here by those who composed the report together.",
                "%(number)s things were left out here by those who composed the report together.",
                number,
            )
            % {"number": number},
            # The same each time it is arranged, so that the hash changes with the words alone.
            id=f"left-out-{nth}",
            salt=f"left-out-{nth}",
        )
        for nth, (title, number) in enumerate(left_out)
    ]
    return replace(section, items=(*section.items, *said))


def _resting_on(section: Section, here: Collection[str]) -> Section:
    """The section with each item resting on items of this report alone."""
    return replace(
        section,
        items=tuple(
            replace(item, rests_on=tuple(key for key in item.rests_on if key in here))
            if isinstance(item, Item) and item.rests_on
            else item
            for item in section.items
        ),
    )


def nobody_spoke(organisation: str) -> str:
    """The sentence that names a missing voice. Of what has no name nobody says from where it came."""
    return _("Nobody from %(organisation)s has spoken here under their own name.") % {
        "organisation": organisation
    }
