"""A map as other pages show it: its picture and what changed on it since some day."""

import datetime
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from systems.analysis.compare import compare, compare_loops
from systems.comparing import Line, in_words, names_of_loops
from systems.models import SystemMap
from systems.moments import drawing_at, number_at
from systems.picture import picture
from systems.queries import drawing_of

FIRST = 6


@dataclass(frozen=True)
class MapSeen:
    """A map with its picture (empty where it has too many factors to read) and each change in words."""

    map: SystemMap
    start: datetime.datetime
    picture: SafeString
    lines: list[Line]

    @property
    def first_lines(self) -> list[Line]:
        """So many as one reads beside other things; of loops those with a name."""
        return [line for line in self.lines if line.named or not line.loop][:FIRST]

    @property
    def new(self) -> bool:
        """Whether it was not there before."""
        return self.map.created_at >= self.start

    @property
    def further(self) -> bool:
        """Whether more changed."""
        return len(self.lines) > len(self.first_lines)


def look_at(map: SystemMap, start: datetime.datetime) -> MapSeen:
    """The map as it is now, and what changed on it since. Eight queries at most, three where nothing changed."""
    now = drawing_of(map)
    svg = mark_safe(picture(now, title=map.name))  # noqa: S308  its text is escaped where it is made
    number = number_at(map, start)
    if number == map.version or map.created_at >= start:
        return MapSeen(map, start, svg, [])
    before = drawing_at(map, number)
    loops = compare_loops(before, now)
    names = names_of_loops(map) if loops else None
    return MapSeen(map, start, svg, in_words(compare(before, now), loops, names))
