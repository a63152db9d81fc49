"""Feedback loops of a map: every closed way through it that passes no factor twice, up to a chosen length."""

from collections import deque
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

N = TypeVar("N", bound=Hashable)
LONGEST = 12
MOST = 200_000


class LoopKind(StrEnum):
    """Reinforcing with an even number of opposite links, balancing with an odd one (Sterman 2000, ch. 5)."""

    REINFORCING = "reinforcing"
    BALANCING = "balancing"
    UNKNOWN = "unknown"


class TooManyLoops(Exception):
    """The map has more loops of this length than `MOST`: ask for shorter ones."""


@dataclass(frozen=True)
class Loop:
    """The factors in order, beginning with the first of the map, and what kind of loop it is."""

    factors: tuple[int, ...]
    kind: LoopKind


def find_loops(links: Iterable[tuple[N, N, str]], max_length: int) -> tuple[list[N], list[Loop]]:
    """Every loop of at most `max_length` links; the names of the factors, which loops point into.

    `links` are (from, to, polarity), polarity one of "+", "-", "". Several links between the same two factors
    count as one way; where their polarities differ it is unknown. Shorter loops come first.

    Each loop is found once, from its first factor s. The search goes on from a factor only where s can still
    be reached within the length left through later factors (breadth-first distances, found anew for each s).
    With n factors, m links and at most d links out of a factor that takes O(n(n + m)) steps and at most
    n * d^(max_length - 1) ways begun. Raises ValueError for a length below 1 or above LONGEST; TooManyLoops.
    """
    if not 1 <= max_length <= LONGEST:
        raise ValueError(f"The length of a loop is between 1 and {LONGEST}.")
    names, signs = _signs(links)
    ahead: list[list[int]] = [[] for _ in names]
    behind: list[list[int]] = [[] for _ in names]
    for source, target in signs:
        ahead[source].append(target)
        behind[target].append(source)
    found: list[Loop] = []
    for start in range(len(names)):
        home = _distances_home(behind, start, max_length - 1)
        if home:
            _loops_from(start, ahead, home, signs, max_length, found)
    found.sort(key=lambda loop: (len(loop.factors), loop.factors))
    return names, found


def _signs(links: Iterable[tuple[N, N, str]]) -> tuple[list[N], dict[tuple[int, int], int]]:
    """The factors' names in order of appearance, and for each linked pair 1, -1, or 0 for unknown."""
    number: dict[N, int] = {}
    signs: dict[tuple[int, int], int] = {}
    for source, target, polarity in links:
        pair = (number.setdefault(source, len(number)), number.setdefault(target, len(number)))
        sign = {"+": 1, "-": -1}.get(polarity, 0)
        signs[pair] = sign if signs.get(pair, sign) == sign else 0
    return list(number), signs


def _distances_home(behind: list[list[int]], start: int, furthest: int) -> dict[int, int]:
    """How many links each factor is away from `start`, through factors after it; empty when it is in no loop."""
    home = {start: 0}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        if home[here] == furthest:
            continue
        for before in behind[here]:
            if before > start and before not in home:
                home[before] = home[here] + 1
                queue.append(before)
    return home


def _loops_from(
    start: int,
    ahead: list[list[int]],
    home: Mapping[int, int],
    signs: Mapping[tuple[int, int], int],
    max_length: int,
    found: list[Loop],
) -> None:
    """Add every loop whose first factor is `start`: a depth-first search without recursion."""
    way, sign_so_far, on_way = [start], [1], {start}
    branches = [iter(ahead[start])]
    while branches:
        here = way[-1]
        for target in branches[-1]:
            if target == start:
                sign = sign_so_far[-1] * signs[here, start]
                kind = (
                    LoopKind.UNKNOWN
                    if sign == 0
                    else LoopKind.REINFORCING
                    if sign > 0
                    else LoopKind.BALANCING
                )
                found.append(Loop(tuple(way), kind))
                if len(found) > MOST:
                    raise TooManyLoops
            elif target not in on_way and len(way) + home.get(target, max_length) <= max_length:
                way.append(target)
                on_way.add(target)
                sign_so_far.append(sign_so_far[-1] * signs[here, target])
                branches.append(iter(ahead[target]))
                break
        else:
            branches.pop()
            on_way.discard(way.pop())
            sign_so_far.pop()
