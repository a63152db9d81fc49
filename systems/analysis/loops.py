"""Feedback loops of a map: every closed way through it that passes no factor twice, up to a chosen length.

Shorter ones are looked for first, and all of one length before any of the next: whoever stops the search, by a limit, by a
time or by asking, has every loop up to some length, and knows which.
"""

import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

N = TypeVar("N", bound=Hashable)
LONGEST = 12
MOST = 200_000
STEPS_BETWEEN_LOOKS = 1024
"""After so many steps the search asks whether it is to go on."""
STEPS_AT_ONCE = 60_000
"""A map on which loops of all lengths are found in so many steps is gone through once, and not length by length."""


class LoopKind(StrEnum):
    """Reinforcing with an even number of opposite links, balancing with an odd one (Sterman 2000, ch. 5)."""

    REINFORCING = "reinforcing"
    BALANCING = "balancing"
    UNKNOWN = "unknown"


KIND_OF = {1: LoopKind.REINFORCING, -1: LoopKind.BALANCING, 0: LoopKind.UNKNOWN}


class Ended(StrEnum):
    """Why a search came to its end."""

    ALL = "all"
    LIMIT = "limit"
    TIME = "time"
    ASKED = "asked"


class TooManyLoops(Exception):
    """The map has more loops of this length than `MOST`: ask for shorter ones."""


@dataclass(frozen=True)
class Loop:
    """The factors in order, beginning with the first of the map, and what kind of loop it is."""

    factors: tuple[int, ...]
    kind: LoopKind


@dataclass(frozen=True)
class Found(Generic[N]):
    """`loops` point into `names`. Every loop of at most `whole_to` links is among them; of longer ones there are more unless `ended` is ALL."""

    names: list[N]
    loops: list[Loop]
    whole_to: int
    ended: Ended


class _Stop(Exception):
    def __init__(self, ended: Ended) -> None:
        super().__init__()
        self.ended = ended


def find_loops(links: Iterable[tuple[N, N, str]], max_length: int) -> tuple[list[N], list[Loop]]:
    """Every loop of at most `max_length` links; the names of the factors, which loops point into.

    As `look_for_loops`, all of them or none. Raises ValueError for a length below 1 or above LONGEST; TooManyLoops.
    """
    found = look_for_loops(links, max_length, most=MOST)
    if found.ended != Ended.ALL:
        raise TooManyLoops
    return found.names, found.loops


def look_for_loops(
    links: Iterable[tuple[N, N, str]],
    max_length: int,
    *,
    most: int = MOST,
    seconds: float | None = None,
    through: N | None = None,
    go_on: Callable[[int, int], bool] = lambda _length, _found: True,
) -> Found[N]:
    """The loops of at most `max_length` links, shorter ones first, until there are `most` or the time is over.

    `links` are (from, to, polarity), polarity one of "+", "-", "". Several links between the same two factors
    count as one way; where their polarities differ it is unknown. With `through` only the loops that pass that factor,
    beginning with it. `go_on` is asked now and then, with the length being looked at and how many were found; False ends it.

    Each loop is found once, from its first factor s. The search goes on from a factor only where s can still
    be reached within the length left through later factors (breadth-first distances, found anew for each s).
    With n factors, m links and at most d links out of a factor that takes O(n(n + m)) steps for each length and at most
    n * d^(max_length - 1) ways begun. What it holds is the map, one way, and at most `most` loops.
    Raises ValueError for a length below 1 or above LONGEST.
    """
    if not 1 <= max_length <= LONGEST:
        raise ValueError(f"The length of a loop is between 1 and {LONGEST}.")
    names, signs = _signs(links)
    ahead, behind = neighbours(len(names), signs)
    starts = range(len(names)) if through is None else [names.index(through)] if through in names else []
    until = None if seconds is None else time.monotonic() + seconds
    found: list[Loop] = []
    length, least = max_length, dict.fromkeys(starts, 1)

    def look(steps: int) -> None:
        if until is not None and time.monotonic() > until:
            raise _Stop(Ended.TIME)
        if not go_on(length, len(found)):
            raise _Stop(Ended.ASKED)

    def at_once(steps: int) -> None:
        nonlocal left
        left -= steps
        if left < 0:
            raise _Stop(Ended.LIMIT)

    def search(shortest: int, look: Callable[[int], None]) -> None:
        """Add the loops of `shortest` to `length` links."""
        for start in [each for each, links in least.items() if links <= length]:
            look(1)
            after = start if through is None else -1
            home = distances(behind, start, length - 1, after=after)
            if not any(next in home for next in ahead[start]):
                least[start] = length + 1
                continue
            for way, sign in ways(start, start, ahead, home, signs, shortest, length, look):
                if len(found) >= most:
                    raise _Stop(Ended.LIMIT)
                found.append(Loop(way, KIND_OF[sign]))

    left = STEPS_AT_ONCE
    try:
        search(1, at_once)
    except _Stop:
        found, least = [], {start: 1 for start, links in least.items() if links <= max_length}
    else:
        return Found(names, sorted(found, key=_order), max_length, Ended.ALL)
    try:
        for length in range(1, max_length + 1):
            search(length, look)
    except _Stop as stopped:
        return Found(names, sorted(found, key=_order), length - 1, stopped.ended)
    return Found(names, sorted(found, key=_order), max_length, Ended.ALL)


def _order(loop: Loop) -> tuple[int, tuple[int, ...]]:
    return len(loop.factors), loop.factors


def _signs(links: Iterable[tuple[N, N, str]]) -> tuple[list[N], dict[tuple[int, int], int]]:
    """The factors' names in order of appearance, and for each linked pair 1, -1, or 0 for unknown."""
    number: dict[N, int] = {}
    signs: dict[tuple[int, int], int] = {}
    for source, target, polarity in links:
        pair = (number.setdefault(source, len(number)), number.setdefault(target, len(number)))
        sign = {"+": 1, "-": -1}.get(polarity, 0)
        signs[pair] = sign if signs.get(pair, sign) == sign else 0
    return list(number), signs


def neighbours(count: int, pairs: Iterable[tuple[int, int]]) -> tuple[list[list[int]], list[list[int]]]:
    """For each of `count` factors those it leads to, and those that lead to it."""
    ahead: list[list[int]] = [[] for _ in range(count)]
    behind: list[list[int]] = [[] for _ in range(count)]
    for source, target in pairs:
        ahead[source].append(target)
        behind[target].append(source)
    return ahead, behind


def distances(behind: Sequence[Sequence[int]], goal: int, furthest: int, *, after: int = -1) -> dict[int, int]:
    """How many links each factor is away from `goal`, up to `furthest`, through factors whose number is above `after`."""
    home = {goal: 0}
    queue = deque([goal])
    while queue:
        here = queue.popleft()
        if home[here] == furthest:
            continue
        for before in behind[here]:
            if before > after and before not in home:
                home[before] = home[here] + 1
                queue.append(before)
    return home


def ways(
    start: int,
    goal: int,
    ahead: Sequence[Sequence[int]],
    home: Mapping[int, int],
    signs: Mapping[tuple[int, int], int],
    shortest: int,
    longest: int,
    look: Callable[[int], None],
) -> Iterator[tuple[tuple[int, ...], int]]:
    """Every way of `shortest` to `longest` links from `start` to `goal` that passes no factor twice, and its sign; without the goal.

    Where the goal is the start these are loops. `home` are the distances to the goal of the factors that may be passed.
    A depth-first search without recursion; `look` is told now and then how many steps were made since.
    """
    way, sign_so_far, on_way = [start], [1], {start}
    branches = [iter(ahead[start])]
    steps = 0
    while branches:
        steps += 1
        if steps == STEPS_BETWEEN_LOOKS:
            look(steps)
            steps = 0
        here, passed = way[-1], len(way)
        for target in branches[-1]:
            if target == goal:
                if passed >= shortest:
                    yield tuple(way), sign_so_far[-1] * signs[here, target]
            elif target not in on_way and passed + home.get(target, longest) <= longest:
                way.append(target)
                on_way.add(target)
                sign_so_far.append(sign_so_far[-1] * signs[here, target])
                branches.append(iter(ahead[target]))
                break
        else:
            branches.pop()
            on_way.discard(way.pop())
            sign_so_far.pop()
    look(steps)
