"""The best real number: steps whose best value is known in closed form."""

from fractions import Fraction

import pytest

from corollary import corpus
from corollary.errors import InputError
from corollary.logic.best import best, is_real
from corollary.logic.derive import derive
from corollary.logic.parse import parse_fact, parse_goal

SHARED = ["Smoothness <= 10", "InitialSquaredDistance <= 1", "GradientDescent(step=0.01, iterations=50)"]


def found(goal, *facts):
    names = corpus.vocabulary()
    kind, _, about = parse_goal(goal, names)
    return derive(kind, [parse_fact(one, names) for one in (*SHARED, *facts)], corpus.book(), about=about)


def test_the_best_step_under_strong_convexity_is_two_over_the_sum_of_the_curvatures():
    (one,) = best(found("LastSquaredDistance", "StrongConvexity >= 1"), "step")
    assert one.value == Fraction(2, 11)
    assert one.conclusion.number == pytest.approx((9 / 11) ** 100)


def test_a_best_step_at_the_edge_of_the_range_is_found():
    steps = {
        b.conclusion.rule: (b.value, b.conclusion.number) for b in best(found("LastSuboptimality", "Convex()"), "step")
    }
    assert steps["gradient-descent-exact-rate"] == (Fraction(1, 10), pytest.approx(10 / 202))
    assert steps["gradient-descent-convex-rate"] == (Fraction(3, 20), pytest.approx(1 / 15))


def test_a_count_is_not_chosen():
    result = found("LastSuboptimality", "Convex()")
    assert not is_real(result, "iterations")
    with pytest.raises(InputError, match=r"no fact .* real number"):
        best(result, "iterations")


def test_the_margin_of_a_loss_is_no_choice():
    margin = ("Iid(n=10000)", "ZeroOneLoss()", "RampLoss(loss=ramp, gamma=0.1)", "EmpiricalRademacher <= 0.1", "ChosenBefore()",
              "ChosenBefore(hypotheses=ramp)", "Member()", "EmpiricalRisk(loss=ramp) <= 0.05")  # fmt: skip
    assert not is_real(found("Risk", *margin), "gamma")


def test_a_penalty_is_not_chosen_by_a_bound_computed_from_the_sample():
    stable = ("Iid(n=10000)", "ConvexInParameter()", "ParameterLipschitz <= 1", "RegularisedErm(penalty=0.1)", "LossRange <= 1",
              "ChosenBefore(hypotheses=algorithm)", "ChosenBefore(hypotheses=loss)", "Output()")  # fmt: skip
    assert best(found("Gap", *stable), "penalty")
    with pytest.raises(InputError, match="chosen before"):
        best(found("Risk", *stable, "EmpiricalRisk <= 0.05"), "penalty")


def test_what_may_depend_on_the_choice_is_named():
    (one,) = best(found("AtLeast[LastDecrease]", "LastSquaredGradient >= 1"), "step")
    assert one.value == Fraction(1, 10)
    assert any("squared gradient norm" in fact for fact in one.held)
