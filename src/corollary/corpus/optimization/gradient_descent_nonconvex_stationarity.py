"""Gradient descent reaches approximate stationarity."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.gradient_descent import BestSquaredGradient, GradientDescent, InitialSuboptimality
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.logic import AtMost, Attempt, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def gradient_descent_nonconvex_stationarity(
    objective: AtMost[Smoothness], start: AtMost[InitialSuboptimality], method: GradientDescent
) -> AtMost[BestSquaredGradient]:
    """Least squared gradient norm among the points passed."""
    require(method.step > 0, "step > 0")
    require(method.iterations >= 1, "at least one iteration")
    require(objective.value * method.step < 2, "step < 2/L")
    return start.value / (method.iterations * method.step * (1 - objective.value * method.step / 2))


def _descend(
    x: "np.ndarray", slope: "np.ndarray | float", claimed_smoothness: float, step: float, iterations: int
) -> Attempt:
    """Gradient descent on a valley with linear walls, Σ_j h(x_j), h'' = 1 for |x| ≤ slope, else 0; inf f = 0, L = 1."""
    import numpy as np

    size = np.abs(x)
    initial = np.where(size <= slope, size**2 / 2, slope * size - slope**2 / 2).sum(axis=1)
    best = np.full(len(x), np.inf)
    for _ in range(iterations):
        gradient = np.clip(x, -slope, slope)
        best = np.minimum(best, np.sum(gradient**2, axis=1))
        x = x - step * gradient
    claimed = gradient_descent_nonconvex_stationarity(
        AtMost[Smoothness](claimed_smoothness),
        AtMost[InitialSuboptimality](initial),
        GradientDescent(step=step, iterations=iterations),
    ).value
    return Attempt(best, claimed)


@trial(gradient_descent_nonconvex_stationarity)
def long_walls(rng: "np.random.Generator", draws: int) -> Attempt:
    """Starts as far as the walk goes: the bound is then nearly attained for a small step."""
    slope = 10 ** rng.uniform(-2, 2, size=(draws, 1))
    return _descend(slope * (2.0 + 0.1 * 20 * rng.uniform(0, 1.1, size=(draws, 1))), slope, 1.0, 0.1, 20)


@trial(gradient_descent_nonconvex_stationarity)
def long_steps(rng: "np.random.Generator", draws: int) -> Attempt:
    """x² / 2 with a step of 1.9: the points jump from side to side and come nearer slowly."""
    return _descend(rng.normal(size=(draws, 1)), 10.0, 1.0, 1.9, int(rng.integers(2, 8)))


@trial(gradient_descent_nonconvex_stationarity)
def several_coordinates(rng: "np.random.Generator", draws: int) -> Attempt:
    """Five coordinates and a step near the limit."""
    return _descend(5 * rng.normal(size=(draws, 5)), 1.0, 1.0, 1.9, 15)


@ablation(gradient_descent_nonconvex_stationarity, breaks="objective")
def smoother_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """The step is 2.5 / L and L is understated: the points alternate around the valley."""
    return _descend(1.25 + 0.01 * rng.uniform(size=(draws, 1)), 1.0, 0.2, 2.5, 40)


@ablation(gradient_descent_nonconvex_stationarity, breaks="constant")
def half_the_bound(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half of the bound is refuted, so the constant is right up to a factor of two."""
    attempt = _descend(2.0 + 0.0 * rng.uniform(size=(draws, 1)), 1.0, 1.0, 0.1, 10)
    return Attempt(attempt.truth, attempt.bound / 2)
