"""A map as numbers: which factor acts on which, with which sign. What all other questions are asked of."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from systems.analysis.loops import neighbours

SIGN_OF = {"+": 1, "-": -1, "": 0}


@dataclass(frozen=True)
class Web:
    """`count` factors, numbered from 0, and for each linked pair of them 1, -1, or 0 where it is not known or not agreed."""

    count: int
    signs: dict[tuple[int, int], int]
    disagreeing: frozenset[tuple[int, int]]
    """The pairs of which one link says more and another says less."""
    ahead: list[list[int]] = field(repr=False)
    behind: list[list[int]] = field(repr=False)

    @classmethod
    def of(cls, count: int, links: Iterable[tuple[int, int, str]]) -> "Web":
        """The web of these (from, to, polarity)."""
        said: dict[tuple[int, int], set[int]] = {}
        for source, target, polarity in links:
            said.setdefault((source, target), set()).add(SIGN_OF[polarity])
        signs = {pair: next(iter(each)) if len(each) == 1 else 0 for pair, each in said.items()}
        disagreeing = frozenset(pair for pair, each in said.items() if {1, -1} <= each)
        return cls(count, signs, disagreeing, *neighbours(count, signs))
