"""Stochastic gradient descent for smooth convex objectives."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.optimization.convex_function import Convex
from corollary.corpus.optimization.finite_sum import QuadraticSum, second_moment, with_running_sum
from corollary.corpus.optimization.gradient_descent import InitialSquaredDistance
from corollary.corpus.optimization.stochastic_gradient_descent import (
    AverageSuboptimality,
    ExpectedSmoothness,
    NoiseAtOptimum,
    StochasticGradientDescent,
)
from corollary.logic import AtMost, Attempt, Constant, Expected, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import sqrt
from corollary.logic.checking import Verdict, certified, identity

if TYPE_CHECKING:
    import numpy as np


@theorem
def sgd_smooth_convex_rate(
    objective: Convex,
    smooth: AtMost[ExpectedSmoothness],
    noise: AtMost[NoiseAtOptimum],
    start: AtMost[InitialSquaredDistance],
    method: StochasticGradientDescent,
) -> AtMost[Expected[AverageSuboptimality, "sampling"]]:
    """Constant step, average of the points."""
    require(method.step > 0, "step > 0")
    require(method.iterations >= 1, "at least one iteration")
    require(2 * method.step * smooth.value < 1, "step < 1/(2 expected smoothness)")
    optimisation = start.value / (2 * method.step * method.iterations)
    return (optimisation + method.step * noise.value) / (1 - 2 * method.step * smooth.value)


def average_error(
    sums: QuadraticSum, start: "np.ndarray", step: "np.ndarray", count: int, repeat_order: bool = False
) -> "np.ndarray":
    """E f(average of x_0, …) − f_*, exactly, with replacement; with `repeat_order` the order 1, …, n, 1, …, n, ….

    `start` (draws, d), `step` (draws,), result (draws,).
    """
    import numpy as np

    d = start.shape[1]
    maps = with_running_sum(sums.steps(step), after=False)
    first = np.concatenate([start, np.ones((len(start), 1)), np.zeros_like(start)], axis=1)
    if repeat_order:
        for k in range(count):
            first = np.einsum("bij,bj->bi", maps[:, k % maps.shape[1]], first)
        moment = np.einsum("bi,bj->bij", first, first)
    else:
        moment = second_moment(maps, first, count)
    return np.asarray(np.einsum("bij,bij->b", sums.mean_curvature, moment[:, d + 1 :, d + 1 :]) / (2 * count**2))


def _bound(step: "np.ndarray", count: int, smooth: float, noise: "np.ndarray", start: "np.ndarray") -> "np.ndarray":
    return sgd_smooth_convex_rate(
        Convex(),
        AtMost[ExpectedSmoothness](smooth),
        AtMost[NoiseAtOptimum](noise),
        AtMost[InitialSquaredDistance]((start**2).sum(axis=1)),
        StochasticGradientDescent(step=step, iterations=count),
    ).value


def _run(
    rng: "np.random.Generator", draws: int, count: int, share: float = 1.0, smooth: float = 1.0, scale: float = 1.0
) -> Attempt:
    """Three quadratics in the plane with curvatures 1 and 1/1000, with replacement; `share` of the noise is claimed."""
    import numpy as np

    sums = QuadraticSum.random(rng, draws, 3, 1e-3)
    start = np.exp(rng.uniform(-3, 3, size=(draws, 1))) * rng.normal(size=(draws, 2))
    step = scale * np.exp(rng.uniform(-4, np.log(0.49), size=draws))
    return Attempt(average_error(sums, start, step, count), _bound(step, count, smooth, share * sums.noise, start))


@trial(sgd_smooth_convex_rate)
def quadratics(rng: "np.random.Generator", draws: int) -> Attempt:
    """Exact means after 40 iterations; steps, starts and noise of all sizes."""
    return _run(rng, draws, 40)


@trial(sgd_smooth_convex_rate)
def flat_and_far(rng: "np.random.Generator", draws: int) -> Attempt:
    """Exact gradients, and a start so far that the steps reach the minimiser about once: 0.4 of the bound."""
    return _flat(rng, draws)


@ablation(sgd_smooth_convex_rate, breaks="method")
def growing(rng: "np.random.Generator", draws: int) -> Attempt:
    """f_1 = x², f_2 = 0: with steps above 1, passed off as below 1/4, the second moment grows."""
    import numpy as np

    sums = QuadraticSum(np.broadcast_to(np.array([[[2.0]], [[0.0]]]), (draws, 2, 1, 1)), np.zeros((draws, 2, 1)))
    start, step = rng.normal(size=(draws, 1)), rng.uniform(1.3, 1.5, size=draws)
    return Attempt(average_error(sums, start, step, 60), _bound(step / 6, 60, 2.0, np.zeros(draws), start))


@ablation(sgd_smooth_convex_rate, breaks="noise")
def noise_forgotten(rng: "np.random.Generator", draws: int) -> Attempt:
    """Interpolation is claimed where the gradients at the optimum differ."""
    return _run(rng, draws, 400, share=0.0)


@ablation(sgd_smooth_convex_rate, breaks="constant")
def a_third_of_the_bound(rng: "np.random.Generator", draws: int) -> Attempt:
    """A third of the bound is refuted."""
    import numpy as np

    attempt = _flat(rng, draws)
    return Attempt(attempt.truth, np.asarray(attempt.bound) / 3)


def _flat(rng: "np.random.Generator", draws: int, told: float = 1.0) -> Attempt:
    """f(x) = a x² / 2 with a · step · iterations about 1; the start is claimed at `told` of its distance."""
    import numpy as np

    count, step = 200, np.full(draws, 0.01)
    flat = 1 / (0.01 * count) * rng.uniform(0.9, 1.1, size=draws)
    sums = QuadraticSum(flat[:, None, None, None], np.zeros((draws, 1, 1)))
    start = rng.normal(size=(draws, 1))
    return Attempt(average_error(sums, start, step, count), _bound(step, count, 0.5, np.zeros(draws), told * start))


@ablation(sgd_smooth_convex_rate, breaks="smooth")
def smoother_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """f_1 = x², f_2 = 0, said to be so smooth that steps above 1 are allowed."""
    import numpy as np

    sums = QuadraticSum(np.broadcast_to(np.array([[[2.0]], [[0.0]]]), (draws, 2, 1, 1)), np.zeros((draws, 2, 1)))
    start, step = rng.normal(size=(draws, 1)), rng.uniform(1.3, 1.5, size=draws)
    return Attempt(average_error(sums, start, step, 60), _bound(step, 60, 0.3, np.zeros(draws), start))


@ablation(sgd_smooth_convex_rate, breaks="start")
def start_said_to_be_near(rng: "np.random.Generator", draws: int) -> Attempt:
    """The start is said to be at a fifth of its distance."""
    return _flat(rng, draws, told=0.2)


@trial(sgd_smooth_convex_rate)
def linear_walls(rng: "np.random.Generator", draws: int) -> Attempt:
    """Exact gradients of x² / 2, continued linearly; the minimiser is just reached: nine tenths of the bound."""
    import numpy as np

    step, count = 0.02, 2000
    slope = rng.uniform(0.8, 1.2, size=draws) / (step * count)
    x, total = np.ones(draws), np.zeros(draws)
    for _ in range(count):
        total += x
        x = x - step * np.clip(x, -slope, slope)
    size = np.abs(total / count)
    value = np.where(size <= slope, size**2 / 2, slope * size - slope**2 / 2)
    return Attempt(value, _bound(np.array(step), count, 1.0, np.array(0.0), np.ones((draws, 1))))


@ablation(sgd_smooth_convex_rate, breaks="objective")
def at_a_maximum(rng: "np.random.Generator", draws: int) -> Attempt:
    """1 − cos x with its exact gradient, from π: |sin x|² ≤ 2 (1 − cos x), and the point does not move."""
    import numpy as np

    step, start = rng.uniform(0.1, 0.3, size=draws), np.full((draws, 1), np.pi)
    return Attempt(np.full(draws, 2.0), _bound(step, 1000, 1.0, np.zeros(draws), start))


# Checked steps of the proof.


@step(sgd_smooth_convex_rate, 1, mutant={"two": Fraction(3, 2)})
def two_parts(two: Constant = 2) -> Verdict:
    r"""$\E \norm{g(x, \xi)}^2 \le 2 \E \norm{g(x, \xi) - g(x_\star, \xi)}^2 + 2 \E \norm{g(x_\star, \xi)}^2$, before the mean."""
    return certified(lambda g, h: two * (g - h) ** 2 + 2 * h**2 - g**2, lambda g, h: [(1, g - 2 * h)], vectors="g h")


@step(sgd_smooth_convex_rate, 3, mutant={"two": 1})
def one_step(two: Constant = 2) -> Verdict:
    r"""$- 2 \eta (1 - 2 \eta \mathcal{L}) \delta_k + 2 \eta^2 \sigma_\star^2$ is the bound, since the inner product is at least $\delta_k$."""
    return certified(
        lambda d, p, eta, L, s: (
            -2 * eta * (1 - two * eta * L) * d + 2 * eta**2 * s**2 - (-2 * eta * p + eta**2 * (4 * L * d + 2 * s**2))
        ),
        lambda d, p, eta, L, s: [(2, 1, 0, 1)],
        lambda d, p, eta, L, s: [p - d, eta, d, L],
    )


@step(sgd_smooth_convex_rate, 6, mutant={"two": 1})
def tuned(two: Constant = 2) -> Verdict:
    r"""$2 \eta \sigma_\star^2 \le \sqrt{2} R \sigma_\star / \sqrt{K}$ at the second number of the minimum, an equality."""
    return identity(
        lambda R, sigma, K: two * R / (sigma * sqrt(2 * K)) * sigma**2,
        lambda R, sigma, K: sqrt(2) * R * sigma / sqrt(K),
        {"R": (0, inf), "sigma": (0, inf), "K": (1, inf)},
    )
