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


def _least_eigenvalue(
    rng: "np.random.Generator",
    draws: int,
    factor: float,
    scale: float,
    rank: int = 3,
    other: float = 0.0,
    one: bool = False,
) -> Attempt:
    """Least eigenvalue of the difference of the error matrices at penalty = factor · variance / (n ‖θ*‖²), relative.

    The matrices come from the matrices of the two estimators; designs of eight rows, multiplied by `scale`.
    The comparator is ridge with `other` times the penalty. `one`: all noise is in one label, with eight times the variance.
    """
    import numpy as np

    n, variance = 8, 1.3
    x, theta = scale * rng.normal(size=(draws, n, 3)), rng.normal(size=(draws, 3))
    x[:, :, rank:] = 0
    noise = np.where(one, n, 1) * variance * np.eye(n)
    if one:
        noise[1:] = 0
    penalty = factor * variance / (n * (theta**2).sum(axis=1))
    across = x.transpose(0, 2, 1)
    gram = across @ x
    matrices = []
    shift = n * penalty[:, None, None] * np.eye(3)
    for ridge in (gram + shift, gram + other * shift):
        estimator = np.linalg.pinv(ridge, hermitian=True) @ across
        bias = np.einsum("nij,nj->ni", estimator @ x - np.eye(3), theta)
        matrices.append(estimator @ noise @ estimator.transpose(0, 2, 1) + bias[:, :, None] * bias[:, None])
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


@ablation("ridge-beats-least-squares", breaks="rank")
def unseen_direction(rng: "np.random.Generator", draws: int) -> Attempt:
    """A column is 0: in that direction both estimators are 0."""
    return _least_eigenvalue(rng, draws, 2.0, 1.0, rank=2)


@ablation("ridge-beats-least-squares", breaks="noise")
def one_noisy_label(rng: "np.random.Generator", draws: int) -> Attempt:
    """Uncorrelated noise of unequal variances: there are directions that least squares finds without error."""
    return _least_eigenvalue(rng, draws, 2.0, 1.0, one=True)


@ablation("ridge-beats-least-squares", breaks="comparator")
def against_ridge(rng: "np.random.Generator", draws: int) -> Attempt:
    """The comparator is ridge too, with a quarter of the penalty."""
    return _least_eigenvalue(rng, draws, 2.0, 1.0, other=0.25)
