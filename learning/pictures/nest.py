"""How cycles nest, as boxes within boxes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH = 400
PAD, HEAD, GAP = 10, 46, 8
LETTER = 7.6
"""How wide a letter is on average, at the size in which names are written."""


@dataclass
class Nested:
    """A cycle of the nest that its reader may see, with those in it."""

    name: str
    meta: str
    url: str
    here: bool = False
    inner: list["Nested"] = field(default_factory=list)


@dataclass(frozen=True)
class Box:
    x: int
    y: int
    width: int
    height: int
    name: str
    meta: str
    here: bool

    @property
    def text_x(self) -> int:
        return self.x + PAD

    @property
    def name_y(self) -> int:
        return self.y + 21

    @property
    def meta_y(self) -> int:
        return self.y + 38


@dataclass(frozen=True)
class NestPicture:
    height: int
    boxes: tuple[Box, ...]
    width: int = WIDTH


def nest_picture(tops: Sequence[Nested]) -> NestPicture:
    """The boxes of `tops` and of all within them, the outer before the inner, 400 wide and as high as it takes."""
    boxes: list[Box] = []
    y = 1
    for top in tops:
        y += _lay(top, 1, y, WIDTH - 2, boxes) + GAP
    return NestPicture(max(y - GAP, 1) + 1, tuple(boxes))


def _lay(one: Nested, x: int, y: int, width: int, boxes: list[Box]) -> int:
    """Put the box of `one` and what is in it at (x, y); returns its height."""
    place, below = len(boxes), y + HEAD
    for each in one.inner:
        below += _lay(each, x + PAD, below, width - 2 * PAD, boxes) + GAP
    height = below - y + (PAD - GAP if one.inner else 0)
    letters = int((width - 2 * PAD) / LETTER)
    boxes.insert(place, Box(x, y, width, height, _cut(one.name, letters), _cut(one.meta, letters), one.here))
    return height


def _cut(said: str, letters: int) -> str:
    return said if len(said) <= letters else said[: max(letters - 1, 1)].rstrip() + "…"
