"""How much a measure usually varies: the natural process limits of an XmR chart, after Shewhart and Wheeler.

The mean, and 2.66 mean moving ranges to either side (2.66 is 3 / 1.128, what a range of two tells of a spread). A point beyond, or
eight in a row on one side of the mean, is a reason to ask what was different then. It is neither good nor bad.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

FEWEST = 12
"""With fewer points nothing can be told from chance."""
IN_A_ROW = 8
FACTOR = Decimal("2.66")


@dataclass(frozen=True)
class Variation:
    """What is usual for some values, in their own unit; and the places (from 0) of those that ask for a story."""

    mean: Decimal
    lower: Decimal
    upper: Decimal
    beyond: tuple[int, ...]
    runs: tuple[tuple[int, int], ...]
    """Stretches of eight and more on one side of the mean: the first place and the last."""


def variation_of(values: Sequence[Decimal]) -> Variation | None:
    """What varies usually among `values`, in the order of their days; None where there are too few to tell."""
    if len(values) < FEWEST:
        return None
    mean = sum(values, Decimal(0)) / len(values)
    moved = [abs(after - before) for before, after in itertools.pairwise(values)]
    spread = FACTOR * sum(moved, Decimal(0)) / len(moved)
    lower, upper = mean - spread, mean + spread
    if min(values) >= 0:
        lower = max(lower, Decimal(0))  # what is counted does not fall below nothing
    beyond = tuple(place for place, value in enumerate(values) if not lower <= value <= upper)
    return Variation(mean, lower, upper, beyond, tuple(_runs(values, mean)))


def _runs(values: Sequence[Decimal], mean: Decimal) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    side, began = 0, 0
    for place, value in enumerate([*values, mean]):
        now = (value > mean) - (value < mean)
        if now != side:
            if side and place - began >= IN_A_ROW:
                found.append((began, place - 1))
            side, began = now, place
    return found
