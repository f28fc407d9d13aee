"""Gauss-Markov theorem."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.linear.linear_regression import FixedDesign
from corollary.corpus.linear.ridge_beats_least_squares import FullColumnRank
from corollary.logic import Attempt, Property, ablation, require, role, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class NoiseShape(
    Property, says="{noise} has mean 0 and a covariance matrix proportional to {covariance}, positive definite"
):
    """E ε = 0 and Cov ε = σ² V with V ≻ 0."""

    noise: str
    covariance: str


class GeneralisedLeastSquares(
    Property, says="{predictor} is the generalised least-squares estimator on {sample} with {covariance}"
):
    """(Xᵀ V⁻¹ X)⁻¹ Xᵀ V⁻¹ y."""

    predictor: str
    sample: str
    covariance: str


class LinearUnbiased(
    Property,
    says="{predictor} is a fixed linear function of the labels of {sample}, and unbiased whatever the signal",
):
    """A y with A X = I, A deterministic."""

    predictor: str
    sample: str


class NeverWorse(
    Property,
    says="in every direction, the mean over {noise} of the squared distance from {signal} "
    "is for {predictor} at most what it is for {comparator}",
):
    """Order of the mean error matrices, given the design; not strict."""

    predictor: str
    comparator: str
    signal: str
    noise: str


@theorem
def gauss_markov(
    design: FixedDesign,
    rank: FullColumnRank,
    noise: NoiseShape,
    algorithm: GeneralisedLeastSquares,
    comparator: Annotated[LinearUnbiased, role(predictor="comparator")],
) -> NeverWorse:
    """Given the design."""
    require(design.n >= 1, "n >= 1")
    return NeverWorse()


def _least_eigenvalue(
    rng: "np.random.Generator", draws: int, weights: bool, bias: float, exact: bool = False
) -> Attempt:
    """Least eigenvalue of the difference of the mean error matrices of A y and of the estimator, signal of length 1.

    A = A_0 + D with a random D, D X = 0, minus `bias` times A_0; the estimator uses V, or the identity if not `weights`.
    """
    import numpy as np

    n, d = 7, 3
    x, root = rng.normal(size=(draws, n, d)), rng.normal(size=(draws, n, n + 2))
    v = root @ root.transpose(0, 2, 1)
    across = x.transpose(0, 2, 1)
    used = np.linalg.solve(v, x) if weights else x
    estimator = np.linalg.solve(used.transpose(0, 2, 1) @ x, used.transpose(0, 2, 1))
    kernel = np.eye(n) - x @ np.linalg.solve(across @ x, across)
    best = np.linalg.solve(v, x)
    other = np.linalg.solve(best.transpose(0, 2, 1) @ x, best.transpose(0, 2, 1))
    if not exact:
        other = other + 0.1 * rng.normal(size=(draws, d, n)) @ kernel
    other = (1 - bias) * other
    signal = rng.normal(size=(draws, d, 1))
    signal /= np.linalg.norm(signal, axis=1, keepdims=True)
    matrices = []
    for matrix in (other, estimator):
        offset = (matrix @ x - np.eye(d)) @ signal
        matrices.append(matrix @ v @ matrix.transpose(0, 2, 1) + offset @ offset.transpose(0, 2, 1))
    return Attempt(np.linalg.eigvalsh(matrices[0] - matrices[1])[:, 0], 0.0, sense="at_least", tolerance=1e-8)


@trial("gauss-markov")
def other_unbiased_estimators(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random covariances of the noise and random linear unbiased estimators."""
    return _least_eigenvalue(rng, draws, weights=True, bias=0.0)


@trial("gauss-markov")
def variance_in_closed_form(rng: "np.random.Generator", draws: int) -> Attempt:
    """Equal measurements with independent errors: the harmonic mean of the variances, divided by n, by enumeration of signs."""
    import itertools

    import numpy as np

    variances = rng.uniform(0.1, 5, size=(draws, 4))
    signs = np.array(list(itertools.product([-1.0, 1.0], repeat=4)))
    y = 2.0 + signs * np.sqrt(variances)[:, None]
    estimates = (y / variances[:, None]).sum(axis=2) / (1 / variances).sum(axis=1)[:, None]
    return Attempt(np.abs(((estimates - 2) ** 2).mean(axis=1) - 1 / (1 / variances).sum(axis=1)), 0.0)


@ablation("gauss-markov", breaks="noise")
def ordinary_least_squares(rng: "np.random.Generator", draws: int) -> Attempt:
    """Ordinary least squares, although the noise is not white, against the generalised estimator."""
    return _least_eigenvalue(rng, draws, weights=False, bias=0.0, exact=True)


@ablation("gauss-markov", breaks="comparator")
def shrunken(rng: "np.random.Generator", draws: int) -> Attempt:
    """The comparator is a tenth shorter: biased, and better in some direction."""
    return _least_eigenvalue(rng, draws, weights=True, bias=0.1, exact=True)


@ablation("gauss-markov", breaks="algorithm")
def not_weighted(rng: "np.random.Generator", draws: int) -> Attempt:
    """Ordinary least squares, which is linear and unbiased too, said to be the generalised estimator."""
    return _least_eigenvalue(rng, draws, weights=False, bias=0.0, exact=True)
