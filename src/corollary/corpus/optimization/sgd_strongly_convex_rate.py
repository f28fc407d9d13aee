"""Stochastic gradient descent for strongly convex objectives, constant step."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.optimization.finite_sum import QuadraticSum, second_moment
from corollary.corpus.optimization.gradient_descent import InitialSquaredDistance, LastSquaredDistance
from corollary.corpus.optimization.stochastic_gradient_descent import (
    ExpectedSmoothness,
    NoiseAtOptimum,
    StochasticGradientDescent,
)
from corollary.corpus.optimization.strongly_convex_function import StrongConvexity
from corollary.logic import AtLeast, AtMost, Attempt, Constant, Expected, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import power
from corollary.logic.checking import Verdict, certified, identity

if TYPE_CHECKING:
    import numpy as np


@theorem
def sgd_strongly_convex_rate(
    objective: AtLeast[StrongConvexity],
    smooth: AtMost[ExpectedSmoothness],
    noise: AtMost[NoiseAtOptimum],
    start: AtMost[InitialSquaredDistance],
    method: StochasticGradientDescent,
) -> AtMost[Expected[LastSquaredDistance, "sampling"]]:
    """Constant step, last point."""
    require(objective.value > 0, "strong convexity > 0")
    require(objective.value <= smooth.value, "strong convexity <= expected smoothness")
    require(method.step > 0, "step > 0")
    require(method.iterations >= 0, "iterations >= 0")
    require(2 * method.step * smooth.value <= 1, "step <= 1/(2 expected smoothness)")
    left = power(1 - method.step * objective.value, method.iterations)
    return left * start.value + 2 * method.step * noise.value / objective.value * (1 - left)


def last_error(sums: QuadraticSum, start: "np.ndarray", step: "np.ndarray", count: int) -> "np.ndarray":
    """E ‖x_count‖², exactly, with replacement; the minimiser is 0. `start` (draws, d), `step` (draws,)."""
    import numpy as np

    d = start.shape[1]
    first = np.concatenate([start, np.ones((len(start), 1))], axis=1)
    moment = second_moment(sums.steps(step), first, count)
    return np.asarray(np.trace(moment[:, :d, :d], axis1=1, axis2=2))


def _bound(
    step: "np.ndarray", count: int, curvature: "np.ndarray", smooth: float, noise: "np.ndarray", start: "np.ndarray"
) -> "np.ndarray":
    return sgd_strongly_convex_rate(
        AtLeast[StrongConvexity](curvature),
        AtMost[ExpectedSmoothness](smooth),
        AtMost[NoiseAtOptimum](noise),
        AtMost[InitialSquaredDistance]((start**2).sum(axis=1)),
        StochasticGradientDescent(step=step, iterations=count),
    ).value


def _run(rng: "np.random.Generator", draws: int, count: int, share: float = 1.0, steeper: float = 1.0) -> Attempt:
    """Three quadratics in the plane with curvatures 1 and 1/1000, with replacement; wrong claims by two factors."""
    import numpy as np

    sums = QuadraticSum.random(rng, draws, 3, 1e-3)
    start = np.exp(rng.uniform(-3, 3, size=(draws, 1))) * rng.normal(size=(draws, 2))
    step = np.exp(rng.uniform(-4, np.log(0.5), size=draws))
    curvature = np.minimum(steeper * np.linalg.eigvalsh(sums.mean_curvature)[:, 0], 1.0)
    return Attempt(last_error(sums, start, step, count), _bound(step, count, curvature, 1.0, share * sums.noise, start))


@trial(sgd_strongly_convex_rate)
def quadratics(rng: "np.random.Generator", draws: int) -> Attempt:
    """Exact second moments after 25 iterations."""
    return _run(rng, draws, 25)


@trial(sgd_strongly_convex_rate)
def quadratics_in_the_limit(rng: "np.random.Generator", draws: int) -> Attempt:
    """After 5000 iterations the start is forgotten and the noise remains."""
    return _run(rng, draws, 5000)


@ablation(sgd_strongly_convex_rate, breaks="objective")
def flatter_than_claimed(rng: "np.random.Generator", draws: int) -> Attempt:
    """Five times the strong convexity is claimed."""
    return _run(rng, draws, 25, steeper=5.0)


@ablation(sgd_strongly_convex_rate, breaks="noise")
def noise_forgotten(rng: "np.random.Generator", draws: int) -> Attempt:
    """Interpolation is claimed where the gradients at the optimum differ."""
    return _run(rng, draws, 100, share=0.0)


@ablation(sgd_strongly_convex_rate, breaks="method")
def growing(rng: "np.random.Generator", draws: int) -> Attempt:
    """f_1 = x², f_2 = 0: with steps above 1, passed off as below 1/4, the second moment grows."""
    import numpy as np

    sums = QuadraticSum(np.broadcast_to(np.array([[[2.0]], [[0.0]]]), (draws, 2, 1, 1)), np.zeros((draws, 2, 1)))
    start, step = rng.normal(size=(draws, 1)), rng.uniform(1.1, 1.5, size=draws)
    return Attempt(last_error(sums, start, step, 60), _bound(step / 6, 60, np.ones(draws), 2.0, np.zeros(draws), start))


@ablation(sgd_strongly_convex_rate, breaks="constant")
def a_ninth_of_the_noise(rng: "np.random.Generator", draws: int) -> Attempt:
    """A quarter of the noise term is attained for small steps; a ninth is refuted."""
    return _run(rng, draws, 5000, share=1 / 9)


# Checked steps of the proof.


@step(sgd_strongly_convex_rate, 2, mutant={"two": Fraction(3, 2)})
def two_parts(two: Constant = 2) -> Verdict:
    r"""$\E \norm{g(x, \xi)}^2 \le 2 \E \norm{g(x, \xi) - g(x_\star, \xi)}^2 + 2 \E \norm{g(x_\star, \xi)}^2$, before the mean."""
    return certified(lambda g, h: two * (g - h) ** 2 + 2 * h**2 - g**2, lambda g, h: [(1, g - 2 * h)], vectors="g h")


@step(sgd_strongly_convex_rate, 3, mutant={"two": 3})
def completed_square(two: Constant = 2) -> Verdict:
    r"""$\norm{\nabla f(x)} \norm{x - x_\star} - \frac{\mu}{2} \norm{x - x_\star}^2 \le \frac{1}{2 \mu} \norm{\nabla f(x)}^2$, times `2 mu`."""
    return certified(
        lambda g, d, mu: 2 * g**2 / two - 2 * mu * (g * d) + mu**2 * d**2, lambda g, d, mu: [(1, g - mu * d)]
    )


@step(sgd_strongly_convex_rate, 5, mutant={"two": 1})
def one_step(two: Constant = 2) -> Verdict:
    r"""The bound $(1 - \eta \mu) \norm{x_k - x_\star}^2 - 2 \eta (1 - 2 \eta \mathcal{L}) (f(x_k) - f(x_\star)) + 2 \eta^2 \sigma_\star^2$."""
    return certified(
        lambda x, g, d, s, eta, mu, L: (
            (1 - eta * mu) * x**2
            - 2 * eta * (1 - two * eta * L) * d
            + 2 * eta**2 * s
            - (x**2 - 2 * eta * (g * x) + eta**2 * (4 * L * d + 2 * s))
        ),
        lambda x, g, d, s, eta, mu, L: [(2, 1, 0, 1)],
        lambda x, g, d, s, eta, mu, L: [g * x - d - mu / 2 * x**2, eta, L, d, s],
        vectors="x g",
    )


@step(sgd_strongly_convex_rate, 6, mutant={"one": 2})
def geometric(one: Constant = 1) -> Verdict:
    r"""$1 + q + \dots + q^{K-1} = \frac{1 - q^K}{\eta \mu}$ with `q = 1 - eta mu`: the step from `K` to `K + 1`, `w = q^K`."""
    return identity(
        lambda eta, mu, w: (1 - w) / (eta * mu) + one * w,
        lambda eta, mu, w: (1 - (1 - eta * mu) * w) / (eta * mu),
        {"eta": (0, inf), "mu": (0, inf)},
    )
