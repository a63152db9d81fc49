"""How a map stands, and what was changed on it since, as plain values for those who draw on it.

A thing is told in the names in which a step would set it. What was taken off the map is told too (`removed`), so that it
can come back.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists
from django.db.models.functions import Coalesce

from systems.changing.steps import ATTRIBUTE, FIELDS
from systems.drawers import Drawer
from systems.models import Change, Contest, Factor, Link, SystemMap
from systems.told_changes import in_words

IDS = {"id", "source", "target"}
AT_ONCE = 500
"""So many changes are told in one answer."""


def state_of(map: SystemMap, *, me: Drawer | None, contested: bool = True) -> dict[str, Any]:
    """All of the map as it stands at `number`, in three queries; in two where it is known that nothing is contested.

    The map was read just now, and so before what is on it: what was drawn meanwhile comes once more by its number, and changes nothing.
    """
    return {
        "number": map.version,
        "map": {"id": str(map.pk), "name": map.name, "description": map.description, "look": map.look},
        "factors": _all_of(map, Factor, "factor"),
        "links": _all_of(map, Link, "link"),
        "contests": contests_of(map, me=me) if contested else [],
    }


def _all_of(map: SystemMap, kind: type[Factor] | type[Link], on: str) -> list[dict[str, Any]]:
    """All factors or links of a map, in the order in which they were made. Read as values: a large map has thousands."""
    names = ["id", *FIELDS[on]]
    columns = [f"{name}_id" if name in ("source", "target") else name for name in names]
    more = ["attributes"] if on == "factor" else []
    return [
        _told(dict(zip(names, row, strict=False)), *row[len(names) :])
        for row in kind._default_manager.filter(map=map).order_by("pk").values_list(*columns, *more)
    ]


def _told(said: dict[str, Any], attributes: dict[str, Any] | None = None) -> dict[str, Any]:
    for name in IDS & said.keys():
        said[name] = str(said[name])
    return said | {ATTRIBUTE + name: value for name, value in attributes.items()} if attributes else said


@dataclass(frozen=True)
class Since:
    """What was changed on a map after a number, read once; told to each who may see it, with what of it is their own."""

    number: int
    more: bool
    changes: list[Any]
    contests: list[Any]

    def told(self, me: Drawer | None, *, words: bool = False) -> dict[str, Any]:
        """As plain values; with `words` each change comes in words, too."""
        return {
            "number": self.number,
            "more": self.more,
            "changes": [change_told(each, me=me) for each in self.changes]
            if not words
            else _worded(self.changes, me),
            "contests": [_contest_told(each, me=me) for each in self.contests],
        }

    def makers(self) -> set[uuid.UUID | None]:
        """The people who made any of it: to them it is told otherwise than to the rest."""
        return {each.by_id for each in self.changes} | {each.change.by_id for each in self.contests}


def read_since(map: SystemMap, after: int) -> Since:
    """The changes with a number above `after`, oldest first and at most `AT_ONCE`; `more` says that there are others.

    With them go the contests that are open now. It is read after each stroke: one query, two where something is contested.
    """
    since = Change.objects.filter(map=map, number__gt=after).order_by("number")
    contested = Exists(Contest.objects.open().filter(map=map))
    found = list(named(since).annotate(contested=contested)[: AT_ONCE + 1])
    told = found[:AT_ONCE]
    return Since(
        number=told[-1].number if told else after,
        more=len(found) > AT_ONCE,
        changes=told,
        contests=list(_contests(map)) if not found or found[0].contested else [],
    )


def _worded(changes: list[Change], me: Drawer | None) -> list[dict[str, Any]]:
    return [change_told(each.change, me=me) | {"did": each.did} for each in in_words(changes)]


def named(changes: Any) -> Any:
    """Changes with the name of whoever made them, as far as whoever asks may know it."""
    return changes.annotate(name=Coalesce("by__name", "guest__name"))


def change_told(change: Any, *, me: Drawer | None) -> dict[str, Any]:
    """One change of those that `named` gives."""
    return {
        "id": str(change.pk),
        "number": change.number,
        "at": change.at.isoformat(),
        "by": change.name or "",
        "guest": change.guest_id is not None,
        "mine": me is not None and me.made(change),
        "undoes": str(change.undoes_id) if change.undoes_id else None,
        "sets": change.sets,
    }


def contests_of(map: SystemMap, *, me: Drawer | None) -> list[dict[str, Any]]:
    """What waits for people to choose: the value that somebody wanted, beside the one that stands on the map."""
    return [_contest_told(each, me=me) for each in _contests(map)]


def _contests(map: SystemMap) -> Iterable[Any]:
    return (
        Contest.objects.open()
        .filter(map=map)
        .select_related("change")
        .defer("change__sets")
        .annotate(name=Coalesce("change__by__name", "change__guest__name"))
    )


def _contest_told(contest: Any, *, me: Drawer | None) -> dict[str, Any]:
    return {
        "id": str(contest.pk),
        "on": contest.on,
        "thing": str(contest.thing),
        "field": contest.field,
        "value": contest.value,
        "by": contest.name or "",
        "mine": me is not None and me.made(contest.change),
    }
