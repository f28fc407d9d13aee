"""Numbers that popular tools print and that are not bounds, and what stands in their place here.

What is already tested beside its subject is not repeated:

- kl inverses: tests/logic/test_inverse.py, test_a_bisection_that_returns_its_middle_is_below_the_truth_and_ours_is_not and
  test_a_kl_inverse_is_never_on_the_wrong_side; delta inside McAllester's logarithm, the formula:
  test_delta_stands_inside_the_logarithm_of_mcallesters_bound there. The rule itself is below.
- interval bounds of networks in float32: tests/observe/test_certified_interval.py,
  test_bounds_hold_the_exact_rational_ones_where_float32_bounds_do_not.
- eigenvalues with residual bounds, traces as intervals: tests/observe/test_certified_symmetric.py; the largest eigenvalue of a
  Hessian, one-sided: tests/observe/test_curvature.py, test_lanczos_gives_a_lower_estimate_with_its_residual.

Worst-case rates of gradient descent on convex functions have no rule in the corpus yet; below is the exact value that any such
rule must not undercut, and the rule that there is, gradient-descent-nonconvex-stationarity, on the same function. Kernels of
infinite width are not computed by any code here.
"""

from fractions import Fraction

import mpmath
import numpy as np
import pytest

import corollary as co
from corollary.corpus.foundations.kl_divergence import KLDivergence
from corollary.corpus.learning.gibbs_predictor import EmpiricalGibbsRisk, GibbsRisk
from corollary.corpus.learning.loss_function import UnitLoss
from corollary.corpus.learning.pac_bayes_mcallester_bound import pac_bayes_mcallester_bound
from corollary.corpus.optimization.gradient_descent import GradientDescent, InitialSuboptimality
from corollary.corpus.optimization.gradient_descent_nonconvex_stationarity import (
    gradient_descent_nonconvex_stationarity,
)
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, ChosenBefore, Confidence
from corollary.logic.arithmetic import exactly, lower, upper


def mcallester(n: int, divergence: float, empirical: float, delta: float) -> AtMost[GibbsRisk]:
    return pac_bayes_mcallester_bound(
        Iid(n=n),
        UnitLoss(),
        ChosenBefore("prior"),
        ChosenBefore("loss"),
        AtMost[KLDivergence](exactly(divergence)),
        AtMost[EmpiricalGibbsRisk](exactly(empirical)),
        Confidence(exactly(delta)),
    )


@pytest.mark.parametrize("delta", [0.5, 0.05, 1e-6, 1e-50, 1e-300])
@pytest.mark.parametrize(("n", "divergence", "empirical"), [(100, 0.0, 0.0), (1000, 3.5, 0.25), (10**6, 800.0, 0.03)])
def test_mcallesters_bound_is_its_closed_form(n: int, divergence: float, empirical: float, delta: float) -> None:
    with mpmath.workdps(60):
        level, e = (
            (mpmath.mpf(divergence) + mpmath.log(2 * mpmath.sqrt(n) / mpmath.mpf(delta))) / n,
            mpmath.mpf(empirical),
        )
        truth = e + min(mpmath.sqrt(level / 2), mpmath.sqrt(2 * e * level) + 2 * level)
        found = mcallester(n, divergence, empirical, delta).value
        assert mpmath.mpf(lower(found)) <= truth <= mpmath.mpf(upper(found))
        assert upper(found) <= float(truth) * (1 + 1e-15) + 1e-300


def test_mcallesters_bound_grows_with_the_logarithm_of_delta_only() -> None:
    """With delta outside the logarithm it would exceed 1 long before 1e-300, where it still speaks."""
    deltas = [10.0**-k for k in range(1, 301, 13)]
    values = [upper(mcallester(10_000, 5.0, 0.5, delta).value) for delta in deltas]
    assert values == sorted(set(values))
    assert values[-1] < 0.7
    # the square of what is added is affine in log(1 / delta), with slope 1 / (2 n)
    squares = [(value - 0.5) ** 2 for value in values]
    slopes = np.diff(squares) / np.diff(-np.log(deltas))
    np.testing.assert_allclose(slopes, 1 / 20_000, rtol=1e-6)


class Huber:
    """L x^2 / 2 near 0, of slope L w beyond |x| = w: convex, L-smooth, infimum 0."""

    def __init__(self, smoothness: Fraction, width: Fraction) -> None:
        self.smoothness, self.width = smoothness, width

    def __call__(self, x: Fraction) -> Fraction:
        inner = min(abs(x), self.width)
        return self.smoothness * inner * (abs(x) - inner / 2)

    def slope(self, x: Fraction) -> Fraction:
        return self.smoothness * max(-self.width, min(self.width, x))


def descend(function: Huber, x: Fraction, step: Fraction, iterations: int) -> list[Fraction]:
    points = [x]
    for _ in range(iterations):
        points.append(points[-1] - step * function.slope(points[-1]))
    return points


@pytest.mark.parametrize("iterations", [1, 2, 5, 10, 40])
def test_a_rate_below_the_exact_worst_case_is_no_bound(iterations: int) -> None:
    """Drori and Teboulle: with step 1/L the worst case of f(x_N) - min f is L R^2 / (4 N + 2); here it is attained."""
    smoothness, radius = Fraction(7, 3), Fraction(5)
    worst = smoothness * radius**2 / (4 * iterations + 2)
    function = Huber(smoothness, radius / (2 * iterations + 1))
    last = descend(function, radius, 1 / smoothness, iterations)[-1]
    assert function(last) == worst
    printed = float(worst) * (1 - 8e-5)  # what a first-order solver of the semidefinite program gave
    assert function(last) > Fraction(printed)


@pytest.mark.parametrize(("per_unit", "iterations"), [(1, 1), (1, 10), (2, 30), (10, 200), (100, 20_000)])
def test_the_rule_for_gradient_descent_on_its_near_worst_case(per_unit: int, iterations: int) -> None:
    """Down a wall of constant slope, in exact arithmetic: the rule is a bound, too large by no more than is known."""
    smoothness, width = Fraction(7, 3), Fraction(3, 5)
    step = 1 / (smoothness * per_unit)
    function = Huber(smoothness, width)
    start = width + iterations * step * smoothness * width  # arrives where the wall ends
    points = [width + (iterations - k) * step * smoothness * width for k in range(iterations + 1)]
    if iterations <= 200:
        assert points == descend(function, start, step, iterations)
    least = min(function.slope(x) ** 2 for x in points[:-1])
    bound = gradient_descent_nonconvex_stationarity(
        AtMost[Smoothness](smoothness),
        AtMost[InitialSuboptimality](function(start)),
        GradientDescent(step=step, iterations=iterations),
    ).value
    assert isinstance(bound, Fraction) and least <= bound
    assert bound / least == (1 + Fraction(per_unit, 2 * iterations)) / (1 - Fraction(1, 2 * per_unit))
    if iterations == 20_000:
        assert bound / least < 1 + Fraction(1, 100)


def test_random_layers_prove_nothing_about_generalisation() -> None:
    """A tool that fits power laws to spectra reports success on layers that were never trained."""
    from corollary.observe.network import Activation, Dense, chain

    rng = np.random.default_rng(0)
    layers = [
        Dense(rng.standard_normal((50, 20)) / 4, None),
        Activation("relu"),
        Dense(rng.standard_normal((3, 50)) / 7, None),
    ]
    network = chain("untrained", (20,), layers)
    x, y = rng.standard_normal((200, 20)), rng.integers(0, 3, 200)

    def lines(**data: object) -> list[object]:
        section = {s.id: s for s in co.explain(network, **data).subjects[0].sections}["generalise"]
        return [line for line in section.lines if line.status == "proved"]

    assert lines() == []
    assert all(line.vacuous or line.value >= 2 / 3 for line in lines(train=(x, y)) if "at most" in line.sentence)
