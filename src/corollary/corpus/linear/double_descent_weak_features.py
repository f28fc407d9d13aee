"""Squared bias and variance both fall in the number of features."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.double_descent_gaussian import IsotropicGaussianDesign
from corollary.corpus.linear.inverse_wishart_mean import score
from corollary.corpus.linear.linear_regression import Dimension, NoiseVariance, OutOfSampleExcessRisk, SignalNorm
from corollary.logic import Attempt, Equals, Expected, Property, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class IndependentGaussianNoise(
    Property, says="{noise} is Gaussian with mean 0 and independent entries, and independent of the inputs of {sample}"
):
    """ε ~ N(0, σ² I), independent of X."""

    noise: str
    sample: str


class FlatSignal(Property, says="the entries of {signal} have the same absolute value"):
    """|θ*_j| = ‖θ*‖ / sqrt(D)."""

    signal: str


class FirstFeatures(
    Property,
    says="{predictor} uses the first {features} features only, a number fixed before {sample}, with the least-squares "
    "estimator on {sample} of least norm for them",
):
    """The other parameters are 0."""

    predictor: str
    sample: str
    features: int


@theorem
def double_descent_weak_features(
    design: IsotropicGaussianDesign,
    noise: IndependentGaussianNoise,
    variance: Equals[NoiseVariance],
    dimension: Equals[Dimension],
    flat: FlatSignal,
    signal: Equals[SignalNorm],
    algorithm: FirstFeatures,
) -> Equals[Expected[OutOfSampleExcessRisk, "sample"]]:
    """Squared bias plus variance; D is the dimension of the law."""
    n, p = design.n, algorithm.features
    require(n >= 1, "n >= 1")
    require(p >= n + 2, "features >= n + 2")
    require(p <= dimension.value, "features <= dimension")
    per = signal.value**2 / dimension.value
    bias = per * (dimension.value - 2 * n + n**2 / p)
    spread = per * n * (1 - n / p) + (variance.value + per * (dimension.value - p)) * n / (p - n - 1)
    return bias + spread


def _claimed(n: int, dimension: int, features: int, norm: float, variance: float) -> float:
    facts = (
        IsotropicGaussianDesign(n=n),
        IndependentGaussianNoise(),
        Equals[NoiseVariance](variance),
        Equals[Dimension](dimension),
        FlatSignal(),
        Equals[SignalNorm](norm),
        FirstFeatures(features=features),
    )
    return float(double_descent_weak_features(*facts).value)


def _estimates(
    rng: "np.random.Generator", draws: int, signal: "np.ndarray", features: int, aligned: bool = False
) -> "np.ndarray":
    """Five observations with noise of variance 0.7: four batches of estimates.

    `aligned`: the noise is a multiple of the means of the labels, with a random sign.
    """
    import numpy as np

    x = rng.normal(size=(4, 30 * draws, 5, signal.size))
    noise = np.sqrt(0.7) * rng.normal(size=x.shape[:3])
    if aligned:
        sign = rng.choice([-1.0, 1.0], size=(*x.shape[:2], 1))
        noise = np.sqrt(0.7 / (signal**2).sum()) * sign * (x @ signal)
    y = x @ signal + noise
    used = x[..., :features]
    estimate = np.zeros((*x.shape[:2], signal.size))
    dual = np.linalg.solve(used @ used.transpose(0, 1, 3, 2), y[..., None])[..., 0]
    estimate[..., :features] = np.einsum("abij,abi->abj", used, dual)
    return estimate


def _attempt(
    rng: "np.random.Generator",
    draws: int,
    features: int,
    flat: bool = True,
    claimed: int = 0,
    aligned: bool = False,
) -> Attempt:
    """Twenty features, a signal of norm 2; not `flat`: in its first two entries only."""
    import numpy as np

    signal = np.full(20, 2 / np.sqrt(20)) * rng.choice([-1.0, 1.0], size=20)
    if not flat:
        signal = np.array([np.sqrt(2.0)] * 2 + [0.0] * 18)
    errors = ((_estimates(rng, draws, signal, features, aligned) - signal) ** 2).sum(axis=2)
    return score(errors, _claimed(5, 20, claimed or features, 2.0, 0.7))


@trial(double_descent_weak_features)
def eleven_features(rng: "np.random.Generator", draws: int) -> Attempt:
    """Eleven of twenty features, five observations."""
    return _attempt(rng, draws, 11)


@trial(double_descent_weak_features)
def all_features(rng: "np.random.Generator", draws: int) -> Attempt:
    """All twenty features."""
    return _attempt(rng, draws, 20)


@trial("double-descent-weak-features")
def simulated_bias(rng: "np.random.Generator", draws: int) -> Attempt:
    """The mean of the estimates against n/p times the signal, entry by entry, in standard errors."""
    import numpy as np

    signal = np.full(20, 2 / np.sqrt(20))
    estimates = _estimates(rng, draws, signal, 12).reshape(-1, 20)[:, :12]
    error = estimates.std(axis=0) / estimates.shape[0] ** 0.5
    return Attempt(np.abs(estimates.mean(axis=0) - 5 / 12 * signal[:12]) / error, 6.0)


@trial("double-descent-weak-features")
def both_fall(rng: "np.random.Generator", draws: int) -> Attempt:
    """Squared bias and variance at p + 1 against those at p, for random n, D, norm and noise."""
    import numpy as np

    n = rng.integers(1, 30, size=draws)
    total = n + 3 + rng.integers(0, 60, size=draws)
    p = n + 2 + np.floor(rng.uniform(size=draws) * (total - n - 2))
    norm, variance = rng.uniform(0.1, 3, size=(2, draws))

    def terms(p: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
        inside, outside = norm * p / total, norm * (total - p) / total
        return inside * (1 - n / p) ** 2 + outside, inside * n / p * (1 - n / p) + (variance + outside) * n / (
            p - n - 1
        )

    (bias, spread), (next_bias, next_spread) = terms(p), terms(p + 1)
    return Attempt(np.maximum(next_bias - bias, next_spread - spread), 0.0, tolerance=0.0)


@ablation(double_descent_weak_features, breaks="flat")
def signal_in_two_features(rng: "np.random.Generator", draws: int) -> Attempt:
    """The whole signal is in the first two features."""
    return _attempt(rng, draws, 11, flat=False)


@ablation(double_descent_weak_features, breaks="algorithm")
def fewer_features(rng: "np.random.Generator", draws: int) -> Attempt:
    """Ten features used where fifteen are claimed."""
    return _attempt(rng, draws, 10, claimed=15)


@ablation(double_descent_weak_features, breaks="noise")
def aligned_noise(rng: "np.random.Generator", draws: int) -> Attempt:
    """The noise is a multiple of the means of the labels, with a random sign."""
    return _attempt(rng, draws, 20, aligned=True)
