"""The optimal kernel size, with its exact risk."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.linear_regression import NoiseVariance, OutOfSampleExcessRisk
from corollary.logic import Attempt, Equals, Expected, Property, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class WhitePatches(
    Property,
    says="{sample} has {n} independent pairs from {law}: independent standard normal inputs, and as label the fixed filter "
    "{signal} of them plus {noise}, normal with mean 0 and independent of them",
):
    """y = Σ_j h_j x_j + ε with x_j, ε independent and normal."""

    sample: str
    law: str
    signal: str
    noise: str
    n: int


class FirstTapsLeastSquares(
    Property,
    says="{predictor} is least squares on {sample} in the first {taps} taps, in an order and a number fixed before the sample, "
    "and 0 in the others",
):
    """ĥ_j = 0 for j > k."""

    predictor: str
    sample: str
    taps: int


class OmittedEnergy(
    Quantity,
    says="the sum of the squared taps of {signal} that {predictor} leaves out",
    tex=r"b({signal}, {predictor})",
):
    """b_k = Σ_{j > k} h_j²."""

    signal: str
    predictor: str


@theorem
def optimal_kernel_size_bias_variance(
    sample: WhitePatches,
    variance: Equals[NoiseVariance],
    omitted: Equals[OmittedEnergy],
    algorithm: FirstTapsLeastSquares,
) -> Equals[Expected[OutOfSampleExcessRisk, "sample"]]:
    """Energy left out, and noise plus energy left out for each tap fitted."""
    require(algorithm.taps >= 0, "k >= 0")
    require(algorithm.taps <= sample.n - 2, "k <= n - 2")
    k, n = algorithm.taps, sample.n
    return omitted.value + (variance.value + omitted.value) * k / (n - k - 1)


def _excess(h: "np.ndarray", k: int, n: int, variance: float) -> float:
    given = (
        WhitePatches(n=n),
        Equals[NoiseVariance](variance),
        Equals[OmittedEnergy](float((h[k:] ** 2).sum())),
        FirstTapsLeastSquares(taps=k),
    )
    return float(optimal_kernel_size_bias_variance(*given).value)


def _filters(rng: "np.random.Generator") -> "np.ndarray":
    """Power laws with random signs, of 12 taps, or filters that end after 5."""
    import numpy as np

    h = rng.choice([-1, 1], size=12) * np.arange(1, 13.0) ** -rng.uniform(0.6, 1.5)
    return h * (np.arange(12) < 5) if rng.random() < 0.5 else h


def _simulated(
    h: "np.ndarray", k: int, variance: float, x: "np.ndarray", e: "np.ndarray", correlation: float
) -> "np.ndarray":
    """Excess risks on fresh inputs of the fitted filters, one for each sample in x (fits, n, taps)."""
    import numpy as np

    y, seen = x @ h + np.sqrt(variance) * e, x[:, :, :k]
    across = seen.transpose(0, 2, 1)
    fitted = np.linalg.solve(across @ seen, across @ y[:, :, None])[:, :, 0] if k else np.zeros((len(x), 0))
    error = np.concatenate([fitted, np.zeros((len(x), len(h) - k))], axis=1) - h
    return np.asarray((1 - correlation) * (error**2).sum(axis=1) + correlation * error.sum(axis=1) ** 2)


def _monte_carlo(rng: "np.random.Generator", draws: int, correlation: float) -> Attempt:
    """Distance of the average over 800 simulated fits from the claim, against three standard errors."""
    import numpy as np

    errors, rooms = [], []
    for _ in range(min(draws, 30)):
        h, n, k, variance = _filters(rng), int(rng.choice([20, 30])), int(rng.integers(0, 9)), rng.uniform(0.1, 2)
        x, e = rng.normal(size=(800, n, 12)), rng.normal(size=(800, n))
        x = np.sqrt(1 - correlation) * x + np.sqrt(correlation) * rng.normal(size=(800, n, 1))
        risks = _simulated(h, k, variance, x, e, correlation)
        errors.append(abs(risks.mean() - _excess(h, k, n, variance)))
        rooms.append(3 * risks.std(ddof=1) / np.sqrt(len(risks)) + 1e-9)
    return Attempt(np.array(errors), np.array(rooms), delta=0.02)


@trial(optimal_kernel_size_bias_variance)
def simulated_fits(rng: "np.random.Generator", draws: int) -> Attempt:
    """Samples drawn, filters fitted; k stays 11 below n, so that the averages have a variance."""
    return _monte_carlo(rng, draws, 0.0)


@ablation(optimal_kernel_size_bias_variance, breaks="sample")
def correlated_inputs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Inputs with correlation one half."""
    return _monte_carlo(rng, draws, 0.5)


@ablation(optimal_kernel_size_bias_variance, breaks="omitted")
def energy_not_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """The noise alone taken for the variance in the fit."""
    import numpy as np

    attempts = []
    for _ in range(min(draws, 30)):
        h, n, k = _filters(rng), 20, 3
        risks = _simulated(h, k, 0.1, rng.normal(size=(800, n, 12)), rng.normal(size=(800, n)), 0.0)
        claim = (h[k:] ** 2).sum() + _excess(np.zeros(12), k, n, 0.1)
        attempts.append((abs(risks.mean() - claim), 3 * risks.std(ddof=1) / np.sqrt(len(risks))))
    truth, room = np.transpose(attempts)
    return Attempt(truth, room, delta=0.02)


def _minimisers(h: "np.ndarray", n: int, variance: float, largest: int) -> "np.ndarray":
    """All sizes that minimise the exact mean risk."""
    import numpy as np

    risks = np.array([_excess(h, k, n, variance) for k in range(largest + 1)])
    return np.flatnonzero(risks <= risks.min() * (1 + 1e-12))


@trial("optimal-kernel-size-bias-variance")
def next_tap(rng: "np.random.Generator", draws: int) -> Attempt:
    """(a) and (c): the sign of each increment, and the order of the minimisers for two sample sizes."""
    import numpy as np

    wrong = []
    for _ in range(min(draws, 30)):
        h, variance = _filters(rng) * rng.permutation(np.linspace(0.2, 2, 12)), rng.uniform(0.05, 1)
        n, more = np.sort(rng.choice(np.arange(13, 80), size=2, replace=False))
        risks = np.array([_excess(h, k, int(n), variance) for k in range(12)])
        before = np.cumsum((h**2)[::-1])[::-1][:11]
        pays = (h**2)[:11] > (variance + before) / (n - np.arange(1, 12))
        wrong.append(np.sum((np.diff(risks) < 0) != pays))
        sizes = _minimisers(h, int(n), variance, 11), _minimisers(h, int(more), variance, 11)
        wrong.append(max(0, sizes[0].max() - sizes[1].min()))
    return Attempt(np.array(wrong, float), 0.0)


def _power_laws(rng: "np.random.Generator", draws: int, exponent: float) -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
    """Optimal sizes for power laws, and the bounds of (d) with the exponent multiplied."""
    import numpy as np

    sizes, above, below = [], [], []
    for _ in range(min(draws, 50)):
        alpha, c, variance = rng.uniform(0.8, 2), rng.uniform(0.2, 2), rng.uniform(0.1, 1)
        n, power = int(rng.integers(1500, 6000)), exponent / (2 * alpha)
        energy = c * np.arange(1, 100001.0) ** (-2 * alpha)
        omitted = np.append(np.cumsum(energy[::-1])[::-1], 0)[: n // 2 + 1]
        risk = (variance + omitted) * (n - 1) / (n - np.arange(n // 2 + 1) - 1)
        sizes.append(int(risk.argmin()))
        above.append((c * n / variance) ** power)
        below.append((c * n / (2 * (variance + energy.sum()))) ** power - 1)
    return np.array(sizes, float), np.array(above), np.array(below)


@trial("optimal-kernel-size-bias-variance")
def rate_above(rng: "np.random.Generator", draws: int) -> Attempt:
    """(d), the upper bound."""
    sizes, above, _ = _power_laws(rng, draws, 1.0)
    return Attempt(sizes, above)


@trial("optimal-kernel-size-bias-variance")
def rate_below(rng: "np.random.Generator", draws: int) -> Attempt:
    """(d), the lower bound."""
    sizes, _, below = _power_laws(rng, draws, 1.0)
    return Attempt(sizes, below, sense="at_least")


@ablation("optimal-kernel-size-bias-variance", breaks="constant")
def half_the_exponent(rng: "np.random.Generator", draws: int) -> Attempt:
    """The upper bound with half the exponent."""
    sizes, above, _ = _power_laws(rng, draws, 0.5)
    return Attempt(sizes, above)


@ablation("optimal-kernel-size-bias-variance", breaks="constant")
def twice_the_exponent(rng: "np.random.Generator", draws: int) -> Attempt:
    """The lower bound with twice the exponent."""
    sizes, _, below = _power_laws(rng, draws, 2.0)
    return Attempt(sizes, below, sense="at_least")
