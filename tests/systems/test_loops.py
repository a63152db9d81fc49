"""Feedback loops, held against networkx and against the definition."""

import csv
import itertools
import math
from collections import Counter

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from systems.analysis import loops
from systems.analysis.loops import LoopKind, TooManyLoops, find_loops
from tests.shared_data import shared_file

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


@given(LINKS, st.integers(1, 8))
def test_parallel_links_are_one_way_whose_sign_is_known_only_where_they_agree(links, length):
    """Held against networkx on the multigraph: each of its cycles runs along a loop of ours, and says its sign."""
    graph = nx.MultiDiGraph()
    for number, (source, target, sign) in enumerate(links):
        graph.add_edge(source, target, key=number, sign={"+": 1, "-": -1, "": 0}[sign])
    signs: dict[tuple[int, ...], set[int]] = {}
    simple = nx.simple_cycles(nx.DiGraph(graph), length_bound=length)
    for cycle in simple:
        pairs = zip(cycle, cycle[1:] + cycle[:1], strict=True)
        steps = [{edge["sign"] for edge in graph[a][b].values()} for a, b in pairs]
        signs[canonical(tuple(cycle))] = {math.prod(choice) for choice in itertools.product(*steps)}
    names, found = find_loops(links, length)
    ours = {canonical(tuple(names[number] for number in loop.factors)): loop.kind for loop in found}
    assert ours.keys() == signs.keys()
    for loop, kind in ours.items():
        if kind == LoopKind.UNKNOWN:
            assert 0 in signs[loop] or len(signs[loop]) > 1
        else:
            assert signs[loop] == {1 if kind == LoopKind.REINFORCING else -1}


def test_a_factor_that_acts_on_itself_is_a_loop_of_one():
    names, found = find_loops([("Shame", "Shame", "+"), ("Shame", "Debt", "-")], 1)
    assert [([names[n] for n in loop.factors], loop.kind) for loop in found] == [(["Shame"], "reinforcing")]


def test_shorter_loops_come_first_and_each_begins_with_its_first_factor():
    links = [("c", "a", "+"), ("a", "c", "+"), ("a", "b", "-"), ("b", "c", "-"), ("b", "b", "-")]
    names, found = find_loops(links, 3)
    assert [[names[n] for n in loop.factors] for loop in found] == [["b"], ["c", "a"], ["c", "a", "b"]]
    assert [loop.kind for loop in found] == ["balancing", "reinforcing", "reinforcing"]


def test_the_obesity_map_has_the_loops_that_networkx_finds_of_each_kind_up_to_six():
    file = shared_file("foresight-obesity/links.csv").read_text()
    links = [(row["from"], row["to"], row["polarity"]) for row in csv.DictReader(file.splitlines())]
    sign = {(source, target): 1 if polarity == "+" else -1 for source, target, polarity in links}
    assert len(sign) == len(links) == 296
    theirs: Counter[tuple[int, str]] = Counter()
    for cycle in nx.simple_cycles(nx.DiGraph(sign.keys()), length_bound=6):
        product = math.prod(sign[pair] for pair in zip(cycle, cycle[1:] + cycle[:1], strict=True))
        theirs[len(cycle), "reinforcing" if product > 0 else "balancing"] += 1
    _names, found = find_loops(links, 6)
    assert Counter((len(loop.factors), str(loop.kind)) for loop in found) == theirs


@pytest.mark.parametrize("length", [0, -1, 13])
def test_a_length_that_makes_no_sense_is_refused(length):
    with pytest.raises(ValueError, match="between 1 and 12"):
        find_loops([], length)


def test_more_loops_than_anybody_could_read_are_refused(monkeypatch):
    monkeypatch.setattr(loops, "MOST", 100)
    everything = [(a, b, "+") for a in range(7) for b in range(7)]
    with pytest.raises(TooManyLoops):
        find_loops(everything, 7)
