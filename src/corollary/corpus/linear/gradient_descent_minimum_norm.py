"""Gradient descent on least squares finds the nearest minimiser."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.ridge_svd_shrinkage import LeastPositiveEigenvalue
from corollary.corpus.optimization.gradient_descent import GradientDescent, InitialSquaredDistance, LastSquaredDistance
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.logic import AtLeast, AtMost, Attempt, Property, ablation, require, theorem, trial
from corollary.logic.arithmetic import maximum

if TYPE_CHECKING:
    import numpy as np


class HalfMeanSquares(
    Property, says="{objective} is half the mean squared error of linear predictors on {sample}, without a penalty"
):
    """f(θ) = ‖y − Xθ‖²/(2n)."""

    objective: str
    sample: str


@theorem
def gradient_descent_minimum_norm(
    objective: HalfMeanSquares,
    method: GradientDescent,
    smooth: AtMost[Smoothness],
    eigenvalue: AtLeast[LeastPositiveEigenvalue],
    start: AtMost[InitialSquaredDistance],
) -> AtMost[LastSquaredDistance]:
    """The contraction on the range of Xᵀ."""
    require(method.step > 0, "step > 0")
    require(method.step * smooth.value < 2, "step < 2/L")
    require(eigenvalue.value <= smooth.value, "mu <= L")
    rate = maximum(1 - method.step * eigenvalue.value, method.step * smooth.value - 1)
    return rate ** (2 * method.iterations) * start.value


def _problem(rng: "np.random.Generator", draws: int) -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
    """Designs with five rows and eight columns, singular values in [1, 2] times the root of n; labels; right frames."""
    import numpy as np

    left = np.linalg.qr(rng.normal(size=(draws, 5, 5)))[0]
    right = np.linalg.qr(rng.normal(size=(draws, 8, 5)))[0]
    values = np.sqrt(5) * np.concatenate(
        [np.full((draws, 1), 2.0), rng.uniform(1, 2, (draws, 3)), np.ones((draws, 1))], 1
    )
    return np.einsum("nij,nj,nkj->nik", left, values, right), rng.normal(size=(draws, 5)), right


def _nearest(x: "np.ndarray", y: "np.ndarray", theta: "np.ndarray") -> "np.ndarray":
    """X⁺y + (I − X⁺X)θ."""
    import numpy as np

    return np.asarray(theta + np.einsum("nij,nj->ni", np.linalg.pinv(x), y - np.einsum("nij,nj->ni", x, theta)))


def _gradient(x: "np.ndarray", y: "np.ndarray", theta: "np.ndarray", clip: float | None = None) -> "np.ndarray":
    """With `clip` the gradient of Huber's loss."""
    import numpy as np

    residual = np.einsum("nij,nj->ni", x, theta) - y
    return np.asarray(
        np.einsum("nij,ni->nj", x, residual if clip is None else np.clip(residual, -clip, clip)) / x.shape[1]
    )


def _attempt(
    rng: "np.random.Generator",
    draws: int,
    step: float,
    worst: int | None = None,
    taken: float = 1.0,
    least: float = 1.0,
    clip: float | None = None,
) -> Attempt:
    """Twelve steps with L = 4 and μ = 1; `worst` starts along one singular direction, `taken` scales the step taken."""
    x, y, right = _problem(rng, draws)
    theta = _nearest(x, y, rng.normal(size=(draws, 8)))
    theta = theta + (rng.normal(size=(draws, 8)) if worst is None else right[:, :, worst])
    start = ((theta - _nearest(x, y, theta)) ** 2).sum(axis=1)
    for _ in range(12):
        theta = theta - taken * step * _gradient(x, y, theta, clip)
    facts = (
        HalfMeanSquares(),
        GradientDescent(step=step, iterations=12),
        AtMost[Smoothness](4.0),
        AtLeast[LeastPositiveEigenvalue](least),
        AtMost[InitialSquaredDistance](start),
    )
    return Attempt(((theta - _nearest(x, y, theta)) ** 2).sum(axis=1), gradient_descent_minimum_norm(*facts).value)


@trial(gradient_descent_minimum_norm)
def weakest_direction(rng: "np.random.Generator", draws: int) -> Attempt:
    """A start along the weakest direction: equality."""
    return _attempt(rng, draws, 0.3, worst=4)


@trial(gradient_descent_minimum_norm)
def steepest_direction(rng: "np.random.Generator", draws: int) -> Attempt:
    """A long step and a start along the steepest direction: equality."""
    return _attempt(rng, draws, 0.48, worst=0)


@trial(gradient_descent_minimum_norm)
def random_starts(rng: "np.random.Generator", draws: int) -> Attempt:
    """Starts anywhere."""
    return _attempt(rng, draws, 0.3)


@trial("gradient-descent-minimum-norm")
def momentum_and_single_rows(rng: "np.random.Generator", draws: int) -> Attempt:
    """From 0: heavy-ball momentum, and steps on one random row at a time; both end at the interpolant of least norm."""
    import numpy as np

    x, y, _ = _problem(rng, draws)
    limit = _nearest(x, y, np.zeros((draws, 8)))
    theta, before, single = np.zeros((3, draws, 8))
    for _ in range(700):
        theta, before = theta - 0.3 * _gradient(x, y, theta) + 0.4 * (theta - before), theta
        row = np.take_along_axis(x, rng.integers(5, size=(draws, 1, 1)), axis=1)[:, 0]
        label = np.einsum("nj,nj->n", row, limit)
        miss = (label - np.einsum("nj,nj->n", row, single)) / np.einsum("nj,nj->n", row, row)
        single = single + miss[:, None] * row
    return Attempt(np.maximum(np.abs(theta - limit), np.abs(single - limit)).max(axis=1), 1e-6)


@ablation("gradient-descent-minimum-norm", breaks="method")
def preconditioned(rng: "np.random.Generator", draws: int) -> Attempt:
    """The first four coordinates take steps four times as long: it converges to another interpolant."""
    import numpy as np

    x, y, _ = _problem(rng, draws)
    theta = np.zeros((draws, 8))
    for _ in range(1500):
        theta = theta - 0.1 * np.repeat([4.0, 1.0], 4) * _gradient(x, y, theta)
    return Attempt(np.abs(theta - _nearest(x, y, np.zeros((draws, 8)))).max(axis=1), 1e-6)


@ablation(gradient_descent_minimum_norm, breaks="method")
def shorter_steps(rng: "np.random.Generator", draws: int) -> Attempt:
    """Steps of nine tenths of the length claimed."""
    return _attempt(rng, draws, 0.3, worst=4, taken=0.9)


@ablation(gradient_descent_minimum_norm, breaks="eigenvalue")
def better_conditioned_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """The least positive eigenvalue is 1, and 1.1 is claimed."""
    return _attempt(rng, draws, 0.3, worst=4, least=1.1)


@ablation(gradient_descent_minimum_norm, breaks="objective")
def linear_tails(rng: "np.random.Generator", draws: int) -> Attempt:
    """Huber's loss in place of the square: the same minimisers, smoothness and curvature near them, and slow far from them."""
    return _attempt(rng, draws, 0.3, clip=0.1)
