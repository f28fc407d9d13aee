"""Graphs of ids: closure, reading order, cycles. A graph maps an id to the ids it uses, in the order of the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

Neighbours = Callable[[str], Iterable[str]]


def order(starts: Iterable[str], uses: Neighbours, without: Iterable[str] = ()) -> tuple[str, ...]:
    """Everything reachable from `starts`, each after all it uses (in the order of the text).

    Edges that close a cycle are not followed. Ids in `without` are left out, and what lies only behind them.
    """
    seen = set(without)
    done: list[str] = []
    for start in starts:
        if start in seen:
            continue
        seen.add(start)
        stack: list[tuple[str, Iterator[str]]] = [(start, iter(uses(start)))]
        while stack:
            node, rest = stack[-1]
            following = next((id for id in rest if id not in seen), None)
            if following is None:
                done.append(node)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(uses(following))))
    return tuple(done)


def cycles(graph: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """For each knot of ids that reach one another, a shortest cycle (id, …, id) through its first; none if acyclic."""
    found = []
    for component in _components(graph):
        members = set(component)
        start = min(members)
        if len(members) > 1 or start in graph.get(start, ()):
            found.append(_shortest(start, {id: [to for to in graph.get(id, ()) if to in members] for id in members}))
    return tuple(sorted(found))


def _shortest(start: str, graph: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """A shortest cycle from `start` back to it, which exists."""
    before: dict[str, str] = {}
    queue = [start]
    for node in queue:
        for to in graph[node]:
            if to == start:
                path = [start, node]
                while path[-1] != start:
                    path.append(before[path[-1]])
                return tuple(reversed(path))
            if to not in before:
                before[to] = node
                queue.append(to)
    raise ValueError(f"no cycle through {start}")


def _components(graph: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """The strongly connected components, by Kosaraju's two sweeps."""
    backwards: dict[str, list[str]] = {}
    for node, targets in graph.items():
        for to in targets:
            backwards.setdefault(to, []).append(node)
    seen: set[str] = set()
    for start in reversed(order(graph, lambda id: graph.get(id, ()))):
        if start not in seen:
            component = order([start], lambda id: backwards.get(id, ()), seen)
            seen.update(component)
            yield list(component)
