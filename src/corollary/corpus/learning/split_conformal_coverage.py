"""Coverage of split conformal prediction."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.conformal_rank_lemma import MarginalCoverage, RankThreshold
from corollary.corpus.learning.exchangeability import ExchangeablePoints
from corollary.logic import AtLeast, Attempt, ablation, require, theorem, trial
from corollary.logic.arithmetic import exact

if TYPE_CHECKING:
    import numpy as np


@theorem
def split_conformal_coverage(points: ExchangeablePoints, threshold: RankThreshold) -> AtLeast[MarginalCoverage]:
    """Averaged over the calibration points and the next input."""
    require(threshold.k >= 1, "k >= 1")
    require(threshold.k <= points.n + 1, "k <= n + 1")
    return exact(1) * threshold.k / (points.n + 1)


def _threshold(scores: "np.ndarray", k: int) -> "np.ndarray":
    import numpy as np

    return np.sort(scores, axis=1)[:, k - 1]


def _regression(rng: "np.random.Generator", draws: int, fitted_on_calibration: bool) -> Attempt:
    """Residuals |y - f(x)|, heavy tails, n = 19, k = 18; f is fixed, or interpolates the calibration pairs."""
    import numpy as np

    n, k = 19, 18
    residuals = np.abs(rng.standard_t(2, size=(draws, n + 1)))
    if fitted_on_calibration:
        residuals[:, :n] = 0
    claimed = float(split_conformal_coverage(ExchangeablePoints(n=n), RankThreshold(k=k)).value)
    return Attempt(residuals[:, n], _threshold(residuals[:, :n], k), delta=1 - claimed, tolerance=0.0)


@trial(split_conformal_coverage)
def heavy_tailed_residuals(rng: "np.random.Generator", draws: int) -> Attempt:
    """The next point is covered with probability 0.9."""
    return _regression(rng, draws, fitted_on_calibration=False)


@trial(split_conformal_coverage)
def all_orders(rng: "np.random.Generator", draws: int) -> Attempt:
    """Up to five calibration points, scores with ties or without: the coverage over all orders of the points."""
    from itertools import permutations

    import numpy as np

    truth, claimed = [], []
    for draw in range(min(draws, 100)):
        n = int(rng.integers(1, 6))
        k = int(rng.integers(1, n + 1))
        scores = rng.integers(4, size=n + 1) if draw % 2 else rng.permutation(n + 1)
        orders = np.array(list(permutations(scores)))
        truth.append(np.mean(orders[:, n] <= _threshold(orders[:, :n], k)))
        claimed.append(float(split_conformal_coverage(ExchangeablePoints(n=n), RankThreshold(k=k)).value))
    return Attempt(truth, claimed, sense="at_least")


@trial("split-conformal-coverage")
def coverage_given_calibration(rng: "np.random.Generator", draws: int) -> Attempt:
    """The coverage given the calibration pairs exceeds the 0.95 quantile of its Beta law with probability 0.05."""
    import numpy as np
    from scipy.stats import beta, norm

    coverage = 2 * norm.cdf(_threshold(np.abs(rng.normal(size=(draws, 19))), 18)) - 1
    return Attempt(coverage, np.full(draws, beta.ppf(0.95, 18, 2)), delta=0.05)


@trial("split-conformal-coverage")
def low_coverage_given_calibration(rng: "np.random.Generator", draws: int) -> Attempt:
    """It lies below the 0.05 quantile with probability 0.05."""
    import numpy as np
    from scipy.stats import beta, norm

    coverage = 2 * norm.cdf(_threshold(np.abs(rng.normal(size=(draws, 19))), 18)) - 1
    return Attempt(coverage, np.full(draws, beta.ppf(0.05, 18, 2)), delta=0.05, sense="at_least")


@ablation(split_conformal_coverage, breaks="points")
def score_fitted_on_calibration(rng: "np.random.Generator", draws: int) -> Attempt:
    """The predictor interpolates the calibration pairs, and the threshold is 0."""
    return _regression(rng, draws, fitted_on_calibration=True)


@ablation(split_conformal_coverage, breaks="points")
def noisier_test_point(rng: "np.random.Generator", draws: int) -> Attempt:
    """The test point has four times the noise of the calibration points."""
    import numpy as np

    attempt = _regression(rng, draws, fitted_on_calibration=False)
    return Attempt(4 * np.asarray(attempt.truth), attempt.bound, delta=attempt.delta, tolerance=0.0)
