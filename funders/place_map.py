"""Places on a map: drawn here, from nothing but where they lie, so that no other host learns who looks at which."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 640.0, 480.0, 28.0
LEAST_DEGREES = 0.2
STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 45)
MOST_LINES = 6


@dataclass(frozen=True)
class Dot:
    """A place on the drawing; `number` leads to its line in the list beside it."""

    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Meridian:
    """A line of the net of degrees: where it is, and what it is called."""

    upright: bool
    at: float
    degrees: str


@dataclass(frozen=True)
class Drawing:
    dots: list[Dot]
    net: list[Meridian]
    width: float = WIDTH
    height: float = HEIGHT


def drawn(places: Sequence[tuple[float, float]]) -> Drawing:
    """The places (latitude, longitude) on a plane that keeps their distances where they are, with a net of degrees.

    Places that lie on one spot share a dot; its number is that of the first of them.
    """
    if not places:
        return Drawing([], [])
    latitudes, longitudes = [each[0] for each in places], [each[1] for each in places]
    middle = (min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2
    narrows = max(0.1, math.cos(math.radians(middle[0])))
    tall = max(LEAST_DEGREES, max(latitudes) - min(latitudes))
    broad = max(LEAST_DEGREES, (max(longitudes) - min(longitudes)) * narrows)
    scale = min((WIDTH - 2 * MARGIN) / broad, (HEIGHT - 2 * MARGIN) / tall)

    def x(longitude: float) -> float:
        return round(WIDTH / 2 + (longitude - middle[1]) * narrows * scale, 1)

    def y(latitude: float) -> float:
        return round(HEIGHT / 2 - (latitude - middle[0]) * scale, 1)

    dots: dict[tuple[float, float], Dot] = {}
    for number, (latitude, longitude) in enumerate(places, start=1):
        spot = x(longitude), y(latitude)
        dots.setdefault(spot, Dot(number, *spot))
    half_tall, half_broad = HEIGHT / 2 / scale, WIDTH / 2 / scale / narrows
    net = [
        Meridian(False, y(each), f"{each:g}°")
        for each in _lines(middle[0] - half_tall, middle[0] + half_tall)
    ] + [
        Meridian(True, x(each), f"{each:g}°")
        for each in _lines(middle[1] - half_broad, middle[1] + half_broad)
    ]
    return Drawing(list(dots.values()), net)


def _lines(low: float, high: float) -> list[float]:
    step = next((each for each in STEPS if (high - low) / each <= MOST_LINES), STEPS[-1])
    first = math.ceil(low / step)
    return [round(each * step, 3) for each in range(first, math.floor(high / step) + 1)]
