"""With the best penalty ridge has no double descent."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.double_descent_gaussian import IsotropicGaussianDesign
from corollary.corpus.linear.linear_regression import Dimension, NoiseVariance, OutOfSampleExcessRisk, SignalNorm
from corollary.corpus.linear.ols_gaussian_design_risk import ConditionallyWhiteNoise
from corollary.corpus.linear.ridge_regression import Ridge
from corollary.logic import AtLeast, Attempt, Equals, Expected, Property, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class PenaltyBeforeDesign(
    Property, says="the penalty of {predictor} is fixed before {sample}, the inputs as well as the labels"
):
    """More than what `Ridge` says: it is not chosen on the inputs either."""

    predictor: str
    sample: str


@theorem
def optimal_ridge_monotone(
    design: IsotropicGaussianDesign,
    noise: ConditionallyWhiteNoise,
    variance: AtLeast[NoiseVariance],
    dimension: Equals[Dimension],
    signal: AtLeast[SignalNorm],
    algorithm: Ridge,
    before: PenaltyBeforeDesign,
) -> AtLeast[Expected[OutOfSampleExcessRisk, "sample"]]:
    """No fixed penalty does better."""
    require(design.n >= 1, "n >= 1")
    require(dimension.value >= 1, "dimension >= 1")
    require(algorithm.penalty > 0, "penalty > 0")
    require(variance.value > 0, "variance > 0")
    require(signal.value > 0, "signal > 0")
    # d s B² / (n B² + d s), written so that s and B enter once
    return 1 / (design.n / (dimension.value * variance.value) + 1 / signal.value**2)


def _errors(
    rng: "np.random.Generator",
    draws: int,
    n: int,
    penalty: float,
    variance: float = 1.0,
    norm: float = 2.0,
    hidden: bool = False,
) -> "np.ndarray":
    """Squared errors for three parameters and a signal of a `norm`: designs and noise simulated, four batches.

    `hidden`: the noise is orthogonal to the columns of the design, with the same mean squared norm.
    """
    import numpy as np

    signal = np.array([norm, 0.0, 0.0])
    x = rng.normal(size=(4, 20 * draws, n, 3))
    across = x.transpose(0, 1, 3, 2)
    noise = np.sqrt(variance) * rng.normal(size=x.shape[:3])
    if hidden:
        seen = x @ np.linalg.solve(across @ x, across @ noise[..., None])
        noise = (noise - seen[..., 0]) * np.sqrt(n / (n - 3))
    y = x @ signal + noise
    estimate = np.linalg.solve(across @ x + n * penalty * np.eye(3), across @ y[..., None])[..., 0]
    return np.asarray(((estimate - signal) ** 2).sum(axis=2))


def _attempt(
    rng: "np.random.Generator",
    draws: int,
    penalty: float,
    variance: float = 1.0,
    norm: float = 2.0,
    hidden: bool = False,
) -> Attempt:
    """Forty observations; the mean of the simulated errors plus six standard errors against the bound for variance 1."""
    return _above(_errors(rng, draws, 40, penalty, variance, norm, hidden), penalty, norm)


def _above(errors: "np.ndarray", penalty: float, norm: float) -> Attempt:
    facts = (
        IsotropicGaussianDesign(n=40),
        ConditionallyWhiteNoise(),
        AtLeast[NoiseVariance](1.0),
        Equals[Dimension](3),
        AtLeast[SignalNorm](norm),
        Ridge(penalty=penalty),
        PenaltyBeforeDesign(),
    )
    room = 6 * errors.std(axis=1) / errors.shape[1] ** 0.5
    return Attempt(errors.mean(axis=1) + room, optimal_ridge_monotone(*facts).value, sense="at_least")


@trial(optimal_ridge_monotone)
def best_penalty(rng: "np.random.Generator", draws: int) -> Attempt:
    """The penalty d σ² / (n ‖θ*‖²)."""
    return _attempt(rng, draws, 3 / (4 * 40))


@trial(optimal_ridge_monotone)
def small_penalty(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nearly least squares."""
    return _attempt(rng, draws, 1e-3)


@trial(optimal_ridge_monotone)
def weak_signal(rng: "np.random.Generator", draws: int) -> Attempt:
    """A signal of norm 0.3 and the best penalty for it: the signal, not the noise, decides."""
    return _attempt(rng, draws, 3 / (0.09 * 40), norm=0.3)


@trial("optimal-ridge-monotone")
def best_among_penalties(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three observations, three parameters: the mean error at c* plus six standard errors is below that at other c."""
    import numpy as np

    others = np.array([0.3, 3.0]) * 3 / (4 * 3)
    best = _errors(rng, draws, 3, 3 / (4 * 3)).reshape(-1)
    means = np.array([_errors(rng, draws, 3, float(p)).mean() for p in others])
    return Attempt(best.mean() - 6 * best.std() / best.size**0.5, means)


@trial("optimal-ridge-monotone")
def further_observations(rng: "np.random.Generator", draws: int) -> Attempt:
    """tr (XᵀX + cI)⁻¹ does not increase with a further row, whatever the design."""
    import numpy as np

    x = rng.normal(size=(draws, 8, 4))
    traces = [
        np.einsum("nii->n", np.linalg.inv(x[:, :m].transpose(0, 2, 1) @ x[:, :m] + 0.7 * np.eye(4))) for m in range(9)
    ]
    return Attempt(np.diff(np.array(traces), axis=0).max(axis=0), 0.0)


@ablation("optimal-ridge-monotone", breaks="design")
def rare_directions(rng: "np.random.Generator", draws: int) -> Attempt:
    """Rows e_1, or rarely another unit vector: the best c for 200 observations is worse than the best for 25, exactly."""
    import numpy as np
    from scipy.stats import binom

    c = np.logspace(-6, 4, 400)[:, None]

    def best(n: int) -> float:
        seen = np.arange(n + 1)
        first = ((c**2 * 1e4 + seen) / (seen + c) ** 2) @ binom.pmf(seen, n, 1 / 2)
        other = (seen / (seen + c) ** 2) @ binom.pmf(seen, n, 1 / 200)
        return float((first / 2 + other / 2).min())

    return Attempt(best(200), best(25))


@ablation(optimal_ridge_monotone, breaks="variance")
def less_noise(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half of the noise claimed."""
    return _attempt(rng, draws, 3 / (4 * 40), 0.5)


@ablation("optimal-ridge-monotone", breaks="algorithm")
def fixed_small_penalty(rng: "np.random.Generator", draws: int) -> Attempt:
    """c = 10⁻³: three observations are worse than one, for three parameters."""
    few, more = _errors(rng, draws, 1, 1e-3), _errors(rng, draws, 3, 1e-3 / 3)
    return Attempt(more.mean(axis=1), few.mean(axis=1))


@ablation(optimal_ridge_monotone, breaks="noise")
def noise_out_of_sight(rng: "np.random.Generator", draws: int) -> Attempt:
    """Given the inputs the noise has mean 0, but it is orthogonal to the columns of the design."""
    return _attempt(rng, draws, 3 / (4 * 40), hidden=True)


@ablation(optimal_ridge_monotone, breaks="before")
def penalty_that_knows(rng: "np.random.Generator", draws: int) -> Attempt:
    """On each sample the penalty with the least error, of nine."""
    import numpy as np

    seed = int(rng.integers(2**32))
    penalties = 3 / (0.09 * 40) * 3.0 ** np.arange(-4, 5)
    every = [_errors(np.random.default_rng(seed), draws, 40, float(penalty), norm=0.3) for penalty in penalties]
    return _above(np.min(every, axis=0), float(penalties[4]), 0.3)
