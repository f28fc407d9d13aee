"""Exact risk of ridge regression, fixed design."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.linear_regression import (
    DesignTrace,
    FixedDesign,
    InSampleExcessRisk,
    NoiseVariance,
    SignalNorm,
    WhiteNoise,
    white_points,
)
from corollary.corpus.linear.ridge_regression import Ridge
from corollary.logic import AtMost, Attempt, Expected, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def ridge_bias_variance(
    design: FixedDesign,
    noise: WhiteNoise,
    variance: AtMost[NoiseVariance],
    signal: AtMost[SignalNorm],
    trace: AtMost[DesignTrace],
    algorithm: Ridge,
) -> AtMost[Expected[InSampleExcessRisk, "noise"]]:
    """Given the design; in sample."""
    require(design.n >= 1, "n >= 1")
    require(algorithm.penalty > 0, "penalty > 0")
    return algorithm.penalty * signal.value**2 / 4 + variance.value * trace.value / (4 * design.n * algorithm.penalty)


N, VARIANCE = 6, 1.5


def _errors(x: "np.ndarray", theta: "np.ndarray", penalty: "np.ndarray", noise: "np.ndarray") -> "np.ndarray":
    """Estimator minus signal, shape (draws, noise vectors, d)."""
    import numpy as np

    y = np.einsum("nij,nj->ni", x, theta)[:, None] + noise
    gram = x.transpose(0, 2, 1) @ x + N * penalty[:, None, None] * np.eye(x.shape[2])
    return np.asarray(
        np.linalg.solve(gram, x.transpose(0, 2, 1) @ y.transpose(0, 2, 1)).transpose(0, 2, 1) - theta[:, None]
    )


def _attempt(
    rng: "np.random.Generator", draws: int, flat: bool, claimed: float = VARIANCE, seen: bool = False
) -> Attempt:
    """Mean in-sample excess risk over all values of a discrete white noise, against the bound.

    `flat`: all eigenvalues are the penalty. `seen`: the noise is in the span of the columns, with the same mean squared norm.
    """
    import numpy as np

    x, theta = rng.normal(size=(draws, N, 3)), rng.normal(size=(draws, 3))
    penalty = rng.uniform(0.1, 2, size=draws)
    if flat:
        x = np.linalg.qr(x)[0] * np.sqrt(N * penalty)[:, None, None]
    noise = np.broadcast_to(white_points(N, VARIANCE), (draws, 2 * N, N))
    if seen:
        frame = np.linalg.qr(x)[0]
        noise = np.sqrt(N / 3) * noise @ frame @ frame.transpose(0, 2, 1)
    error = np.einsum("nij,nmj->nmi", x, _errors(x, theta, penalty, noise))
    facts = (
        FixedDesign(n=N),
        WhiteNoise(),
        AtMost[NoiseVariance](claimed),
        AtMost[SignalNorm](np.linalg.norm(theta, axis=1)),
        AtMost[DesignTrace]((x**2).sum(axis=(1, 2)) / N),
        Ridge(penalty=penalty),
    )
    return Attempt((error**2).mean(axis=(1, 2)), ridge_bias_variance(*facts).value)


@trial(ridge_bias_variance)
def flat_spectra(rng: "np.random.Generator", draws: int) -> Attempt:
    """All eigenvalues equal the penalty: the bound is attained."""
    return _attempt(rng, draws, True)


@trial(ridge_bias_variance)
def random_designs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Gaussian designs."""
    return _attempt(rng, draws, False)


@trial("ridge-bias-variance")
def exact_formula(rng: "np.random.Generator", draws: int) -> Attempt:
    """Both means, in sample and of the parameters, on designs of rank 3 with four columns."""
    import numpy as np

    x, theta = rng.normal(size=(draws, N, 3)) @ rng.normal(size=(draws, 3, 4)), rng.normal(size=(draws, 4))
    penalty = rng.uniform(0.1, 2, size=draws)
    error = _errors(x, theta, penalty, white_points(N, VARIANCE))
    values, vectors = np.linalg.eigh(x.transpose(0, 2, 1) @ x / N)
    coordinates = np.einsum("nij,ni->nj", vectors, theta)
    share = 1 / (values + penalty[:, None]) ** 2
    difference = 0.0
    for weight, seen in ((values, np.einsum("nij,nmj->nmi", x, error) / N**0.5), (np.ones_like(values), error)):
        bias = (penalty[:, None] ** 2 * weight * coordinates**2 * share).sum(axis=1)
        variance = VARIANCE / N * (weight * values * share).sum(axis=1)
        difference = np.maximum(difference, np.abs((seen**2).sum(axis=2).mean(axis=1) - bias - variance))
    return Attempt(difference, 0.0)


@ablation(ridge_bias_variance, breaks="variance")
def less_noise_claimed(rng: "np.random.Generator", draws: int) -> Attempt:
    """The variance is claimed a tenth too small."""
    return _attempt(rng, draws, True, claimed=0.9 * VARIANCE)


@ablation(ridge_bias_variance, breaks="algorithm")
def chosen_with_the_labels(rng: "np.random.Generator", draws: int) -> Attempt:
    """One observation; the penalty is greater where the noise is 0. The means of the risk and of the bound at that penalty."""
    import numpy as np

    noise = np.sqrt(2) * np.array([0.0, 0.0, 1.0, -1.0])
    penalty = np.where(noise == 0, 1.4, 0.7)
    error = (1 + noise) / (1 + penalty) - 1
    given = (
        FixedDesign(n=1),
        WhiteNoise(),
        AtMost[NoiseVariance](1.0),
        AtMost[SignalNorm](1.0),
        AtMost[DesignTrace](1.0),
    )
    bound = ridge_bias_variance(*given, Ridge(penalty=penalty)).value
    return Attempt(np.full(draws, (error**2).mean()), np.full(draws, np.mean(bound)))


@ablation(ridge_bias_variance, breaks="noise")
def noise_in_the_columns(rng: "np.random.Generator", draws: int) -> Attempt:
    """All noise is in the span of the columns of the design."""
    return _attempt(rng, draws, True, seen=True)
