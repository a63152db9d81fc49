"""What if a factor rose or fell: in which direction the others would travel first, going by the signs alone."""

from dataclasses import dataclass

from systems.analysis.reach import Reached, reach
from systems.analysis.web import Web


@dataclass(frozen=True)
class Travel:
    """A factor, and where it goes: 1 up, -1 down, 0 that nobody can say; `first` by the shortest way, `both` when ways disagree."""

    reached: Reached
    first: int
    both: bool

    @property
    def factor(self) -> int:
        return self.reached.factor


def travel(web: Web, start: int, direction: int, most_links: int) -> list[Travel]:
    """Where the factors go that `start` reaches by at most so many links, when it goes up (1) or down (-1); the nearest first.

    The first move is told by the shortest ways: where several equally short ones disagree, or a sign on them is not
    known, it is 0. Longer ways may turn it, which `both` says; how much and how soon no sign can tell.
    """
    found = []
    nearest = _signs_of_shortest(web, start, most_links)
    for each in reach(web, start, most_links):
        signs = nearest[each.factor]
        first = direction * next(iter(signs)) if len(signs) == 1 else 0
        found.append(Travel(each, first, {1, -1} <= each.signs))
    return found


def _signs_of_shortest(web: Web, start: int, most_links: int) -> dict[int, frozenset[int]]:
    """For each factor the signs of all its shortest ways from the start."""
    signs, level = {start: frozenset({1})}, [start]
    for _link in range(most_links):
        arrived: dict[int, set[int]] = {}
        for here in level:
            for next in web.ahead[here]:
                if next not in signs:
                    arrived.setdefault(next, set()).update(
                        sign * web.signs[here, next] for sign in signs[here]
                    )
        signs |= {factor: frozenset(each) for factor, each in arrived.items()}
        level = list(arrived)
    return signs
