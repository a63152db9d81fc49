"""A map as it stood at a moment, told from its changes."""

import datetime
import uuid
from collections import defaultdict
from typing import Any

from systems.changing.steps import put
from systems.formats.drawing import Drawing
from systems.models import Change, Factor, Link, SystemMap
from systems.queries import as_drawing


def number_at(map: SystemMap, moment: datetime.datetime) -> int:
    """The number of the last change made before `moment`; 0 before the first."""
    before = Change.objects.filter(map=map, at__lt=moment)
    return before.order_by("-number").values_list("number", flat=True).first() or 0


def drawing_at(map: SystemMap, number: int) -> Drawing:
    """The map as it stood after the change with this number, as plain data. Three queries."""
    was: dict[tuple[str, uuid.UUID], dict[str, Any]] = defaultdict(dict)
    since = Change.objects.filter(map=map, number__gt=number).order_by("-number")
    for sets in since.values_list("sets", flat=True).iterator():
        for each in sets:
            was[each["on"], uuid.UUID(each["id"])] |= each["was"]
    factors = {each.pk: each for each in Factor.objects.filter(map=map).order_by("cluster", "label", "id")}
    links = {each.pk: each for each in Link.objects.filter(map=map).order_by("id")}
    for (on, thing), values in was.items():
        known = factors.get(thing) if on == "factor" else links.get(thing) if on == "link" else None
        if known is not None:
            for name, value in values.items():
                put(known, name, value)
    standing = {key: factor for key, factor in factors.items() if not factor.removed}
    return as_drawing(
        list(standing.values()),
        [
            link
            for link in links.values()
            if not link.removed and link.source_id in standing and link.target_id in standing
        ],
    )
