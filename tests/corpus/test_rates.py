"""Facts about an objective and a method: each rate that applies, steps to a value, and what a stronger hypothesis would buy."""

import math

import pytest

from corollary import corpus
from corollary.corpus.optimization.linear_dynamics_classification import planar_system
from corollary.logic.derive import derive
from corollary.logic.missing import missing
from corollary.logic.parse import parse_fact, parse_goal
from corollary.logic.solve import solve

DESCENT = ("Smoothness <= 10", "InitialSquaredDistance <= 1", "GradientDescent(step=0.1, iterations=500)")


def found(goal, *facts):
    names = corpus.vocabulary()
    kind, _, about = parse_goal(goal, names)
    return derive(kind, [parse_fact(one, names) for one in facts], corpus.book(), about=about)


def steps(epsilon, *facts):
    return {s.conclusion.rule: s.least for s in solve(found("LastSuboptimality", *facts), "iterations", epsilon)}


def test_steps_to_a_value_are_those_of_the_closed_forms():
    convex = steps(0.001, *DESCENT, "Convex()")
    assert convex["gradient-descent-exact-rate"] == math.ceil((10 / 0.001 - 2) / 4)
    assert convex["gradient-descent-convex-rate"] == math.ceil(1 / (2 * 0.1 * 0.001))
    strong = steps(0.001, *DESCENT, "StrongConvexity >= 1")
    assert strong["gradient-descent-strongly-convex-exact-rate"] == math.ceil(math.log(0.001 / 5) / (2 * math.log(0.9)))
    polyak = steps(0.001, *DESCENT, "PolyakLojasiewicz >= 1")
    assert polyak["gradient-descent-pl-linear"] == math.ceil(math.log(0.001 / 5) / math.log(0.9))


def test_what_strong_convexity_would_buy_is_told():
    told = {m.rule: m for m in missing(found("LastSuboptimality", *DESCENT, "Convex()"))}
    bought = told["gradient-descent-strongly-convex-exact-rate"].buys
    assert bought.number == pytest.approx(5 * 0.99**1000)


@pytest.mark.parametrize(
    ("matrix", "type_"),
    [
        ([[0, 1], [-2, -3]], "PlanarStableNode"),
        ([[0, 1], [-2, -1]], "PlanarStableSpiral"),
        ([[0, 1], [-2, 0]], "PlanarCentre"),
        ([[0, 1], [2, 0]], "PlanarSaddle"),
        ([[0, 1], [-2, 1]], "PlanarUnstableSpiral"),
        ([[0.1, 0.5], [0.0, 0.25]], "PlanarUnstableNode"),
    ],
)
def test_a_matrix_has_exactly_the_type_that_its_eigenvalues_say(matrix, type_):
    names, fact = corpus.vocabulary(), planar_system(matrix)
    types = [name for name in names if name.startswith("Planar") and name != "PlanarSystem"]
    assert [name for name in types if derive(names[name], [fact], corpus.book()).conclusions] == [type_]
