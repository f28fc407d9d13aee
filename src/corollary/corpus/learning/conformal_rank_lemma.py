"""Rank lemma for exchangeable scores."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.exchangeability import ExchangeableScores
from corollary.logic import AtLeast, Attempt, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import exact

if TYPE_CHECKING:
    import numpy as np


class RankThreshold(
    Property,
    says="{threshold} is the {k}-th smallest score of {calibration} for {score}, infinite if there are fewer; "
    "the rank {k} was fixed in advance",
):
    """q̂ is the k-th smallest of the n calibration scores, and ∞ if k = n + 1; k does not depend on the scores."""

    threshold: str
    score: str
    calibration: str
    k: int


class MarginalCoverage(
    Quantity,
    says="the probability, over {calibration} and the next point, that its score for {score} is at most {threshold}",
    tex=r"P(S \le \hat q)",
    trivial=1.0,
):
    """Not conditional on the calibration points, nor on the next input."""

    threshold: str
    score: str
    calibration: str


@theorem
def conformal_rank_lemma(scores: ExchangeableScores, threshold: RankThreshold) -> AtLeast[MarginalCoverage]:
    """Coverage is at least k/(n + 1)."""
    require(threshold.k >= 1, "k >= 1")
    require(threshold.k <= scores.n + 1, "k <= n + 1")
    return exact(1) * threshold.k / (scores.n + 1)


def _coverage(scores: "np.ndarray", k: int) -> Attempt:
    """Whether the last of each row is at most the k-th smallest of the others, as an attempt against the rule."""
    import numpy as np

    n = scores.shape[1] - 1
    claimed = conformal_rank_lemma(ExchangeableScores(n=n), RankThreshold(k=k)).value
    return Attempt(scores[:, -1], np.sort(scores[:, :-1], axis=1)[:, k - 1], delta=1 - float(claimed), tolerance=0.0)


@trial(conformal_rank_lemma)
def mixture_of_laws(rng: "np.random.Generator", draws: int) -> Attempt:
    """Exchangeable and dependent scores, with a common random scale; distinct, so coverage is exactly k/(n + 1)."""
    import numpy as np

    return _coverage(np.exp(2 * rng.normal(size=(draws, 1))) * rng.standard_cauchy((draws, 10)), k=7)


@trial(conformal_rank_lemma)
def draws_without_replacement(rng: "np.random.Generator", draws: int) -> Attempt:
    """Uniform draws without replacement from twelve values with ties."""
    import numpy as np

    return _coverage(rng.permuted(np.tile([0, 1, 1, 2, 3, 5, 8, 8, 9, 10, 11, 12], (draws, 1)), axis=1)[:, :10], k=8)


@ablation(conformal_rank_lemma, breaks="scores")
def drift(rng: "np.random.Generator", draws: int) -> Attempt:
    """Scores that grow with time."""
    import numpy as np

    return _coverage(rng.normal(size=(draws, 10)) + np.arange(10), k=7)


@ablation(conformal_rank_lemma, breaks="threshold")
def one_rank_less(rng: "np.random.Generator", draws: int) -> Attempt:
    """The threshold is three ranks lower than the claim says."""
    right = _coverage(rng.normal(size=(draws, 10)), k=8)
    low = _coverage(rng.normal(size=(draws, 10)), k=5)
    return Attempt(low.truth, low.bound, delta=right.delta, tolerance=0.0)
