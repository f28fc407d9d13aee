"""Exact gain of invariance in linear regression."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.double_descent_gaussian import IsotropicGaussianDesign
from corollary.corpus.linear.inverse_wishart_mean import score
from corollary.corpus.linear.least_squares import LeastSquares
from corollary.corpus.linear.linear_regression import Dimension, NoiseVariance
from corollary.corpus.linear.ols_gaussian_design_risk import ConditionallyWhiteNoise
from corollary.logic import Attempt, Equals, Expected, Property, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class OrthogonalAction(
    Property,
    says="{group}, a compact group fixed before {sample} was seen, acts on the inputs of {sample} by orthogonal matrices",
):
    group: str
    sample: str


class FixedSignal(Property, says="{signal} is fixed by every element of {group}"):
    signal: str
    group: str


class FixedDimension(Quantity, says="the dimension of the space of parameters that {group} fixes", tex="s"):
    group: str


class ProjectionGain(
    Quantity,
    says="the mean squared difference at a fresh input from {law} between {predictor} and {signal} "
    "less that between the average of {predictor} over {group} and {signal}",
    tex=r"R(\hat\theta) - R(P \hat\theta)",
    least=None,
):
    predictor: str
    signal: str
    group: str
    law: str


@theorem
def invariant_linear_regression_gain(
    design: IsotropicGaussianDesign,
    noise: ConditionallyWhiteNoise,
    variance: Equals[NoiseVariance],
    orthogonal: OrthogonalAction,
    target: FixedSignal,
    dimension: Equals[Dimension],
    fixed: Equals[FixedDimension],
    algorithm: LeastSquares,
) -> Equals[Expected[ProjectionGain, "sample"]]:
    """The variance of the directions that the group moves."""
    require(dimension.value >= 1, "dimension >= 1")
    require(fixed.value >= 0, "fixed dimension >= 0")
    require(fixed.value <= dimension.value, "fixed dimension <= dimension")
    require(dimension.value + 2 <= design.n, "dimension <= n - 2")
    return variance.value * (dimension.value - fixed.value) / (design.n - dimension.value - 1)


NOISE = 1.7


def _claimed(n: int, d: int, s: int) -> float:
    facts = (
        IsotropicGaussianDesign(n=n),
        ConditionallyWhiteNoise(),
        Equals[NoiseVariance](NOISE),
        OrthogonalAction(),
        FixedSignal(),
        Equals[Dimension](d),
        Equals[FixedDimension](s),
        LeastSquares(),
    )
    return float(invariant_linear_regression_gain(*facts).value)


def gains(
    rng: "np.random.Generator",
    draws: int,
    n: int,
    d: int,
    tilt: float = 0.0,
    skew: float = 0.0,
    shrink: float = 1.0,
    linear: bool = False,
) -> "np.ndarray":
    """Gain of averaging over the cyclic shifts by d/3 places, s = d/3.

    `tilt`: a part of the signal that is not fixed. `skew`: the shifts act in coordinates of unequal scales, not orthogonally.
    `shrink`: a factor of the estimates. `linear`: the noise is a random linear function of the inputs.
    """
    import numpy as np

    s, shape = d // 3, (4, 25 * draws)
    scale = np.exp(skew * np.linspace(-1, 1, d))
    plain = np.tile(np.arange(1.0, s + 1), 3) / s
    signal = scale * plain * np.linalg.norm(plain) / np.linalg.norm(scale * plain) + tilt * np.arange(d)
    x = rng.normal(size=(*shape, n, d))
    noise = rng.normal(size=(*shape, n))
    if linear:
        noise = (x @ rng.normal(size=(*shape, d, 1)))[..., 0] / np.sqrt(d)
    y = x @ signal + np.sqrt(NOISE) * noise
    xt = x.swapaxes(2, 3)
    if n >= d:
        w = np.linalg.solve(xt @ x, (xt @ y[..., None]))[..., 0]
    else:
        w = (xt @ np.linalg.solve(x @ xt, y[..., None]))[..., 0]
    w = shrink * w
    mean = scale * np.tile((w / scale).reshape(*shape, 3, s).mean(axis=2), 3)
    return np.asarray(((w - signal) ** 2).sum(axis=2) - ((mean - signal) ** 2).sum(axis=2))


@trial(invariant_linear_regression_gain)
def many_observations(rng: "np.random.Generator", draws: int) -> Attempt:
    """Six parameters, two of them after averaging, 18 observations: to Monte-Carlo error."""
    return score(gains(rng, draws, 18, 6), _claimed(18, 6, 2))


@trial("invariant-linear-regression-gain")
def within_the_subspace(rng: "np.random.Generator", draws: int) -> Attempt:
    """Least squares with the two parameters left: excess risk, exact given the design, to Monte-Carlo error."""
    import numpy as np

    x = rng.normal(size=(4, 25 * draws, 18, 6)).reshape(4, -1, 18, 3, 2).sum(axis=3) / 3**0.5
    risks = NOISE * np.einsum("abii->ab", np.linalg.inv(x.swapaxes(2, 3) @ x))
    return score(risks, NOISE * 2 / (18 - 2 - 1))


@ablation(invariant_linear_regression_gain, breaks="target")
def moved_signal(rng: "np.random.Generator", draws: int) -> Attempt:
    """A signal that the shifts move."""
    return score(gains(rng, draws, 18, 6, tilt=0.1), _claimed(18, 6, 2))


@ablation(invariant_linear_regression_gain, breaks="constant")
def without_correction(rng: "np.random.Generator", draws: int) -> Attempt:
    """Division by n - d + 2 instead."""
    return score(gains(rng, draws, 18, 6), _claimed(18, 6, 2) * 11 / 14)


@ablation(invariant_linear_regression_gain, breaks="noise")
def linear_noise(rng: "np.random.Generator", draws: int) -> Attempt:
    """A noise that is a random linear function of the inputs."""
    return score(gains(rng, draws, 18, 6, linear=True), _claimed(18, 6, 2))


@ablation(invariant_linear_regression_gain, breaks="orthogonal")
def skew_action(rng: "np.random.Generator", draws: int) -> Attempt:
    """The shifts act in coordinates of unequal scales: the average is a projection, but not an orthogonal one."""
    return score(gains(rng, draws, 18, 6, skew=0.5), _claimed(18, 6, 2))


@ablation(invariant_linear_regression_gain, breaks="algorithm")
def shrunken(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the least-squares estimator."""
    return score(gains(rng, draws, 18, 6, shrink=0.9), _claimed(18, 6, 2))
