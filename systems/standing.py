"""How a map stands, and what was changed on it since, as plain values for those who draw on it.

A thing is told in the names in which a step would set it. What was taken off the map is told too (`removed`), so that it
can come back.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists
from django.db.models.functions import Coalesce

from systems.changing.steps import ATTRIBUTE, FIELDS
from systems.drawers import Drawer
from systems.models import Change, Contest, Factor, Link, SystemMap
from systems.told_changes import in_words

AT_ONCE = 500
"""So many changes are told in one answer."""


def state_of(map: SystemMap, *, me: Drawer | None) -> dict[str, Any]:
    """All of the map as it stands at `number`, in three queries.

    The map was read just now, and so before what is on it: what was drawn meanwhile comes once more by its number, and changes nothing.
    """
    return {
        "number": map.version,
        "map": {"id": str(map.pk), "name": map.name, "description": map.description, "look": map.look},
        "factors": _all_of(map, Factor, "factor"),
        "links": _all_of(map, Link, "link"),
        "contests": contests_of(map, me=me),
    }


def _all_of(map: SystemMap, kind: type[Factor] | type[Link], on: str) -> list[dict[str, Any]]:
    """All factors or links of a map, in the order in which they were made. Read as values: a large map has thousands."""
    names = ["id", *FIELDS[on]]
    columns = [f"{name}_id" if name in ("source", "target") else name for name in names]
    more = ["attributes"] if on == "factor" else []
    return [
        _told(zip(names, row, strict=False), *row[len(names) :])
        for row in kind._default_manager.filter(map=map).order_by("pk").values_list(*columns, *more)
    ]


def _told(values: Iterable[tuple[str, Any]], attributes: dict[str, Any] | None = None) -> dict[str, Any]:
    said = {name: str(value) if isinstance(value, uuid.UUID) else value for name, value in values}
    return said | {ATTRIBUTE + name: value for name, value in attributes.items()} if attributes else said


def changes_since(map: SystemMap, after: int, *, me: Drawer | None, words: bool = False) -> dict[str, Any]:
    """The changes with a number above `after`, oldest first and at most `AT_ONCE`; `more` says that there are others.

    With `words` each comes in words, too. With them go the contests that are open now. Each screen asks this after each stroke:
    one query, two where something is contested.
    """
    since = Change.objects.filter(map=map, number__gt=after).order_by("number")
    contested = Exists(Contest.objects.open().filter(map=map))
    found = list(named(since).annotate(contested=contested)[: AT_ONCE + 1])
    told, more = found[:AT_ONCE], len(found) > AT_ONCE
    return {
        "number": told[-1].number if told else after,
        "more": more,
        "changes": [change_told(each, me=me) for each in told] if not words else _worded(told, me),
        "contests": contests_of(map, me=me) if not found or found[0].contested else [],
    }


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
    found: Iterable[Any] = (
        Contest.objects.open()
        .filter(map=map)
        .select_related("change")
        .defer("change__sets")
        .annotate(name=Coalesce("change__by__name", "change__guest__name"))
    )
    return [
        {
            "id": str(each.pk),
            "on": each.on,
            "thing": str(each.thing),
            "field": each.field,
            "value": each.value,
            "by": each.name or "",
            "mine": me is not None and me.made(each.change),
        }
        for each in found
    ]
