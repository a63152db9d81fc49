"""What two maps, or two moments of one, say otherwise: things by name, and the loops that were born or broken."""

from dataclasses import replace
from typing import Any

from systems.analysis.loops import look_for_loops
from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink
from systems.formats.pen import joined

TOLD_OF_FACTORS = ("label", "description", "cluster", "kind", "tags", "attributes")
TOLD_OF_LINKS = (
    "polarity",
    "label",
    "description",
    "kind",
    "strength",
    "delay",
    "confidence",
    "evidence",
    "direction",
)
Thing = DrawnFactor | DrawnLink


def between(
    before: Drawing, after: Drawing, max_length: int, seconds: float
) -> tuple[dict[str, list[Any]], int]:
    """{"added", "removed", "changed", "loops_gained", "loops_lost"}, each a list; and up to which length loops were compared.

    Factors are the same under the same key, or else under a name that only one has on either side. Links between the same
    factors are compared in turn, those of the same sign first.
    """
    after = _with_keys_of(before, after)
    names = {
        key: joined(factor.label) for drawing in (after, before) for key, factor in drawing.factors.items()
    }
    said: dict[str, list[Any]] = {"added": [], "removed": [], "changed": []}
    for key in before.factors | after.factors:
        old, new = before.factors.get(key), after.factors.get(key)
        _tell(said, {"factor": names[key]}, old, new, TOLD_OF_FACTORS)
    for way, (olds, news) in _ways(before, after).items():
        about = {"from": names[way[0]], "to": names[way[1]]}
        for before_it, after_it in _paired(olds, news):
            sign = (after_it or before_it or olds[0]).polarity
            _tell(said, about | {"polarity": sign}, before_it, after_it, TOLD_OF_LINKS)
    (old_loops, old_whole), (new_loops, new_whole) = (
        _loops(drawing, max_length, seconds) for drawing in (before, after)
    )
    whole = min(old_whole, new_whole)
    for name, some, others in (("loops_gained", new_loops, old_loops), ("loops_lost", old_loops, new_loops)):
        said[name] = [
            {"kind": kind, "factors": [names[key] for key in way]}
            for (way, kind) in some
            if len(way) <= whole and (way, kind) not in others
        ]
    return said, whole


def _with_keys_of(before: Drawing, after: Drawing) -> Drawing:
    """`after`, its factors under the keys that they have in `before`."""

    def alone(drawing: Drawing, others: Drawing) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        for key, factor in drawing.factors.items():
            if key not in others.factors:
                found.setdefault(joined(factor.label).casefold(), []).append(key)
        return {name: keys[0] for name, keys in found.items() if len(keys) == 1}

    old, new = alone(before, after), alone(after, before)
    keys = {key: old.get(name, key) for name, key in new.items()}
    return replace(
        after,
        factors={keys.get(key, key): factor for key, factor in after.factors.items()},
        links=[
            replace(
                link, source=keys.get(link.source, link.source), target=keys.get(link.target, link.target)
            )
            for link in after.links
        ],
    )


def _tell(
    said: dict[str, list[Any]],
    about: dict[str, str],
    old: Thing | None,
    new: Thing | None,
    told: tuple[str, ...],
) -> None:
    if old is None or new is None:
        said["added" if old is None else "removed"].append(about)
        return
    was = {name: getattr(old, name) for name in told if getattr(old, name) != getattr(new, name)}
    if was:
        said["changed"].append(about | {"was": was, "now": {name: getattr(new, name) for name in was}})


def _ways(before: Drawing, after: Drawing) -> dict[tuple[str, str], tuple[list[DrawnLink], list[DrawnLink]]]:
    found: dict[tuple[str, str], tuple[list[DrawnLink], list[DrawnLink]]] = {}
    for side, drawing in enumerate((before, after)):
        for link in drawing.links:
            found.setdefault((link.source, link.target), ([], []))[side].append(link)
    return found


def _paired(olds: list[DrawnLink], news: list[DrawnLink]) -> list[tuple[DrawnLink | None, DrawnLink | None]]:
    left, pairs = list(news), list[tuple[DrawnLink | None, DrawnLink | None]]()
    waiting = []
    for old in olds:
        same = next((new for new in left if new.polarity == old.polarity), None)
        if same is None:
            waiting.append(old)
        else:
            left.remove(same)
            pairs.append((old, same))
    for old in waiting:
        pairs.append((old, left.pop(0) if left else None))
    return pairs + [(None, new) for new in left]


def _loops(
    drawing: Drawing, max_length: int, seconds: float
) -> tuple[dict[tuple[tuple[str, ...], str], None], int]:
    """The loops, each from the least of its keys on, and up to which length they are all."""
    found = look_for_loops(
        ((link.source, link.target, link.polarity) for link in drawing.links), max_length, seconds=seconds
    )
    loops: dict[tuple[tuple[str, ...], str], None] = {}
    for loop in found.loops:
        way = [found.names[number] for number in loop.factors]
        least = way.index(min(way))
        loops[tuple(way[least:] + way[:least]), str(loop.kind)] = None
    return loops, found.whole_to
