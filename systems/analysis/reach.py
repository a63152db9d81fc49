"""What a factor reaches, what reaches it, and by which ways."""

import time
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

from systems.analysis.loops import distances, ways
from systems.analysis.web import Web

MOST_WAYS = 12


@dataclass(frozen=True)
class Reached:
    """A factor that is reached: by how many links at the least, by which shortest way, and with which signs there are ways."""

    factor: int
    links: int
    way: tuple[int, ...]
    """From one end to the other, both among them, in the direction in which the links lead."""
    sign: int
    """Of the shortest way."""
    signs: frozenset[int]
    """Of all ways of at most as many links as were asked for: 1, -1, and 0 for ways with a sign that nobody knows."""


@dataclass(frozen=True)
class Way:
    """One way from a factor to another, both among its factors, and its sign."""

    factors: tuple[int, ...]
    sign: int


def reach(web: Web, start: int, most_links: int, *, backwards: bool = False) -> list[Reached]:
    """What `start` reaches by at most `most_links` links, or with `backwards` what reaches it; the nearest first.

    Breadth first over (factor, sign), which are three times as many as factors: O(3(n + m)) however many ways there are.
    Ways do not go on from the start when they come back to it.
    """
    beside = web.behind if backwards else web.ahead
    origin = (start, 1)
    came: dict[tuple[int, int], tuple[int, int] | None] = {origin: None}
    first: dict[int, tuple[tuple[int, int], int]] = {}
    signs: dict[int, set[int]] = {}
    queue = deque([(origin, 0)])
    while queue:
        state, links = queue.popleft()
        if links == most_links or (links and state[0] == start):
            continue
        for next in beside[state[0]]:
            pair = (next, state[0]) if backwards else (state[0], next)
            after = (next, state[1] * web.signs[pair])
            signs.setdefault(next, set()).add(after[1])
            if after in came:
                continue
            came[after] = state
            first.setdefault(next, (after, links + 1))
            queue.append((after, links + 1))

    def way(state: tuple[int, int]) -> tuple[int, ...]:
        back: list[int] = []
        at: tuple[int, int] | None = state
        while at is not None:
            back.append(at[0])
            at = came[at]
        return tuple(back) if backwards else tuple(reversed(back))

    return [
        Reached(factor, links, way(state), state[1], frozenset(signs[factor]))
        for factor, (state, links) in first.items()
        if factor != start
    ]


def ways_between(
    web: Web, start: int, goal: int, most_links: int, *, most: int = MOST_WAYS, seconds: float = 1.0
) -> tuple[list[Way], bool]:
    """The ways from one factor to another that pass none twice, shorter ones first; and whether these are all of that length.

    Ends when there are `most`, or after so many seconds. The two factors are not the same.
    """
    found: list[Way] = []
    home = distances(web.behind, goal, most_links)
    until = time.monotonic() + seconds

    def look(_steps: int) -> None:
        if time.monotonic() > until:
            raise TimeoutError

    try:
        for links in range(1, most_links + 1):
            for way, sign in ways(start, goal, web.ahead, home, web.signs, links, links, look):
                if len(found) == most:
                    return found, False
                found.append(Way((*way, goal), sign))
    except TimeoutError:
        return found, False
    return found, True


def comes_back(web: Web, start: int, most_links: int) -> Collection[int]:
    """The signs with which a change of the factor comes back to it within so many links."""
    home = distances(web.behind, start, most_links - 1)
    back = {after: links for after, links in home.items() if after in web.ahead[start]}
    if not back:
        return frozenset()
    signs = set[int]()
    states, seen = {(next, web.signs[start, next]) for next in web.ahead[start]}, set[tuple[int, int]]()
    for _link in range(most_links):
        signs |= {sign for factor, sign in states if factor == start}
        seen |= states
        states = {
            (next, sign * web.signs[factor, next])
            for factor, sign in states
            if factor != start
            for next in web.ahead[factor]
        } - seen
    return frozenset(signs)
