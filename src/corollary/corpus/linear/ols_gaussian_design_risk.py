"""Exact risk of least squares, Gaussian random design."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.inverse_wishart_mean import score
from corollary.corpus.linear.least_squares import LeastSquares
from corollary.corpus.linear.linear_regression import Dimension, NoiseVariance, OutOfSampleExcessRisk
from corollary.logic import Attempt, Equals, Expected, Property, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class GaussianDesign(
    Property,
    says="{sample} has {n} labels: those of {signal} at independent inputs from {law}, "
    "a centred Gaussian law with an invertible covariance, plus {noise}",
):
    """Rows N(0, Σ), Σ positive definite; y = Xθ* + ε."""

    sample: str
    law: str
    signal: str
    noise: str
    n: int


class ConditionallyWhiteNoise(
    Property,
    says="given the inputs of {sample}, {noise} has mean 0 and uncorrelated entries with the same variance, "
    "whatever the inputs",
):
    """E[ε | X] = 0 and E[ε εᵀ | X] = σ² I."""

    noise: str
    sample: str


@theorem
def ols_gaussian_design_risk(
    design: GaussianDesign,
    noise: ConditionallyWhiteNoise,
    variance: Equals[NoiseVariance],
    dimension: Equals[Dimension],
    algorithm: LeastSquares,
) -> Equals[Expected[OutOfSampleExcessRisk, "sample"]]:
    """On fresh inputs; the mean is over design and noise."""
    require(dimension.value >= 1, "dimension >= 1")
    require(dimension.value + 2 <= design.n, "dimension <= n - 2")
    return variance.value * dimension.value / (design.n - dimension.value - 1)


def _attempt(
    rng: "np.random.Generator",
    draws: int,
    n: int,
    degrees: float | None = None,
    scale: float = 1.0,
    uneven: bool = False,
) -> Attempt:
    """Three parameters, covariance random; the risk given the design is exact, the mean over designs is simulated.

    `degrees`: the rows are divided by the root of a chi-square variable over its degrees (heavy tails), then rescaled.
    `uneven`: the variance of the noise grows with the square of the input; its mean is the one that is claimed.
    """
    import numpy as np

    d, variance = 3, 1.7
    root = rng.normal(size=(d, d)) + 2 * np.eye(d)
    x = rng.normal(size=(4, 100 * draws, n, d)) @ root
    if degrees is not None:
        x *= np.sqrt((degrees - 2) / rng.chisquare(degrees, size=(4, 100 * draws, n, 1)))
    gram = x.transpose(0, 1, 3, 2) @ x
    if uneven:
        weights = ((x @ np.linalg.inv(root)) ** 2).sum(axis=3, keepdims=True) / d
        middle = x.transpose(0, 1, 3, 2) @ (weights * x)
        risks = variance * np.einsum(
            "abij,abji->ab", np.linalg.solve(gram, middle), np.linalg.solve(gram, root.T @ root)
        )
    else:
        whole = np.broadcast_to(root.T @ root, gram.shape)
        risks = variance * scale * np.einsum("abii->ab", np.linalg.solve(gram, whole))
    facts = (
        GaussianDesign(n=n),
        ConditionallyWhiteNoise(),
        Equals[NoiseVariance](variance),
        Equals[Dimension](d),
        LeastSquares(),
    )
    return score(risks, float(ols_gaussian_design_risk(*facts).value))


@trial(ols_gaussian_design_risk)
def twelve_observations(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twelve observations, three parameters: to Monte-Carlo error."""
    return _attempt(rng, draws, 12)


@trial(ols_gaussian_design_risk)
def twenty_observations(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twenty observations, three parameters: to Monte-Carlo error."""
    return _attempt(rng, draws, 20)


@ablation(ols_gaussian_design_risk, breaks="design")
def heavy_tails(rng: "np.random.Generator", draws: int) -> Attempt:
    """Rows with the same covariance from a multivariate t law with three degrees of freedom."""
    return _attempt(rng, draws, 12, degrees=3.0)


@ablation(ols_gaussian_design_risk, breaks="variance")
def more_noise(rng: "np.random.Generator", draws: int) -> Attempt:
    """A twentieth more noise than claimed."""
    return _attempt(rng, draws, 12, scale=1.05)


@ablation(ols_gaussian_design_risk, breaks="noise")
def noisier_far_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """The variance given the input is proportional to its squared length."""
    return _attempt(rng, draws, 12, uneven=True)


@ablation(ols_gaussian_design_risk, breaks="algorithm")
def shrunken(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the estimator, where there is no signal: 0.81 of the risk."""
    return _attempt(rng, draws, 12, scale=0.81)
