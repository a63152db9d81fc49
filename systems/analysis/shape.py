"""The shape of a map: its parts, the factors that much goes through, those that hold it together, and where signs disagree."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from systems.analysis.web import Web

MOST_STEPS = 600_000
"""For brokers so many steps are taken; on a larger map the ways begin at some of the factors only."""


@dataclass(frozen=True)
class Broker:
    """A factor, and the share of pairs (0 to 1), among those that reach each other, of whose shortest ways it is in the middle."""

    factor: int
    share: float


@dataclass(frozen=True)
class Bottleneck:
    """A factor without which what hangs together would fall into `parts`, each the numbers of its factors, the largest first."""

    factor: int
    parts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Tension:
    """`start` acts on `goal` one way, and through `middle` the other way."""

    start: int
    middle: int
    goal: int
    sign: int


def parts(web: Web) -> list[tuple[int, ...]]:
    """The factors that hang together, whichever way links lead: the largest part first."""
    return sorted(_parts(_beside(web), frozenset()), key=lambda part: (-len(part), part))


def brokers(web: Web) -> tuple[list[Broker], bool]:
    """The factors that shortest ways go through, those with most first; and whether the ways from all factors were followed.

    Brandes (2001) without weights, O(nm). On a large map from evenly chosen factors only, so that it takes at most MOST_STEPS.
    """
    of_each = web.count + len(web.signs)
    follow = min(web.count, max(1, MOST_STEPS // max(1, of_each)))
    sources = [each * web.count // follow for each in range(follow)] if web.count else []
    through, pairs = [0.0] * web.count, 0
    for source in sources:
        pairs += _follow(web, source, through)
    found = [Broker(factor, share / pairs) for factor, share in enumerate(through) if share > 0]
    return sorted(found, key=lambda each: (-each.share, each.factor)), follow == web.count


def _follow(web: Web, source: int, through: list[float]) -> int:
    """Add to `through` what goes through each factor on shortest ways from `source`; how many factors those ways reach."""
    links, ways_to = {source: 0}, {source: 1}
    before: dict[int, list[int]] = {source: []}
    order, queue = list[int](), deque([source])
    while queue:
        here = queue.popleft()
        order.append(here)
        for next in web.ahead[here]:
            if next not in links:
                links[next], ways_to[next], before[next] = links[here] + 1, 0, []
                queue.append(next)
            if links[next] == links[here] + 1:
                ways_to[next] += ways_to[here]
                before[next].append(here)
    rests = dict.fromkeys(order, 0.0)
    for here in reversed(order):
        for each in before[here]:
            rests[each] += ways_to[each] / ways_to[here] * (1 + rests[here])
        if here != source:
            through[here] += rests[here]
    return len(order) - 1


def bottlenecks(web: Web, most: int) -> list[Bottleneck]:
    """At most `most` factors that hold parts of the map together, those that hold the most factors first."""
    beside = _beside(web)
    cut = [
        (off, factor, part)
        for part in _parts(beside, frozenset())
        for factor, off in _cut(beside, part[0], len(part))
    ]
    cut.sort(key=lambda each: (-each[0], each[1]))
    return [
        Bottleneck(factor, tuple(sorted(rests, key=lambda each: (-len(each), each))))
        for _off, factor, part in cut[:most]
        if (rests := _parts(beside, frozenset({factor}), within=part))
    ]


def tensions(web: Web, most: int) -> list[Tension]:
    """Where one factor acts on another directly and through one other in opposite ways; at most `most`, in the map's order."""
    found = []
    for (start, goal), sign in web.signs.items():
        if not sign or start == goal:
            continue
        for middle in web.ahead[start]:
            onward = web.signs.get((middle, goal), 0)
            if middle not in (start, goal) and web.signs[start, middle] * onward == -sign:
                found.append(Tension(start, middle, goal, sign))
                if len(found) == most:
                    return found
    return found


def _beside(web: Web) -> list[list[int]]:
    return [
        sorted({*ahead, *behind} - {factor})
        for factor, (ahead, behind) in enumerate(zip(web.ahead, web.behind, strict=True))
    ]


def _parts(
    beside: Sequence[Sequence[int]], without: frozenset[int], *, within: Sequence[int] | None = None
) -> list[tuple[int, ...]]:
    seen, found = set(without), []
    for start in range(len(beside)) if within is None else within:
        if start in seen:
            continue
        seen.add(start)
        part, queue = [start], deque([start])
        while queue:
            for next in beside[queue.popleft()]:
                if next not in seen:
                    seen.add(next)
                    part.append(next)
                    queue.append(next)
        found.append(tuple(sorted(part)))
    return found


def _cut(beside: Sequence[Sequence[int]], root: int, count: int) -> Iterator[tuple[int, int]]:
    """The factors of the root's part (of `count`) without which it would fall apart, each with how many others would then
    not hang together with the most (Hopcroft and Tarjan 1973), without recursion."""
    depth, low, under = {root: 0}, {root: 0}, {root: 1}
    off: dict[int, list[int]] = {}
    branches: list[tuple[int, int, Iterator[int]]] = [(root, -1, iter(beside[root]))]
    while branches:
        here, parent, rest = branches[-1]
        for next in rest:
            if next == parent:
                continue
            if next in depth:
                low[here] = min(low[here], depth[next])
            else:
                depth[next] = low[next] = depth[here] + 1
                under[next] = 1
                branches.append((next, here, iter(beside[next])))
                break
        else:
            branches.pop()
            if parent < 0:
                continue
            under[parent] += under[here]
            low[parent] = min(low[parent], low[here])
            if low[here] >= depth[parent]:
                off.setdefault(parent, []).append(under[here])
    for factor, sizes in off.items():
        above = count - 1 - sum(sizes)
        pieces = [*sizes, above] if above else sizes
        if len(pieces) > 1:
            yield factor, sum(pieces) - max(pieces)
