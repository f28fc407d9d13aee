"""Exact gain of invariance for the minimum-norm interpolant."""

from typing import TYPE_CHECKING

from corollary.corpus.architecture.invariant_linear_regression_gain import (
    NOISE,
    FixedDimension,
    FixedSignal,
    OrthogonalAction,
    ProjectionGain,
    gains,
)
from corollary.corpus.linear.double_descent_gaussian import IsotropicGaussianDesign
from corollary.corpus.linear.inverse_wishart_mean import score
from corollary.corpus.linear.linear_regression import Dimension, NoiseVariance, SignalNorm
from corollary.corpus.linear.minimum_norm_interpolant import MinimumNorm
from corollary.corpus.linear.ols_gaussian_design_risk import ConditionallyWhiteNoise
from corollary.logic import Attempt, Equals, Expected, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def invariant_minimum_norm_gain(
    design: IsotropicGaussianDesign,
    noise: ConditionallyWhiteNoise,
    variance: Equals[NoiseVariance],
    orthogonal: OrthogonalAction,
    target: FixedSignal,
    signal: Equals[SignalNorm],
    dimension: Equals[Dimension],
    fixed: Equals[FixedDimension],
    algorithm: MinimumNorm,
) -> Equals[Expected[ProjectionGain, "sample"]]:
    """Part of the signal and part of the noise are seen in directions that the group moves."""
    require(design.n >= 1, "n >= 1")
    require(fixed.value >= 0, "fixed dimension >= 0")
    require(fixed.value <= dimension.value, "fixed dimension <= dimension")
    require(dimension.value >= design.n + 2, "dimension >= n + 2")
    n, d = design.n, dimension.value
    seen = signal.value**2 * n * (d - n) / (d * (d - 1) * (d + 2))
    return (d - fixed.value) * (seen + variance.value * n / (d * (d - n - 1)))


def _claimed(n: int, d: int) -> float:
    """Of the signal and the group of `gains`."""
    s = d // 3
    facts = (
        IsotropicGaussianDesign(n=n),
        ConditionallyWhiteNoise(),
        Equals[NoiseVariance](NOISE),
        OrthogonalAction(),
        FixedSignal(),
        Equals[SignalNorm]((3 * sum((i / s) ** 2 for i in range(1, s + 1))) ** 0.5),
        Equals[Dimension](d),
        Equals[FixedDimension](s),
        MinimumNorm(),
    )
    return float(invariant_minimum_norm_gain(*facts).value)


@trial(invariant_minimum_norm_gain)
def four_observations(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twelve parameters, four of them fixed, four observations: to Monte-Carlo error."""
    return score(gains(rng, draws, 4, 12), _claimed(4, 12))


@trial(invariant_minimum_norm_gain)
def one_observation(rng: "np.random.Generator", draws: int) -> Attempt:
    """One observation, nine parameters."""
    return score(gains(rng, draws, 1, 9), _claimed(1, 9))


@ablation(invariant_minimum_norm_gain, breaks="target")
def moved_signal(rng: "np.random.Generator", draws: int) -> Attempt:
    """A signal that the shifts move."""
    return score(gains(rng, draws, 4, 12, tilt=0.1), _claimed(4, 12))


@ablation(invariant_minimum_norm_gain, breaks="constant")
def three_counted(rng: "np.random.Generator", draws: int) -> Attempt:
    """The formula for three observations, where there are four."""
    return score(gains(rng, draws, 4, 12), _claimed(3, 12))


@ablation(invariant_minimum_norm_gain, breaks="noise")
def linear_noise(rng: "np.random.Generator", draws: int) -> Attempt:
    """A noise that is a random linear function of the inputs."""
    return score(gains(rng, draws, 4, 12, linear=True), _claimed(4, 12))


@ablation(invariant_minimum_norm_gain, breaks="orthogonal")
def skew_action(rng: "np.random.Generator", draws: int) -> Attempt:
    """The shifts act in coordinates of unequal scales; the signal has the same norm, and is fixed."""
    return score(gains(rng, draws, 4, 12, skew=1.0), _claimed(4, 12))


@ablation(invariant_minimum_norm_gain, breaks="algorithm")
def shrunken(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the interpolant."""
    return score(gains(rng, draws, 4, 12, shrink=0.9), _claimed(4, 12))
