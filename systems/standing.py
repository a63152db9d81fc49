"""How a map stands, and what was changed on it since, as plain values for those who draw on it.

A thing is told in the names in which a step would set it. What was taken off the map is told too (`removed`), so that it
can come back.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import F

from relationships.models import Person
from systems.changing.steps import ATTRIBUTE, FIELDS
from systems.models import Change, Contest, Factor, Link, SystemMap

AT_ONCE = 500
"""So many changes are told in one answer."""


def state_of(map: SystemMap, *, me: Person | None) -> dict[str, Any]:
    """All of the map as it stands at `number`, in four queries."""
    map.refresh_from_db(fields=["version", "name", "description", "look"])
    return {
        "number": map.version,
        "map": {"id": str(map.pk), "name": map.name, "description": map.description, "look": map.look},
        "factors": [_told(each, "factor") for each in Factor.objects.filter(map=map).order_by("pk")],
        "links": [_told(each, "link") for each in Link.objects.filter(map=map).order_by("pk")],
        "contests": contests_of(map, me=me),
    }


def _told(thing: Factor | Link, on: str) -> dict[str, Any]:
    said: dict[str, Any] = {"id": str(thing.pk)}
    for name in FIELDS[on]:
        value = getattr(thing, f"{name}_id" if name in ("source", "target") else name)
        said[name] = str(value) if isinstance(value, uuid.UUID) else value
    return said | {ATTRIBUTE + name: value for name, value in getattr(thing, "attributes", {}).items()}


def changes_since(map: SystemMap, after: int, *, me: Person | None) -> dict[str, Any]:
    """The changes with a number above `after`, oldest first and at most `AT_ONCE`; `more` says that there are others.

    With them go the contests that are open now. Two queries, three where something is told.
    """
    found = list(_named(Change.objects.filter(map=map, number__gt=after).order_by("number"))[: AT_ONCE + 1])
    told, more = found[:AT_ONCE], len(found) > AT_ONCE
    return {
        "number": told[-1].number if told else after,
        "more": more,
        "changes": [change_told(each, me=me) for each in told],
        "contests": contests_of(map, me=me),
    }


def _named(changes: Any) -> Any:
    """Changes with the name of whoever made them, as far as whoever asks may know it."""
    return changes.annotate(name=F("by__name"))


def change_told(change: Any, *, me: Person | None) -> dict[str, Any]:
    """One change of those that `_named` gives."""
    return {
        "id": str(change.pk),
        "number": change.number,
        "at": change.at.isoformat(),
        "by": change.name or "",
        "mine": me is not None and change.by_id == me.pk,
        "undoes": str(change.undoes_id) if change.undoes_id else None,
        "sets": change.sets,
    }


def contests_of(map: SystemMap, *, me: Person | None) -> list[dict[str, Any]]:
    """What waits for people to choose: the value that somebody wanted, beside the one that stands on the map."""
    found: Iterable[Any] = (
        Contest.objects.open().filter(map=map).annotate(name=F("change__by__name"), by=F("change__by_id"))
    )
    return [
        {
            "id": str(each.pk),
            "on": each.on,
            "thing": str(each.thing),
            "field": each.field,
            "value": each.value,
            "by": each.name or "",
            "mine": me is not None and each.by == me.pk,
        }
        for each in found
    ]
