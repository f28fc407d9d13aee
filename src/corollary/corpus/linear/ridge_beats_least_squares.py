"""Ridge with a small penalty beats least squares."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.linear.least_squares import LeastSquares
from corollary.corpus.linear.linear_regression import FixedDesign, NoiseVariance, SignalNorm, WhiteNoise
from corollary.corpus.linear.ridge_regression import Ridge
from corollary.logic import AtLeast, AtMost, Attempt, Property, ablation, require, role, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class FullColumnRank(Property, says="the design of {sample} has linearly independent columns"):
    """rank X = d."""

    sample: str


class Dominates(
    Property,
    says="in every direction, the mean over {noise} of the squared distance from {signal} "
    "is less for {predictor} than for {comparator}",
):
    """Strict order of the mean error matrices, given the design."""

    predictor: str
    comparator: str
    signal: str
    noise: str


@theorem
def ridge_beats_least_squares(
    design: FixedDesign,
    rank: FullColumnRank,
    noise: WhiteNoise,
    variance: AtLeast[NoiseVariance],
    signal: AtMost[SignalNorm],
    algorithm: Ridge,
    comparator: Annotated[LeastSquares, role(predictor="comparator")],
) -> Dominates:
    """Given the design."""
    require(design.n >= 1, "n >= 1")
    require(algorithm.penalty > 0, "penalty > 0")
    require(variance.value > 0, "variance > 0")
    require(design.n * algorithm.penalty * signal.value**2 <= 2 * variance.value, "n penalty norm^2 <= 2 variance")
    return Dominates()


def _least_eigenvalue(rng: "np.random.Generator", draws: int, factor: float, scale: float) -> Attempt:
    """Least eigenvalue of the difference of the error matrices at penalty = factor · variance / (n ‖θ*‖²), relative.

    The matrices come from the matrices of the two estimators; designs of eight rows, multiplied by `scale`.
    """
    import numpy as np

    n, variance = 8, 1.3
    x, theta = scale * rng.normal(size=(draws, n, 3)), rng.normal(size=(draws, 3))
    penalty = factor * variance / (n * (theta**2).sum(axis=1))
    across = x.transpose(0, 2, 1)
    gram = across @ x
    matrices = []
    for ridge in (gram + n * penalty[:, None, None] * np.eye(3), gram):
        estimator = np.linalg.solve(ridge, across)
        bias = np.einsum("nij,nj->ni", estimator @ x - np.eye(3), theta)
        matrices.append(variance * estimator @ estimator.transpose(0, 2, 1) + bias[:, :, None] * bias[:, None])
    least = np.linalg.eigvalsh(matrices[1] - matrices[0])[:, 0]
    return Attempt(least * scale**4, 1e-12, sense="at_least", tolerance=0.0)


@trial("ridge-beats-least-squares")
def largest_penalty(rng: "np.random.Generator", draws: int) -> Attempt:
    """The largest penalty of the theorem: the difference is positive definite."""
    return _least_eigenvalue(rng, draws, 2.0, 1.0)


@trial("ridge-beats-least-squares")
def small_penalty(rng: "np.random.Generator", draws: int) -> Attempt:
    """A twentieth of the largest penalty."""
    return _least_eigenvalue(rng, draws, 0.1, 1.0)


@ablation("ridge-beats-least-squares", breaks="signal")
def longer_signal(rng: "np.random.Generator", draws: int) -> Attempt:
    """Strong designs and a penalty a tenth too large for the signal."""
    return _least_eigenvalue(rng, draws, 2.2, 10.0)
