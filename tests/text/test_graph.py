"""Closure, order and cycles against brute force and graphlib, on random graphs."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from corollary.text.graph import cycles, order

NAMES = [f"n{number}" for number in range(9)]
graphs = st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=4, unique=True))


def reachable(graph: dict[str, list[str]], start: str) -> set[str]:
    found, todo = {start}, [start]
    while todo:
        for other in graph.get(todo.pop(), []):
            if other not in found:
                found.add(other)
                todo.append(other)
    return found


@given(graphs, st.lists(st.sampled_from(NAMES), min_size=1, max_size=3))
def test_order_holds_exactly_what_is_reachable_each_once(graph: dict[str, list[str]], starts: list[str]) -> None:
    found = order(starts, lambda id: graph.get(id, []))
    assert len(found) == len(set(found))
    assert set(found) == set().union(*(reachable(graph, start) for start in starts))


@given(graphs)
def test_order_puts_everything_after_what_it_uses_and_cycles_are_found_iff_there_are_any(
    graph: dict[str, list[str]],
) -> None:
    try:
        TopologicalSorter(graph).prepare()
        acyclic = True
    except CycleError:
        acyclic = False
    assert (cycles(graph) == ()) == acyclic
    if acyclic:
        place = {id: at for at, id in enumerate(order(sorted(graph), lambda id: graph.get(id, [])))}
        assert all(place[used] < place[id] for id in graph for used in graph[id])


@given(graphs)
def test_every_cycle_returned_is_one(graph: dict[str, list[str]]) -> None:
    for cycle in cycles(graph):
        assert cycle[0] == cycle[-1]
        assert len(set(cycle[1:])) == len(cycle) - 1
        assert all(to in graph[start] for start, to in pairwise(cycle))


@given(graphs, st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_what_is_left_out_hides_what_lies_only_behind_it(graph: dict[str, list[str]], start: str, known: str) -> None:
    cut = {id: [] if id == known else used for id, used in graph.items()}
    expected = reachable(cut, start) - {known} if start != known else set()
    assert set(order([start], lambda id: graph.get(id, []), [known])) == expected


def test_a_chain_of_ten_thousand_does_not_exhaust_the_stack() -> None:
    graph = {str(at): [str(at + 1)] for at in range(10_000)}
    assert order(["0"], lambda id: graph.get(id, []))[-1] == "0"
    assert cycles(graph) == ()
