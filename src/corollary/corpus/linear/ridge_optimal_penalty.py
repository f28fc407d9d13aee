"""Optimal ridge penalty for a signal without preferred direction."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.linear_regression import (
    DesignTrace,
    Dimension,
    FixedDesign,
    NoiseVariance,
    ParameterError,
    WhiteNoise,
)
from corollary.logic import (
    AtLeast,
    AtMost,
    Attempt,
    Equals,
    Expected,
    Property,
    Quantity,
    ablation,
    require,
    theorem,
    trial,
)

if TYPE_CHECKING:
    import numpy as np


class WhiteSignal(
    Property,
    says="{signal} is random, independent of {noise}, with mean 0 and uncorrelated entries of the same variance",
):
    """E θ* = 0 and E θ* θ*ᵀ = τ² I."""

    signal: str
    noise: str


class SignalVariance(Quantity, says="the variance of each entry of {signal}", tex=r"\tau^2"):
    """τ², of a random signal; its squared norm has mean d τ²."""

    signal: str


class LinearEstimator(
    Property, says="{predictor} is a linear function of the labels of {sample}, with coefficients that are not random"
):
    """θ̂ = A y, A free of the labels and of a random signal; least squares and ridge with a fixed penalty are linear."""

    predictor: str
    sample: str


@theorem
def ridge_optimal_penalty(
    design: FixedDesign,
    noise: WhiteNoise,
    prior: WhiteSignal,
    variance: AtLeast[NoiseVariance],
    spread: AtLeast[SignalVariance],
    dimension: Equals[Dimension],
    trace: AtMost[DesignTrace],
    estimator: LinearEstimator,
) -> AtLeast[Expected[Expected[ParameterError, "noise"], "signal"]]:
    """Given the design."""
    require(design.n >= 1, "n >= 1")
    require(variance.value > 0, "variance > 0")
    require(spread.value > 0, "spread > 0")
    require(dimension.value >= 1, "dimension >= 1")
    gain = design.n * spread.value * trace.value + dimension.value * variance.value
    return dimension.value**2 * variance.value * spread.value / gain


N, D, VARIANCE, SPREAD = 7, 3, 1.3, 0.8


def _risk(estimator: "np.ndarray", x: "np.ndarray", mean: float = 0.0) -> "np.ndarray":
    """Mean squared error of A y, from the bias and the variance; the signal is `mean` in each entry plus a white one."""
    import numpy as np

    error = estimator @ x - np.eye(D)
    shift = (mean * error.sum(axis=2)) ** 2
    return np.asarray(
        SPREAD * (error**2).sum(axis=(1, 2)) + shift.sum(axis=1) + VARIANCE * (estimator**2).sum(axis=(1, 2))
    )


def _bound(x: "np.ndarray", variance: float = VARIANCE) -> "np.ndarray":
    facts = (
        FixedDesign(n=N),
        WhiteNoise(),
        WhiteSignal(),
        AtLeast[NoiseVariance](variance),
        AtLeast[SignalVariance](SPREAD),
        Equals[Dimension](D),
        AtMost[DesignTrace]((x**2).sum(axis=(1, 2)) / N),
        LinearEstimator(),
    )
    return ridge_optimal_penalty(*facts).value


def _ridge(x: "np.ndarray", factor: float = 1.0) -> "np.ndarray":
    import numpy as np

    across = x.transpose(0, 2, 1)
    return np.linalg.solve(across @ x + factor * VARIANCE / SPREAD * np.eye(D), across)


@trial(ridge_optimal_penalty)
def orthogonal_designs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Ridge with the optimal penalty on orthogonal designs: equality."""
    import numpy as np

    x = np.linalg.qr(rng.normal(size=(draws, N, D)))[0] * rng.uniform(0.5, 3, size=(draws, 1, 1))
    return Attempt(_risk(_ridge(x), x), _bound(x), sense="at_least")


@trial(ridge_optimal_penalty)
def other_linear_estimators(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random perturbations of the optimal estimator on random designs."""
    x = rng.normal(size=(draws, N, D))
    return Attempt(_risk(_ridge(x) + 0.02 * rng.normal(size=(draws, D, N)), x), _bound(x), sense="at_least")


@trial("ridge-optimal-penalty")
def best_of_penalties(rng: "np.random.Generator", draws: int) -> Attempt:
    """The optimal penalty has the risk of the theorem, and no other on a grid has less."""
    import numpy as np

    x = rng.normal(size=(draws, N, D))
    values = np.linalg.eigvalsh(x.transpose(0, 2, 1) @ x / N)
    formula = VARIANCE / N * (1 / (values + VARIANCE / (N * SPREAD))).sum(axis=1)
    best = np.min([_risk(_ridge(x, factor), x) for factor in (0.3, 0.7, 0.9, 1.1, 1.5, 3.0)], axis=0)
    return Attempt(np.maximum(np.abs(_risk(_ridge(x), x) - formula), formula - best), 0.0)


@ablation(ridge_optimal_penalty, breaks="variance")
def more_noise_claimed(rng: "np.random.Generator", draws: int) -> Attempt:
    """The variance is claimed a tenth too great."""
    import numpy as np

    x = np.linalg.qr(rng.normal(size=(draws, N, D)))[0] * rng.uniform(0.5, 3, size=(draws, 1, 1))
    return Attempt(_risk(_ridge(x), x), _bound(x, 1.1 * VARIANCE), sense="at_least")


@ablation(ridge_optimal_penalty, breaks="estimator")
def signal_known(rng: "np.random.Generator", draws: int) -> Attempt:
    """An estimator that is not a function of the labels: the signal itself, misread by a hundredth."""
    x = rng.normal(size=(draws, N, D))
    return Attempt(0.01**2 * D * SPREAD, _bound(x), sense="at_least")


@ablation(ridge_optimal_penalty, breaks="noise")
def noise_out_of_sight(rng: "np.random.Generator", draws: int) -> Attempt:
    """The noise is orthogonal to the columns of the design: least squares makes no error."""
    import numpy as np

    x = rng.normal(size=(draws, N, D))
    error = (np.linalg.pinv(x) @ x - np.eye(D)) * np.sqrt(SPREAD)
    return Attempt((error**2).sum(axis=(1, 2)), _bound(x), sense="at_least")


@ablation(ridge_optimal_penalty, breaks="prior")
def signal_in_one_entry(rng: "np.random.Generator", draws: int) -> Attempt:
    """All of the variance of the signal is in its first entry, and the other entries are estimated by 0."""
    x = rng.normal(size=(draws, N, D))
    first = (x[:, :, 0] ** 2).sum(axis=1)
    return Attempt(D * SPREAD * VARIANCE / (VARIANCE + D * SPREAD * first), _bound(x), sense="at_least")
