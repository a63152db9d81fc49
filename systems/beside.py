"""A map as other pages show it: its picture and what changed on it in some time."""

import datetime
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from systems.comparing import Line, in_words, names_of_loops
from systems.models import SystemMap
from systems.moments import what_changed
from systems.picture import picture
from systems.queries import drawing_of

FIRST = 8


@dataclass(frozen=True)
class MapSeen:
    """A map with its picture (empty where it has too many factors to read) and each change in words."""

    map: SystemMap
    start: datetime.datetime
    picture: SafeString
    lines: list[Line]

    @property
    def first_lines(self) -> list[Line]:
        """So many as one reads beside other things."""
        return self.lines[:FIRST]


def look_at(map: SystemMap, start: datetime.datetime, end: datetime.datetime) -> MapSeen:
    """The map as it is now, and what changed on it in the half-open time. Eleven queries at most, four where nothing changed."""
    found = what_changed(map, start, end)
    svg = picture(drawing_of(map), title=map.name)
    lines = in_words(found.changes, found.loops, names_of_loops(map) if found.loops else None)
    return MapSeen(map, start, mark_safe(svg), lines)  # noqa: S308  its text is escaped where it is made
