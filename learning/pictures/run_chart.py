"""A measure over time: its points in the order of their days, what is usual for it, and numbers where a story stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hls_platform.templatetags.plain_words import day
from learning.measuring.variation import Variation
from learning.models import Observation
from learning.models.measure import plain

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 400, 230, 52, 14, 22, 28


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    beyond: bool
    note: int | None
    """The number of its story, where it has one."""
    said: str

    @property
    def note_y(self) -> float:
        return self.y - 9


@dataclass(frozen=True)
class Level:
    """A line across, at `y`, with what it stands for."""

    y: float
    said: str


@dataclass(frozen=True)
class RunChart:
    points: tuple[Point, ...]
    line: str
    scale: tuple[Level, ...]
    """The highest and the lowest number of the picture."""
    usual: tuple[Level, ...]
    """The limits of what is usual, where there are enough points to tell."""
    mean: Level | None
    first_day: str
    last_day: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def run_chart_of(observations: Sequence[Observation], variation: Variation | None) -> RunChart:
    """The chart of observations (at least one), the earliest first."""
    values = [each.value for each in observations]
    shown = values + ([variation.lower, variation.upper] if variation else [])
    low, high = min(shown), max(shown)
    if low == high:
        low, high = low - 1, high + 1
    first = observations[0].day
    length = max((observations[-1].day - first).days, 1)

    def y(value: Decimal) -> float:
        return round(float(TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low)), 1)

    notes = {each.pk: number for number, each in enumerate((o for o in observations if o.story), start=1)}
    beyond = set(variation.beyond) if variation else set()
    points = tuple(
        Point(
            x=round(LEFT + (WIDTH - LEFT - RIGHT) * (each.day - first).days / length, 1),
            y=y(each.value),
            beyond=place in beyond,
            note=notes.get(each.pk),
            said=str(each),
        )
        for place, each in enumerate(observations)
    )
    return RunChart(
        points=points,
        line=" ".join(f"{point.x},{point.y}" for point in points),
        scale=(Level(y(max(values)), plain(max(values))), Level(y(min(values)), plain(min(values)))),
        usual=tuple(Level(y(edge), rounded(edge)) for edge in (variation.upper, variation.lower))
        if variation
        else (),
        mean=Level(y(variation.mean), rounded(variation.mean)) if variation else None,
        first_day=day(first),
        last_day=day(observations[-1].day) if len(observations) > 1 else "",
    )


def rounded(value: Decimal) -> str:
    """A number that was worked out, with as many places as one reads: three figures, or all before the point."""
    if value == 0:
        return "0"
    places = max(0, 2 - value.adjusted())
    return plain(round(value, places))
