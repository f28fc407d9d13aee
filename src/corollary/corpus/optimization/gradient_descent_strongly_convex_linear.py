"""Linear convergence of gradient descent under strong convexity."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.gradient_descent import GradientDescent, InitialSquaredDistance, LastSquaredDistance
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.corpus.optimization.strongly_convex_function import StrongConvexity
from corollary.logic import AtLeast, AtMost, Attempt, ablation, require, theorem, trial
from corollary.logic.arithmetic import absolute, maximum, power

if TYPE_CHECKING:
    import numpy as np


@theorem
def gradient_descent_strongly_convex_linear(
    objective: AtLeast[StrongConvexity],
    smooth: AtMost[Smoothness],
    start: AtMost[InitialSquaredDistance],
    method: GradientDescent,
) -> AtMost[LastSquaredDistance]:
    """Steps up to 2/L, last point."""
    require(objective.value > 0, "strong convexity > 0")
    require(objective.value <= smooth.value, "strong convexity <= L")
    require(method.step > 0, "step > 0")
    require(method.iterations >= 0, "iterations >= 0")
    require(method.step * smooth.value < 2, "step < 2/L")
    factor = maximum(absolute(1 - method.step * objective.value), absolute(1 - method.step * smooth.value))
    return power(factor**2, method.iterations) * start.value


def _run(
    rng: "np.random.Generator", draws: int, mu: float = 0.2, smooth: float = 1.0, share: float = 1.0, more: int = 0
) -> Attempt:
    """0.2 x²/2 + 0.8 Huber(x) by coordinates, from near and far; the minimum is at 0."""
    import numpy as np

    start = x = rng.normal(size=(draws, 2)) * np.exp(4 * rng.normal(size=(draws, 1)))
    x[: draws // 2, 1] = 0
    step, count = rng.uniform(0.05, 1.99, size=draws), 12
    for _ in range(count):
        x = x - step[:, None] * (0.2 * x + 0.8 * np.clip(x, -1, 1))
    bound = gradient_descent_strongly_convex_linear(
        AtLeast[StrongConvexity](mu),
        AtMost[Smoothness](smooth),
        AtMost[InitialSquaredDistance](share * (start**2).sum(axis=1)),
        GradientDescent(step=np.minimum(step, 1.99 / smooth), iterations=count + more),
    ).value
    return Attempt((x**2).sum(axis=1), bound)


@trial(gradient_descent_strongly_convex_linear)
def two_curvatures(rng: "np.random.Generator", draws: int) -> Attempt:
    """Equality near the minimum for long steps, near equality far away for short ones."""
    return _run(rng, draws)


@ablation(gradient_descent_strongly_convex_linear, breaks="objective")
def curvature_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A strong convexity of 0.3 is claimed."""
    return _run(rng, draws, mu=0.3)


@ablation(gradient_descent_strongly_convex_linear, breaks="smooth")
def smoother_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """L = 0.9 is claimed."""
    return _run(rng, draws, smooth=0.9)


@ablation(gradient_descent_strongly_convex_linear, breaks="start")
def start_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the squared distance."""
    return _run(rng, draws, share=0.9)


@ablation(gradient_descent_strongly_convex_linear, breaks="method")
def more_steps_claimed(rng: "np.random.Generator", draws: int) -> Attempt:
    """One step more than taken."""
    return _run(rng, draws, more=1)


@ablation(gradient_descent_strongly_convex_linear, breaks="constant")
def slightly_less(rng: "np.random.Generator", draws: int) -> Attempt:
    """A hundredth less than the bound."""
    attempt = _run(rng, draws)
    return Attempt(attempt.truth, 0.99 * attempt.bound)
