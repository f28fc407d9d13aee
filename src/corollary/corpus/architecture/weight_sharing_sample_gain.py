"""Locality and weight sharing divide the excess risk."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.linear_regression import NoiseVariance, ParameterError, WhiteNoise
from corollary.logic import AtMost, Attempt, Expected, Property, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class CircularFilterData(
    Property,
    says="{sample} has {n} independent standard normal signals of length {length} as inputs; the labels are the circular "
    "convolution with {signal} plus {noise}, independent of the inputs",
):
    """y_i = h * x_i + ε_i in R^N."""

    sample: str
    signal: str
    noise: str
    n: int
    length: int


class SharedFilterLeastSquares(
    Property,
    says="{predictor} is the least-squares filter on {sample} with {taps} free taps, fixed before the sample, outside of "
    "which {signal} is 0",
):
    """One filter for all output places."""

    predictor: str
    sample: str
    signal: str
    taps: int


@theorem
def weight_sharing_sample_gain(
    sample: CircularFilterData,
    noise: WhiteNoise,
    variance: AtMost[NoiseVariance],
    algorithm: SharedFilterLeastSquares,
) -> AtMost[Expected[ParameterError, "sample"]]:
    """As many windows as places in each signal."""
    require(sample.n >= 3, "n >= 3")
    require(algorithm.taps >= 1, "k >= 1")
    require(algorithm.taps <= sample.length, "k <= N")
    return variance.value * algorithm.taps / (sample.length * (sample.n - 2))


def _claimed(n: int, length: int, taps: int, variance: float) -> float:
    data, algorithm = CircularFilterData(n=n, length=length), SharedFilterLeastSquares(taps=taps)
    return float(weight_sharing_sample_gain(data, WhiteNoise(), AtMost[NoiseVariance](variance), algorithm).value)


def _fits(rng: "np.random.Generator", n: int, length: int, taps: int, count: int, scale: "np.ndarray") -> "np.ndarray":
    """Squared errors of fitted filters, noise of variance 1; the spectrum of the inputs is multiplied by `scale`."""
    import numpy as np

    x = np.fft.ifft(np.fft.fft(rng.normal(size=(count, n, length))) * scale).real
    places = (np.arange(length)[:, None] - np.arange(taps)[None]) % length
    design = x[:, :, places].reshape(count, n * length, taps)
    h = rng.normal(size=taps)
    y = design @ h + rng.normal(size=(count, n * length))
    across = design.transpose(0, 2, 1)
    fitted = np.linalg.solve(across @ design, across @ y[:, :, None])[:, :, 0]
    return np.asarray(((fitted - h) ** 2).sum(axis=1))


def _averages(rng: "np.random.Generator", draws: int, factor: float, coloured: bool) -> Attempt:
    """Averages over 500 fits, less three standard errors, against the bound."""
    import numpy as np

    truths, bounds = [], []
    for _ in range(min(draws, 40)):
        length, n = int(rng.choice([1, 2, 6, 7])), int(rng.choice([12, 16]))
        taps = int(rng.choice([1, length]))
        scale = np.where(np.arange(length) == 0, np.sqrt(length * 0.9 + 0.1), np.sqrt(0.1)) if coloured else 1.0
        risks = _fits(rng, n, length, taps, 500, np.asarray(scale))
        truths.append(risks.mean() - 3 * risks.std(ddof=1) / np.sqrt(len(risks)))
        bounds.append(factor * _claimed(n, length, taps, 1.0))
    return Attempt(np.array(truths), np.array(bounds), delta=0.02)


@trial(weight_sharing_sample_gain)
def fitted_filters(rng: "np.random.Generator", draws: int) -> Attempt:
    """For lengths 1 and 2 and all taps free the bound is attained."""
    return _averages(rng, draws, 1.0, False)


@ablation(weight_sharing_sample_gain, breaks="sample")
def coloured_inputs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Inputs of the same energy, nine tenths of it in the mean."""
    return _averages(rng, draws, 1.0, True)


@ablation(weight_sharing_sample_gain, breaks="constant")
def lower_bound_as_upper(rng: "np.random.Generator", draws: int) -> Attempt:
    """5/7 of the bound: n + 2 in place of n - 2 for n = 12."""
    return _averages(rng, draws, 10 / 14, False)


@trial("weight-sharing-sample-gain")
def exact_for_all_taps(rng: "np.random.Generator", draws: int) -> Attempt:
    """The finer bound is the mean for k = N, to three standard errors of 500 fits."""
    import numpy as np

    errors, rooms = [], []
    for _ in range(min(draws, 40)):
        length, n = int(rng.integers(1, 8)), int(rng.choice([11, 14]))
        risks, real = _fits(rng, n, length, length, 500, np.ones(1)), 2 - length % 2
        errors.append(abs(risks.mean() - ((length - real) / (n - 1) + real / (n - 2)) / length))
        rooms.append(3 * risks.std(ddof=1) / np.sqrt(len(risks)))
    return Attempt(np.array(errors), np.array(rooms), delta=0.02)


@trial("weight-sharing-sample-gain")
def lower_bound(rng: "np.random.Generator", draws: int) -> Attempt:
    """Averages plus three standard errors are at least k / (n N)."""
    import numpy as np

    truths, bounds = [], []
    for _ in range(min(draws, 40)):
        length, n, taps = 7, int(rng.choice([12, 40])), int(rng.choice([1, 3, 7]))
        risks = _fits(rng, n, length, taps, 500, np.ones(1))
        truths.append(risks.mean() + 3 * risks.std(ddof=1) / np.sqrt(len(risks)))
        bounds.append(taps / (n * length))
    return Attempt(np.array(truths), np.array(bounds), delta=0.02, sense="at_least")
