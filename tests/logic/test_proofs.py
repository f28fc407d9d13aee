"""The enumeration of proofs against brute force on small rule systems, and the events that proofs rest on."""

from itertools import product
from typing import Annotated

from hypothesis import given, settings
from hypothesis import strategies as st

from corollary.logic import AtMost, Confidence, Property, event, theorem
from corollary.logic.evidence import Known
from corollary.logic.proofs import Prover, circles
from corollary.logic.rules import RuleBook
from corollary.logic.structure import Structure
from corollary.logic.theorem import Premise, Theorem
from tests.logic import toy

SIZE = 5
PROPERTIES = [type(f"P{i}", (Property,), {"__annotations__": {}}, says=f"P{i} holds") for i in range(SIZE)]
DEPTH = 4

systems = st.lists(
    st.tuples(st.lists(st.integers(0, SIZE - 1), min_size=1, max_size=2), st.integers(0, SIZE - 1)),
    max_size=7,
    unique_by=lambda one: (tuple(one[0]), one[1]),
)
leaf_sets = st.sets(st.integers(0, SIZE - 1), max_size=3)


def rule(number, premises, conclusion):
    named = tuple(Premise(f"p{i}", PROPERTIES[p], ()) for i, p in enumerate(premises))
    return Theorem(
        lambda **_: None,
        named,
        {},
        Premise("return", PROPERTIES[conclusion], ()),
        tuple(p.name for p in named),
        f"r{number}",
    )


def brute_force(system, leaves, goal, depth, above=frozenset()):
    """Every proof of the goal as a nested tuple, none with a fact above itself."""
    found = [("leaf", goal)] if goal in leaves else []
    if depth == 0 or goal in above:
        return found if goal not in above else []
    for number, (premises, conclusion) in enumerate(system):
        if conclusion == goal:
            ways = [brute_force(system, leaves, p, depth - 1, above | {goal}) for p in premises]
            found += [(number, *way) for way in product(*ways)]
    return found


def shape(derivation):
    if derivation.rule is None:
        return ("leaf", PROPERTIES.index(derivation.type))
    return (int(derivation.rule.name[1:]), *map(shape, derivation.premises))


def prove(system, leaves, goal, limit=10**6):
    class Plain(RuleBook):  # implications only as written: contraposition has its own test
        @property
        def concluding(self):
            return {kind: [r for r in self.rules if r.conclusion.type is kind] for kind in PROPERTIES}

    book = Plain(rule(i, *one) for i, one in enumerate(system))
    structure = Structure([PROPERTIES[goal]], [Known(PROPERTIES[i]()) for i in leaves], book, DEPTH)
    prover = Prover(DEPTH, limit)
    return [d for node in structure.matching(PROPERTIES[goal]) for d in prover.proofs(node)], structure, prover


@settings(max_examples=300, deadline=None)
@given(systems, leaf_sets, st.integers(0, SIZE - 1))
def test_all_acyclic_proofs_are_found_and_no_others(system, leaves, goal):
    found, _, _ = prove(system, leaves, goal)
    expected = brute_force(system, leaves, goal, DEPTH)
    assert sorted(map(str, map(shape, found))) == sorted(map(str, expected))
    assert len({id(d) for d in found}) == len(found)


@settings(max_examples=200, deadline=None)
@given(systems, leaf_sets, st.integers(0, SIZE - 1))
def test_a_structure_that_is_complete_has_all_that_follows(system, leaves, goal):
    _, structure, _ = prove(system, leaves, goal)
    closure = set(leaves)
    while more := {c for premises, c in system if set(premises) <= closure} - closure:
        closure |= more
    if structure.complete:
        assert bool(structure.matching(PROPERTIES[goal])) == (goal in closure)
    for node in structure.nodes.values():
        assert PROPERTIES.index(node.type) in closure


@settings(max_examples=100, deadline=None)
@given(systems, leaf_sets, st.integers(0, SIZE - 1), st.integers(1, 10))
def test_a_limit_that_cuts_is_owned_up_to(system, leaves, goal, limit):
    found, _, prover = prove(system, leaves, goal, limit)
    if not prover.truncated:
        assert len(found) == len(brute_force(system, leaves, goal, DEPTH))


@settings(max_examples=200, deadline=None)
@given(systems, leaf_sets, st.integers(0, SIZE - 1))
def test_circles_are_what_reaches_each_other(system, leaves, goal):
    _, structure, _ = prove(system, leaves, goal)
    below = {n: {p for a in n.applications for p in a.premises} for n in structure.nodes.values()}
    reach = {n: {n} for n in below}
    for _ in below:
        reach = {n: r.union(*(below[m] for m in r)) for n, r in reach.items()}
    for start in structure.matching(PROPERTIES[goal]):
        for node, circle in circles(start).items():
            assert circle == {other for other in reach[node] if node in reach[other]}


def test_equal_applications_share_their_event_and_others_do_not():
    @theorem
    def shared(
        sample: toy.Iid, loss: AtMost[toy.Range], confidence: Annotated[Confidence, event("sample", "law")]
    ) -> AtMost[toy.LossMean]:
        return loss.value / (sample.n * confidence.delta)

    @theorem
    def apart(sample: toy.Iid, loss: AtMost[toy.Range], confidence: Confidence) -> AtMost[toy.LossMean]:
        return loss.value / (sample.n * confidence.delta)

    for one, events in ((shared, 1), (apart, 2)):
        leaves = [
            Known(toy.Iid(n=10)),
            Known(AtMost[toy.Range](1.0, loss="l")),
            Known(AtMost[toy.Range](2.0, loss="m")),
        ]
        structure = Structure([AtMost[toy.LossMean]], leaves, RuleBook([one]), 2)
        prover = Prover(2)
        found = [d for node in structure.matching(AtMost[toy.LossMean]) for d in prover.proofs(node)]
        assert len(found) == 2
        assert len(frozenset().union(*(d.events for d in found))) == events


def test_theorems_of_one_name_never_share_an_event():
    def made(factor):
        @theorem
        def bound(
            sample: toy.Iid, loss: AtMost[toy.Range], confidence: Annotated[Confidence, event("sample", "law")]
        ) -> AtMost[toy.LossMean]:
            return factor * loss.value / confidence.delta

        return bound

    leaves = [Known(toy.Iid(n=10)), Known(AtMost[toy.Range](1.0))]
    structure = Structure([AtMost[toy.LossMean]], leaves, RuleBook([made(1), made(2)]), 2)
    found = Prover(2).proofs(structure.matching(AtMost[toy.LossMean])[0])
    assert len(frozenset().union(*(d.events for d in found))) == 2
