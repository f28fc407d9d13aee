"""Sums of sub-Gaussian variables."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import Iid, MeanGap
from corollary.corpus.probability.sub_gaussian import SubGaussianProxy
from corollary.logic import AtMost, Attempt, ChosenBefore, Confidence, ablation, require, role, theorem, trial
from corollary.logic.arithmetic import log, sqrt

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


@theorem
def sub_gaussian_sum(
    sample: Iid,
    proxy: AtMost[SubGaussianProxy],
    before: Annotated[ChosenBefore, role(hypotheses="variable")],
    confidence: Confidence,
) -> AtMost[MeanGap]:
    """Exponential moments of independent variables multiply."""
    require(sample.n >= 1, "n >= 1")
    return sqrt(-2 * proxy.value * log(confidence.delta) / sample.n)


def _bound(n: "Any", proxy: "Any", delta: "Any") -> "Any":
    facts = Iid(n=n), AtMost[SubGaussianProxy](proxy), ChosenBefore(hypotheses="variable")
    return sub_gaussian_sum(*facts, Confidence(delta)).value


def _failure(rng: "Generator", draws: int, claimed: float, counted: bool) -> Attempt:
    """The logarithm of the exact probability of failure for n Gaussian variables, or one counted n times."""
    import numpy as np
    from scipy.stats import norm

    n, sigma = rng.integers(2, 100, size=draws), rng.uniform(0.1, 5, size=draws)
    log_delta = -rng.uniform(0.5, 200, size=draws)
    deviation = sigma if counted else sigma / np.sqrt(n)
    return Attempt(norm.logsf(_bound(n, claimed * sigma**2, np.exp(log_delta)) / deviation), log_delta)


@trial(sub_gaussian_sum)
def gaussian(rng: "Generator", draws: int) -> Attempt:
    """Gaussian variables, with the exact tail, down to 1e-86."""
    return _failure(rng, draws, 1.0, False)


@ablation(sub_gaussian_sum, breaks="sample")
def repeated(rng: "Generator", draws: int) -> Attempt:
    """One variable, counted n times."""
    return _failure(rng, draws, 1.0, True)


@ablation(sub_gaussian_sum, breaks="proxy")
def understated(rng: "Generator", draws: int) -> Attempt:
    """Nine tenths of the variance as the proxy."""
    return _failure(rng, draws, 0.9, False)


@ablation(sub_gaussian_sum, breaks="before")
def largest_gap(rng: "Generator", draws: int) -> Attempt:
    """Of 200 Gaussian variables, the one with the largest gap."""
    return Attempt(rng.normal(size=(draws, 200)).max(axis=1), _bound(1, 1.0, 0.3), 0.3)
