"""Rates of first-order methods against the worst case computed by semidefinite programming (PEPit).

An exact rate must be the computed worst case; another rate must be above it, and by no more than the factor given here.
"""

import math

import pytest

from corollary import corpus
from corollary.corpus.optimization.convex_function import Convex
from corollary.corpus.optimization.gradient_descent import (
    GradientDescent,
    InitialSquaredDistance,
    InitialSuboptimality,
)
from corollary.corpus.optimization.heavy_ball_quadratic import PolyakHeavyBall, Quadratic
from corollary.corpus.optimization.nesterov_acceleration import AcceleratedGradient
from corollary.corpus.optimization.nesterov_acceleration_strongly_convex import AcceleratedGradientConstantMomentum
from corollary.corpus.optimization.polyak_lojasiewicz import PolyakLojasiewicz
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.corpus.optimization.strongly_convex_function import StrongConvexity
from corollary.logic import AtLeast, AtMost

PEPit = pytest.importorskip("PEPit")
from PEPit.functions import (  # noqa: E402
    SmoothConvexFunction,
    SmoothFunction,
    SmoothStronglyConvexFunction,
    SmoothStronglyConvexQuadraticFunction,
)

L, MU, START = 2.0, 0.3, 1.5
FACTS = {
    "objective": AtMost[Smoothness](L),
    "smooth": AtMost[Smoothness](L),
    "quadratic": Quadratic(),
    "pl": AtLeast[PolyakLojasiewicz](MU),
    "gap": AtMost[InitialSuboptimality](START),
}
CONVEX = FACTS | {"objective": Convex(), "start": AtMost[InitialSquaredDistance](START)}
STRONG = FACTS | {"objective": AtLeast[StrongConvexity](MU)}
RULES = {rule.id: rule for rule in corpus.book().rules}


def gradient_descent(step):
    def run(f, x, count):
        points = [x]
        for _ in range(count):
            points.append(points[-1] - step * f.gradient(points[-1]))
        return points

    return run


def accelerated(step):
    def run(f, x, count):
        points, y, t = [x], x, 1.0
        for _ in range(count):
            points.append(y - step * f.gradient(y))
            later = (1 + math.sqrt(1 + 4 * t**2)) / 2
            y, t = points[-1] + (t - 1) / later * (points[-1] - points[-2]), later
        return points

    return run


def constant_momentum(step, curvature):
    def run(f, x, count):
        root, points, y = math.sqrt(curvature * step), [x], x
        for _ in range(count):
            points.append(y - step * f.gradient(y))
            y = points[-1] + (1 - root) / (1 + root) * (points[-1] - points[-2])
        return points

    return run


def heavy_ball(mu, smooth):
    def run(f, x, count):
        step = 4 / (math.sqrt(smooth) + math.sqrt(mu)) ** 2
        momentum = ((math.sqrt(smooth) - math.sqrt(mu)) / (math.sqrt(smooth) + math.sqrt(mu))) ** 2
        points = [x]
        for _ in range(count):
            points.append(
                points[-1] - step * f.gradient(points[-1]) + momentum * (points[-1] - points[max(len(points) - 2, 0)])
            )
        return points

    return run


def worst_case(kind, run, count, start, metric):
    """The greatest value of the metric after `count` steps over all functions of the kind and all dimensions."""
    problem = PEPit.PEP()
    curved = {} if kind in (SmoothConvexFunction, SmoothFunction) else {"mu": MU}
    f = problem.declare_function(kind, L=L, **curved)
    x = problem.set_initial_point()
    if metric == "gradient":
        return _stationarity(problem, f, x, run(f, x, count))
    best = f.stationary_point()
    gap, distance = f(x) - f(best), (x - best) ** 2
    initial = {"distance": distance, "value": gap, "both": (gap + MU / 2 * distance) / (1 + MU / 2)}
    problem.set_initial_condition(initial[start] <= START)
    last = run(f, x, count)[-1]
    problem.set_performance_metric(f(last) - f(best) if metric == "value" else (last - best) ** 2)
    return problem.solve(verbose=0)


def _stationarity(problem, f, x, points):
    """The greatest least squared gradient norm; that the infimum is below each f(x) - |f'(x)|^2 / (2L) is all that is known of it."""
    infimum = PEPit.Expression()
    problem.set_initial_condition(f(x) - infimum <= START)
    for point in points:
        gradient = f.gradient(point)
        problem.add_constraint(f(point) - gradient**2 / (2 * L) >= infimum)
        problem.set_performance_metric(gradient**2)
    return problem.solve(verbose=0)


def check(id_, given, method, kind, run, count, start, metric, factor):
    names = RULES[id_].parameters
    facts = {name: fact for name, fact in given.items() if name in names} | {"method": method}
    if "start" in names and start == "value":
        facts["start"] = AtMost[InitialSuboptimality](START)
    elif "start" in names:
        facts["start"] = AtMost[InitialSquaredDistance](START)
    claimed = RULES[id_](**facts).value
    computed = worst_case(kind, run, count, start, metric)
    assert computed <= claimed * (1 + 1e-4), f"the claim {claimed} is below the worst case {computed}"
    assert claimed <= computed * factor, f"the claim {claimed} is more than {factor} times the worst case {computed}"


EXACT = 1 + 1e-3


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("scaled", [0.4, 1.0])
def test_gradient_descent_on_convex_functions(count, scaled):
    method, run = GradientDescent(step=scaled / L, iterations=count), gradient_descent(scaled / L)
    for id_, factor in (("gradient-descent-exact-rate", EXACT), ("gradient-descent-convex-rate", 2.01 + 1 / scaled)):
        check(id_, CONVEX, method, SmoothConvexFunction, run, count, "distance", "value", factor)


@pytest.mark.parametrize(("count", "scaled"), [(1, 1.4), (3, 1.4), (1, 1.8), (3, 1.8)])
def test_long_steps_on_convex_functions(count, scaled):
    method, run = GradientDescent(step=scaled / L, iterations=count), gradient_descent(scaled / L)
    check("gradient-descent-convex-rate", CONVEX, method, SmoothConvexFunction, run, count, "distance", "value", 10)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("scaled", [0.5, 1.0, 2 * L / (L + MU), 1.9])
def test_gradient_descent_on_strongly_convex_functions(count, scaled):
    method, run = GradientDescent(step=scaled / L, iterations=count), gradient_descent(scaled / L)
    kind = SmoothStronglyConvexFunction
    check("gradient-descent-strongly-convex-exact-rate", STRONG, method, kind, run, count, "value", "value", EXACT)
    check("gradient-descent-strongly-convex-linear", STRONG, method, kind, run, count, "distance", "distance", EXACT)


def test_the_linear_rate_of_polyak_is_above_the_worst_strongly_convex_function():
    method, run = GradientDescent(step=1 / L, iterations=3), gradient_descent(1 / L)
    check("gradient-descent-pl-linear", FACTS, method, SmoothStronglyConvexFunction, run, 3, "value", "value", 2)


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize("scaled", [0.5, 1.0])
def test_gradient_descent_on_smooth_functions(count, scaled):
    method, run = GradientDescent(step=scaled / L, iterations=count), gradient_descent(scaled / L)
    check(
        "gradient-descent-nonconvex-exact-rate", FACTS, method, SmoothFunction, run, count, "value", "gradient", EXACT
    )


@pytest.mark.parametrize("count", [1, 2, 5])
def test_acceleration(count):
    method, run = AcceleratedGradient(step=1 / L, iterations=count), accelerated(1 / L)
    check("nesterov-acceleration", CONVEX, method, SmoothConvexFunction, run, count, "distance", "value", 3.1)


@pytest.mark.parametrize("count", [1, 4])
def test_acceleration_with_constant_momentum(count):
    method = AcceleratedGradientConstantMomentum(step=1 / L, curvature=MU, iterations=count)
    run, kind = constant_momentum(1 / L, MU), SmoothStronglyConvexFunction
    check("nesterov-acceleration-strongly-convex", STRONG, method, kind, run, count, "both", "value", 6)


@pytest.mark.parametrize("count", [1, 2, 4])
def test_heavy_ball_on_quadratic_functions(count):
    method = PolyakHeavyBall(curvature=MU, smoothness=L, iterations=count)
    kind = SmoothStronglyConvexQuadraticFunction
    check("heavy-ball-quadratic", STRONG, method, kind, heavy_ball(MU, L), count, "distance", "distance", EXACT)


def test_a_rate_that_is_too_good_is_found():
    with pytest.raises(AssertionError, match="below the worst case"):
        method = GradientDescent(step=1 / L, iterations=3)
        check(
            "gradient-descent-exact-rate",
            CONVEX,
            method,
            SmoothConvexFunction,
            gradient_descent(1 / L),
            2,
            "distance",
            "value",
            EXACT,
        )
