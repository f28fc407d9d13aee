"""The engine on a toy theory whose answers are known by hand."""

import math

import numpy as np
import pytest

from corollary.errors import InputError
from corollary.logic import AtLeast, AtMost, ChosenBefore, Confidence, Equals, Member, Not, theorem
from corollary.logic.consistency import ContradictionError
from corollary.logic.derive import derive
from corollary.logic.evidence import Evidence, Known, Observation, observation
from corollary.logic.missing import missing
from corollary.logic.rules import RuleBook
from corollary.logic.solve import solve, speaks_at
from corollary.logic.theorem import TheoremError
from tests.logic import toy

BOOK = RuleBook(toy.RULES)
GOAL = AtMost[toy.Mean]


def given(n: int = 1000) -> list:
    return [
        toy.Iid(n=n),
        AtMost[toy.Range](1.0),
        AtMost[toy.LogSize](math.log(10)),
        ChosenBefore(),
        Member("f", "hypotheses"),
        Equals[toy.EmpiricalMean](0.1, predictor="f"),
    ]


def test_delta_is_split_over_the_events_of_all_that_is_compared():
    result = derive(GOAL, given(), BOOK, delta=0.05)
    assert result.events == 2
    by = {c.rule: c.number for c in result.conclusions}
    share = 0.05 / 2
    hoeffding = 0.1 + math.sqrt((math.log(2) + math.log(10) - math.log(share)) / 2000)
    assert by["uniform"] == pytest.approx(hoeffding, rel=1e-12)
    assert by["rough"] == pytest.approx(0.1 + 1 / math.sqrt(1000 * share), rel=1e-12)
    assert result.best.rule == "uniform"


def test_commit_spends_all_of_delta_on_one_theorem():
    result = derive(GOAL, given(), BOOK, delta=0.05, commit="rough")
    assert [c.rule for c in result.conclusions] == ["rough"]
    assert result.conclusions[0].number == pytest.approx(0.1 + 1 / math.sqrt(1000 * 0.05), rel=1e-12)
    with pytest.raises(InputError, match="no rule of that name"):
        derive(GOAL, given(), BOOK, commit="nothing")


def test_an_inapplicable_theorem_costs_nothing_when_no_data_were_looked_at():
    result = derive(GOAL, given(n=49), BOOK, delta=0.05)
    assert result.events == 1
    assert "n >= 50" in result.inapplicable[0].reason


def test_an_inapplicable_theorem_costs_its_share_when_data_were_looked_at():
    facts = [f for f in given(n=49) if not isinstance(f, toy.Iid)]
    seen = Known(toy.Iid(n=49), Evidence("measured", "counted", seen=frozenset({"sample"})))
    assert derive(GOAL, [*facts, seen], BOOK, delta=0.05).events == 2


def test_the_bound_is_an_upper_bound_also_in_the_last_digit():
    from mpmath import mp, mpf

    mp.dps = 40
    for n in (17, 1000, 10**9):
        number = derive(GOAL, given(n=n), BOOK, delta=0.05, commit="uniform").conclusions[0].number
        exact = mpf(0.1) + mp.sqrt((mp.log(2) + mpf(math.log(10)) - mp.log(mpf(0.05))) / (2 * n))
        assert exact <= mpf(number) <= exact * (1 + mpf(2) ** -50)


def test_arrays_give_a_curve():
    facts = [toy.Iid(n=np.array([100, 1000])) if isinstance(f, toy.Iid) else f for f in given()]
    curve = derive(GOAL, facts, BOOK, delta=0.05, arithmetic="floats", commit="uniform").conclusions[0].number
    single = [derive(GOAL, given(n), BOOK, delta=0.05, commit="uniform").conclusions[0].number for n in (100, 1000)]
    assert np.allclose(curve, single, rtol=1e-12)


def test_roles_keep_objects_apart():
    other = [f for f in given() if not isinstance(f, ChosenBefore)] + [ChosenBefore(sample="another sample")]
    assert {c.rule for c in derive(GOAL, other, BOOK).conclusions} == {"rough"}


def test_an_upper_bound_does_not_feed_a_premise_that_asks_for_a_lower_one():
    @theorem
    def lower(size: AtLeast[toy.LogSize], member: Member) -> AtLeast[toy.Compactness]:
        return size.value

    facts = [AtMost[toy.LogSize](3.0), Member("f", "hypotheses")]
    assert not derive(AtLeast[toy.Compactness], facts, RuleBook([lower])).conclusions
    facts = [Equals[toy.LogSize](3.0), Member("f", "hypotheses")]
    assert len(derive(AtLeast[toy.Compactness], facts, RuleBook([lower])).conclusions) == 1


def test_a_uniform_bound_gives_one_for_a_member_only():
    facts = [f for f in given() if not isinstance(f, Member)]
    assert {c.rule for c in derive(GOAL, facts, BOOK).conclusions} == {"rough"}


def test_derivations_never_use_their_own_conclusion():
    @theorem
    def round_trip(mean: AtMost[toy.Mean]) -> AtMost[toy.Mean]:
        return mean.value

    result = derive(GOAL, given(), RuleBook([*toy.RULES, round_trip]))
    assert all(round_trip not in c.derivation.rules for c in result.conclusions)


def test_observations_run_only_when_a_derivation_needs_them():
    ran = []

    @observation(Equals[toy.EmpiricalMean])
    def measured(values):
        ran.append("needed")
        return float(np.mean(values)), Evidence("measured", "the sample", seen=frozenset({"sample"}))

    def never() -> Known:
        raise AssertionError("no derivation needs this")

    facts = [f for f in given() if not isinstance(f, Equals[toy.EmpiricalMean])]
    lazy = measured.of(predictor="f")([0.0, 0.2])
    useless = Observation(AtMost[toy.Compactness], {"hypotheses": "hypotheses"}, never)
    result = derive(GOAL, [*facts, lazy, useless], BOOK)
    assert ran == ["needed"]
    assert any("measured" in str(evidence) for _, evidence in result.best.derivation.evidence)


def test_properties_are_used_by_contraposition():
    facts = [toy.Closed(), Not[toy.Compact]()]
    result = derive(Not[toy.Bounded], facts, BOOK)
    assert len(result.conclusions) == 1
    assert result.conclusions[0].derivation.rules[0].id == "closed-and-bounded"


@pytest.mark.parametrize(
    "facts",
    [
        [AtMost[toy.Range](1.0), AtLeast[toy.Range](2.0)],
        [Equals[toy.Range](1.0), Equals[toy.Range](2.0)],
        [toy.Closed(), Not[toy.Closed]()],
        [
            ChosenBefore(),
            Known(AtMost[toy.LogSize](1.0), Evidence("measured", "after training", seen=frozenset({"sample"}))),
        ],
    ],
)
def test_contradictory_facts_fail_when_declared(facts):
    with pytest.raises(ContradictionError, match="contradict each other"):
        derive(GOAL, facts, BOOK)


@pytest.mark.parametrize("delta", [0, 1, -0.1, 2, float("nan")])
def test_delta_outside_its_range_is_refused(delta):
    with pytest.raises(InputError, match="strictly between 0 and 1"):
        derive(GOAL, given(), BOOK, delta=delta)


def test_what_is_missing_and_what_it_would_buy():
    facts = [f for f in given() if not isinstance(f, (toy.Iid,))]
    found = missing(derive(GOAL, facts, BOOK, about={"predictor": "f"}))
    assert [w.type for w in found[0].facts] == [toy.Iid]
    assert found[0].buys.number == pytest.approx(derive(GOAL, given(1000), BOOK).best.number, rel=1e-9)


def test_solve_gives_the_least_n():
    result = derive(GOAL, given(), BOOK, delta=0.05)
    best = solve(result, "n", 0.15)[0]
    share = 0.05 / 2
    exact = (math.log(2) + math.log(10) - math.log(share)) / (2 * 0.05**2)
    assert best.least == math.ceil(exact)


def test_a_vacuous_bound_is_called_vacuous_with_the_n_at_which_it_speaks():
    result = derive(GOAL, given(n=100), BOOK, delta=0.0001)
    rough = next(c for c in result.conclusions if c.rule == "rough")
    assert rough.vacuous
    assert speaks_at(result, rough) == math.floor(1 / (0.9**2 * 0.00005)) + 1


def test_completeness_is_said_only_when_true():
    assert derive(GOAL, given(), BOOK).complete
    assert not derive(GOAL, given(), BOOK, depth=1).complete
    assert not derive(GOAL, given(), BOOK, limit=1).complete


def test_a_theorem_whose_conclusion_speaks_of_an_unknown_object_is_refused():
    with pytest.raises(TheoremError, match="of which no hypothesis speaks"):

        @theorem
        def unsafe(loss: AtMost[toy.Range]) -> AtMost[toy.Mean]:
            return loss.value


def test_every_fact_is_one_sentence():
    fact = AtMost[toy.Mean](0.25, predictor="f", law="P")
    assert str(fact) == "the mean of f for the loss under P is at most 0.25"
    facts = (toy.Iid(n=8), AtMost[toy.Range](1.0), AtMost[toy.LogSize](0.0), ChosenBefore(), Confidence(0.5))
    start = "for every predictor in the hypotheses, the deviation of that predictor for the loss under the law on the sample is at most "
    assert str(toy.uniform(*facts)).startswith(start)


def test_facts_about_different_objects_are_not_joined_by_hand_either():
    with pytest.raises(InputError, match="hypotheses is"):
        toy.uniform(
            toy.Iid(n=8),
            AtMost[toy.Range](1.0),
            AtMost[toy.LogSize](0.0, hypotheses="G"),
            ChosenBefore(hypotheses="H"),
            Confidence(0.5),
        )
