"""Where the factors of a map stand in its picture: as they were drawn, or in a ring, or in rows where they are many."""

import math
from dataclasses import dataclass
from itertools import combinations

from funders.reports.figures.svg import in_lines
from systems.formats.drawing import DrawnFactor

WIDE, LINE, GAP, ROOM = 190, 22, 18, 19
A_RING = 14
"""So many factors still make a ring."""
ROUNDS = 200


@dataclass
class Box:
    lines: list[str]
    x: float = 0
    y: float = 0

    @property
    def tall(self) -> float:
        return len(self.lines) * LINE + 14

    def edge_towards(self, x: float, y: float) -> tuple[float, float]:
        """Where the straight way from its middle to (x, y) leaves it."""
        dx, dy = x - self.x, y - self.y
        if not dx and not dy:
            return self.x, self.y
        share = min(WIDE / 2 / abs(dx) if dx else math.inf, self.tall / 2 / abs(dy) if dy else math.inf)
        return self.x + dx * share, self.y + dy * share


def placed(factors: dict[str, DrawnFactor]) -> dict[str, Box]:
    """A box for each factor, by its key, none on another."""
    boxes = {key: Box(in_lines(factor.label, ROOM) or [""]) for key, factor in factors.items()}
    drawn = [(factor.x, factor.y) for factor in factors.values()]
    if all(x is not None and y is not None for x, y in drawn):
        for box, (x, y) in zip(boxes.values(), drawn, strict=True):
            box.x, box.y = float(x or 0), float(y or 0)
    else:
        in_order = sorted(factors, key=lambda key: (factors[key].cluster, factors[key].label, key))
        (_in_a_ring if len(factors) <= A_RING else _in_rows)([boxes[key] for key in in_order])
    _apart(list(boxes.values()))
    return boxes


def _in_a_ring(boxes: list[Box]) -> None:
    for nth, box in enumerate(boxes):
        turn = 2 * math.pi * nth / len(boxes) - math.pi / 2
        box.x, box.y = 380 * math.cos(turn), 60 + 38 * len(boxes) * math.sin(turn)


def _in_rows(boxes: list[Box]) -> None:
    across = math.ceil(math.sqrt(len(boxes) / 2))
    for nth, box in enumerate(boxes):
        box.x, box.y = (nth % across) * (WIDE + 50), (nth // across) * 130


def _apart(boxes: list[Box]) -> None:
    """Moves boxes that lie on each other apart, along the shorter way, until none do or it has been tried enough."""
    for _round in range(ROUNDS):
        moved = False
        for one, other in combinations(boxes, 2):
            dx, dy = one.x - other.x, one.y - other.y
            across, down = WIDE + GAP - abs(dx), (one.tall + other.tall) / 2 + GAP - abs(dy)
            if across <= 0.5 or down <= 0.5:
                continue
            moved = True
            if across < down:
                by = math.copysign(across / 2, dx)
                one.x, other.x = one.x + by, other.x - by
            else:
                by = math.copysign(down / 2, dy)
                one.y, other.y = one.y + by, other.y - by
        if not moved:
            return
