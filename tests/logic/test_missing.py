"""What is missing: each set is tried against the engine itself, is least, and buys what it says."""

import math
from itertools import combinations

import pytest

from corollary.logic import AtLeast, AtMost, ChosenBefore, Confidence, Equals, Member, Not, theorem
from corollary.logic.derive import derive
from corollary.logic.evidence import Known
from corollary.logic.missing import missing
from corollary.logic.rules import RuleBook
from tests.logic import toy
from tests.logic.test_derive import BOOK, GOAL, given


def types(found):
    return {frozenset(w.type for w in one.facts) for one in found}


@pytest.mark.parametrize("left_out", [p for k in (1, 2) for p in combinations(range(6), k)])
def test_what_is_left_out_is_found_missing_and_nothing_more_than_is_needed(left_out):
    facts = [fact for i, fact in enumerate(given()) if i not in left_out]
    result = derive(GOAL, facts, RuleBook([toy.uniform, toy.mean_from_deviation]), about={"predictor": "f"})
    assert not result.conclusions
    gone = {type(given()[i]) for i in left_out}
    asked = {AtMost[toy.EmpiricalMean] if kind is Equals[toy.EmpiricalMean] else kind for kind in gone}
    found = missing(result)
    assert frozenset(asked) in types(found)
    for one in found:
        assert_follows(result, one)


def assert_follows(result, one):
    """With the facts the goal is reached, about what was asked; with any part of them it is not by their derivation."""
    leaves = [leaf for node in result.structure.nodes.values() for leaf in node.leaves]

    def reached(wanted):
        again = derive(result.goals[0], [*leaves, *(w.leaf() for w in wanted)], result.book, about=result.about)
        return len(again.derivations)

    before = reached(())
    assert reached(one.facts) > before
    for k in range(1, len(one.facts)):
        for part in combinations(one.facts, k):
            assert reached(part) == before, f"{part} would do"


def test_what_it_buys_is_what_the_engine_then_concludes():
    facts = [fact for fact in given() if not isinstance(fact, toy.Iid)]
    one = missing(derive(GOAL, facts, BOOK, about={"predictor": "f"}))[0]
    supposed = toy.Iid.suppose["n"]
    assert one.buys.number == derive(GOAL, given(supposed), BOOK, about={"predictor": "f"}).best.number
    exact = 0.1 + math.sqrt((math.log(2) + math.log(10) - math.log(0.05 / 2)) / (2 * supposed))
    assert one.buys.number == pytest.approx(exact, rel=1e-12)
    assert str(one).endswith(f"would give {one.buys}")


def test_it_is_about_the_objects_that_were_asked_for():
    facts = [*given(), Equals[toy.EmpiricalMean](0.4, predictor="g")]
    result = derive(GOAL, facts, RuleBook([toy.uniform, toy.mean_from_deviation]), about={"predictor": "g"})
    found = missing(result)
    assert [[str(w) for w in one.facts] for one in found] == [["g belongs to the hypotheses"]]
    assert found[0].buys.fact.roles["predictor"] == "g"


def test_nobody_is_told_to_suppose_what_is_known_to_fail_or_contradicts():
    closed = derive(toy.Compact, [toy.Closed(), Not[toy.Bounded]()], BOOK)
    assert missing(closed) == []
    assert types(missing(derive(toy.Compact, [toy.Closed()], BOOK))) == {frozenset({toy.Bounded})}

    @theorem
    def by_size(size: AtMost[toy.LogSize]) -> AtMost[toy.Compactness]:
        return size.value

    goal, supposed = AtMost[toy.Compactness], toy.LogSize.suppose
    assert len(missing(derive(goal, [AtLeast[toy.LogSize](supposed)], RuleBook([by_size])))) == 1
    assert missing(derive(goal, [AtLeast[toy.LogSize](supposed + 1)], RuleBook([by_size]))) == []


def test_what_holds_only_with_some_probability_is_not_asked_for_itself():
    facts = [Equals[toy.EmpiricalMean](0.1, predictor="f")]
    found = missing(derive(GOAL, facts, BOOK, about={"predictor": "f"}))
    assert found
    assert all(AtMost[toy.Deviation] not in kinds for kinds in types(found))


def test_the_one_that_buys_most_comes_first_from_below_too():
    @theorem
    def weak(member: Member) -> AtLeast[toy.Compactness]:
        return 1

    @theorem
    def strong(before: ChosenBefore, confidence: Confidence) -> AtLeast[toy.Compactness]:
        return 2

    found = missing(derive(AtLeast[toy.Compactness], [], RuleBook([weak, strong])))
    assert [one.buys.number for one in found] == [2, 1]


def test_facts_without_numbers_to_suppose_are_named_and_buy_nothing():
    @theorem
    def bounded(loss: AtMost[toy.Range]) -> toy.Small:
        return None

    (one,) = missing(derive(toy.Small, [], RuleBook([bounded])))
    assert one.buys is None and str(one) == "the range of the loss is at most …"
    assert missing(derive(toy.Small, [Known(AtMost[toy.Range](1.0))], RuleBook([bounded]))) == []
