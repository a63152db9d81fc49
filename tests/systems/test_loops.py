"""Feedback loops, held against networkx and against the definition."""

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from systems.analysis import loops
from systems.analysis.loops import LoopKind, TooManyLoops, find_loops

LINKS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(["+", "-", ""])), max_size=30
)


def canonical(loop: tuple[int, ...]) -> tuple[int, ...]:
    first = loop.index(min(loop))
    return loop[first:] + loop[:first]


@given(LINKS, st.integers(1, 8))
def test_the_same_loops_as_networkx_finds_each_once(links, length):
    names, found = find_loops(links, length)
    ours = [canonical(tuple(names[number] for number in loop.factors)) for loop in found]
    graph = nx.DiGraph([(source, target) for source, target, _sign in links])
    theirs = {canonical(tuple(cycle)) for cycle in nx.simple_cycles(graph, length_bound=length)}
    assert len(ours) == len(set(ours))
    assert set(ours) == theirs


@given(LINKS)
def test_a_loop_is_balancing_when_an_odd_number_of_its_links_are_opposite(links):
    signs: dict[tuple[int, int], set[str]] = {}
    for source, target, sign in links:
        signs.setdefault((source, target), set()).add(sign)
    names, found = find_loops(links, 8)
    for loop in found:
        way = [names[number] for number in loop.factors]
        steps = [signs[pair] for pair in zip(way, way[1:] + way[:1], strict=True)]
        if any(len(step) > 1 or "" in step for step in steps):
            assert loop.kind == LoopKind.UNKNOWN
        else:
            odd = sum("-" in step for step in steps) % 2
            assert loop.kind == (LoopKind.BALANCING if odd else LoopKind.REINFORCING)


@pytest.mark.parametrize("length", [0, -1, 13])
def test_a_length_that_makes_no_sense_is_refused(length):
    with pytest.raises(ValueError, match="between 1 and 12"):
        find_loops([], length)


def test_more_loops_than_anybody_could_read_are_refused(monkeypatch):
    monkeypatch.setattr(loops, "MOST", 100)
    everything = [(a, b, "+") for a in range(7) for b in range(7)]
    with pytest.raises(TooManyLoops):
        find_loops(everything, 7)
