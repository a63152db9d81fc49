"""What is asked of a map's web, held against networkx and against the definition."""

import itertools
import math

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from systems.analysis.loops import Ended, find_loops, look_for_loops
from systems.analysis.reach import comes_back, reach, ways_between
from systems.analysis.shape import bottlenecks, brokers, parts, tensions
from systems.analysis.web import SIGN_OF, Web
from systems.analysis.what_if import travel

COUNT = 7
SIGNS = ["+", "-", ""]
LINKS = st.lists(st.integers(0, COUNT * COUNT * len(SIGNS) - 1), max_size=20).map(
    lambda drawn: [(n % COUNT, n // COUNT % COUNT, SIGNS[n // COUNT // COUNT]) for n in drawn]
)
"""Each link is one number: drawn much faster than three."""


def of(links):
    """The web, and the same as a graph of networkx."""
    web = Web.of(COUNT, links)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(COUNT))
    graph.add_edges_from(web.signs)
    return web, graph


def sign_of(web, way):
    return math.prod(web.signs[pair] for pair in itertools.pairwise(way))


@given(LINKS, st.integers(1, 6))
def test_what_a_factor_reaches_is_what_networkx_reaches_by_as_many_links(links, most):
    web, graph = of(links)
    found = {each.factor: each for each in reach(web, 0, most)}
    near = nx.single_source_shortest_path_length(graph, 0, cutoff=most)
    assert {factor: each.links for factor, each in found.items()} == {
        factor: length for factor, length in near.items() if factor != 0
    }
    for each in found.values():
        assert each.way[0] == 0
        assert each.way[-1] == each.factor
        assert len(each.way) == each.links + 1
        assert each.sign == sign_of(web, each.way)
        assert each.sign in each.signs


@given(LINKS, st.integers(1, 6))
def test_what_reaches_a_factor_is_what_it_reaches_on_the_map_turned_round(links, most):
    web, _graph = of(links)
    turned = Web.of(COUNT, [(target, source, sign) for source, target, sign in links])
    back = {each.factor: (each.links, each.signs) for each in reach(web, 0, most, backwards=True)}
    assert back == {each.factor: (each.links, each.signs) for each in reach(turned, 0, most)}
    for each in reach(web, 0, most, backwards=True):
        assert each.way[-1] == 0
        assert each.sign == sign_of(web, each.way)


@given(LINKS)
def test_the_signs_of_a_reach_hold_those_of_every_way_that_passes_none_twice(links):
    web, graph = of(links)
    for each in reach(web, 0, COUNT - 1):
        simple = {sign_of(web, way) for way in nx.all_simple_paths(graph, 0, each.factor)}
        assert simple <= each.signs


@given(LINKS, st.integers(1, 6))
def test_the_ways_between_two_are_those_of_networkx_shorter_ones_first(links, most):
    web, graph = of(links)
    found, whole = ways_between(web, 0, 1, most, most=10_000, seconds=60)
    assert whole
    assert [len(way.factors) for way in found] == sorted(len(way.factors) for way in found)
    ours = [way.factors for way in found]
    assert len(ours) == len(set(ours))
    assert set(ours) == {tuple(way) for way in nx.all_simple_paths(graph, 0, 1, cutoff=most)}
    assert all(way.sign == sign_of(web, way.factors) for way in found)


def test_of_many_ways_between_two_the_shortest_are_told_and_that_there_are_more():
    everything = Web.of(COUNT, [(a, b, "+") for a in range(COUNT) for b in range(COUNT)])
    found, whole = ways_between(everything, 0, 1, 5, most=4)
    assert not whole
    assert [len(way.factors) - 1 for way in found] == [1, 2, 2, 2]


@given(LINKS)
def test_brokers_are_those_of_networkx(links):
    web, graph = of(links)
    found, whole = brokers(web)
    assert whole
    between = nx.betweenness_centrality(graph, normalized=False)
    pairs = sum(len(nx.descendants(graph, each)) for each in graph)
    assert {each.factor for each in found} == {factor for factor, much in between.items() if much > 0}
    for each in found:
        assert math.isclose(each.share, between[each.factor] / pairs)


@given(LINKS)
def test_parts_and_bottlenecks_are_those_of_networkx(links):
    web, graph = of(links)
    plain = graph.to_undirected()
    plain.remove_edges_from(nx.selfloop_edges(plain))
    assert {frozenset(part) for part in parts(web)} == {
        frozenset(part) for part in nx.connected_components(plain)
    }
    found = bottlenecks(web, COUNT)
    assert {each.factor for each in found} == set(nx.articulation_points(plain))
    for each in found:
        whole = nx.node_connected_component(plain, each.factor)
        rest = plain.subgraph(whole - {each.factor})
        assert {frozenset(part) for part in each.parts} == {
            frozenset(part) for part in nx.connected_components(rest)
        }


@given(LINKS)
def test_a_change_comes_back_with_the_signs_of_the_closed_ways(links):
    web, graph = of(links)
    back = comes_back(web, 0, 4)
    loops = [cycle for cycle in nx.simple_cycles(graph, length_bound=4) if 0 in cycle]
    signs = set()
    for cycle in loops:
        nth = cycle.index(0)
        signs.add(sign_of(web, [*cycle[nth:], *cycle[:nth], 0]))
    assert signs <= back
    assert bool(back) == bool(loops)


@given(LINKS, st.integers(1, 5))
def test_the_first_move_is_that_of_the_shortest_ways_where_they_agree(links, most):
    web, graph = of(links)
    for each in travel(web, 0, -1, most):
        shortest = {sign_of(web, way) for way in nx.all_shortest_paths(graph, 0, each.factor)}
        assert each.first == (-next(iter(shortest)) if len(shortest) == 1 else 0)


@given(LINKS)
def test_tensions_are_two_ways_of_opposite_signs(links):
    web, _graph = of(links)
    expected = {
        (a, b, c)
        for a, b, c in itertools.permutations(range(COUNT), 3)
        if web.signs.get((a, c), 0) * web.signs.get((a, b), 0) * web.signs.get((b, c), 0) == -1
    }
    assert {(each.start, each.middle, each.goal) for each in tensions(web, 10_000)} == expected


def test_links_that_disagree_are_told_and_the_pair_is_not_known():
    web = Web.of(2, [(0, 1, "+"), (0, 1, "-"), (1, 0, "+"), (1, 0, "")])
    assert web.disagreeing == {(0, 1)}
    assert web.signs == {(0, 1): 0, (1, 0): 0}
    assert set(SIGN_OF) == {"+", "-", ""}


@given(LINKS, st.integers(1, 7), st.integers(0, 12))
def test_a_search_that_ends_at_a_limit_has_all_loops_up_to_the_length_it_says(links, length, most):
    _names, whole = find_loops(links, length)
    found = look_for_loops(links, length, most=most)
    assert set(found.loops) <= set(whole)
    assert len(found.loops) == min(most, len(whole))
    assert (found.ended == Ended.ALL) == (len(whole) <= most)
    known = {loop for loop in whole if len(loop.factors) <= found.whole_to}
    assert known <= set(found.loops)
    assert not found.loops or max(len(loop.factors) for loop in found.loops) <= found.whole_to + 1


@given(LINKS, st.integers(1, 7))
def test_loops_through_a_factor_are_those_that_pass_it_and_begin_with_it(links, length):
    names, whole = find_loops(links, length)
    through = look_for_loops(links, length, through=3)
    there = [frozenset(names[n] for n in loop.factors) for loop in whole]
    found = [[names[n] for n in loop.factors] for loop in through.loops]
    assert all(loop[0] == 3 for loop in found)
    assert sorted(map(sorted, found)) == sorted(sorted(loop) for loop in there if 3 in loop)


def test_a_search_ends_when_it_is_asked_to_or_when_its_time_is_over_and_keeps_what_it_found():
    everything = [(a, b, "+") for a in range(12) for b in range(12)]
    asked = look_for_loops(everything, 10, go_on=lambda length, _found: length < 4)
    assert (asked.ended, asked.whole_to) == (Ended.ASKED, 3)
    assert {len(loop.factors) for loop in asked.loops} == {1, 2, 3}
    late = look_for_loops(everything, 10, seconds=0)
    assert (late.ended, late.whole_to) == (Ended.TIME, 0)
