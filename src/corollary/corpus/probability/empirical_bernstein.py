"""Empirical Bernstein inequality."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import Iid, MeanGap, UnitVariable
from corollary.logic import AtMost, Attempt, ChosenBefore, Confidence, Quantity, ablation, require, role, theorem, trial
from corollary.logic.arithmetic import log, sqrt

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class SampleVariance(
    Quantity, says="the sample variance of {variable} on {sample} (divided by n - 1)", tex=r"V_n({variable})"
):
    """Σ (f(Z_i) − P_n f)² / (n − 1)."""

    variable: str
    sample: str


@theorem
def empirical_bernstein(
    sample: Iid,
    unit: UnitVariable,
    variance: AtMost[SampleVariance],
    before: Annotated[ChosenBefore, role(hypotheses="variable")],
    confidence: Confidence,
) -> AtMost[MeanGap]:
    """Bernstein's inequality with a lower tail for the sample variance."""
    require(sample.n >= 2, "n >= 2")
    surprise = log(2) - log(confidence.delta)
    return sqrt(2 * variance.value * surprise / sample.n) + 7 * surprise / (3 * (sample.n - 1))


def _bound(n: int, variance: "Any", delta: "Any") -> "Any":
    facts = Iid(n=n), UnitVariable(), AtMost[SampleVariance](variance), ChosenBefore(hypotheses="variable")
    return empirical_bernstein(*facts, Confidence(delta)).value


def _failure(rng: "Generator", draws: int, *, tosses: int = 300, variance: float = 1.0, height: float = 1.0) -> Attempt:
    """The exact probability of failure for f = `height` with probability p, else 0, as if there were 300 draws."""
    import numpy as np
    from scipy.stats import binom

    p, delta = rng.uniform(0.01, 0.99, size=draws)[:, None], rng.uniform(0.005, 0.6, size=draws)
    average = height * np.arange(tosses + 1) / tosses
    spread = average * (height - average) * 300 / 299
    gap = height * p - average
    fails = gap > np.stack([_bound(300, variance * spread, d) for d in delta])
    return Attempt((binom.pmf(np.arange(tosses + 1), tosses, p) * fails).sum(axis=1), delta)


@trial(empirical_bernstein)
def coins(rng: "Generator", draws: int) -> Attempt:
    """Three hundred biased coins: the exact probability of failure."""
    return _failure(rng, draws)


@trial(empirical_bernstein)
def many_coins(rng: "Generator", draws: int) -> Attempt:
    """A hundred million coins: the gap exceeds the bound up to some number of heads; logarithms of exact tails."""
    import numpy as np
    from scipy.stats import binom

    n, p, log_delta = 10**8, rng.uniform(0.1, 0.9, size=draws), -rng.uniform(1, 92, size=draws)
    low, high = 0 * p, np.floor(n * p)
    for _ in range(40):
        heads = np.floor((low + high) / 2)
        fails = p - heads / n > _bound(n, heads * (n - heads) / (n * (n - 1.0)), np.exp(log_delta))
        low, high = np.where(fails, heads, low), np.where(fails, high, heads)
    return Attempt(binom.logcdf(low, n, p), log_delta)


@ablation(empirical_bernstein, breaks="sample")
def repeated(rng: "Generator", draws: int) -> Attempt:
    """One coin, counted three hundred times."""
    return _failure(rng, draws, tosses=1)


@ablation(empirical_bernstein, breaks="unit")
def beyond_one(rng: "Generator", draws: int) -> Attempt:
    """A variable that is 0 or 1000, mostly 0: the sample variance often vanishes."""
    import numpy as np

    n, p = 50, 0.002
    heads = rng.binomial(n, p, size=draws)
    average = 1000 * heads / n
    return Attempt(1000 * p - average, _bound(n, average * (1000 - average) * n / (n - 1), np.float64(0.2)), 0.2)


@ablation(empirical_bernstein, breaks="variance")
def small_variance(rng: "Generator", draws: int) -> Attempt:
    """A hundredth of the sample variance."""
    return _failure(rng, draws, variance=0.01)


@ablation(empirical_bernstein, breaks="before")
def least_average(rng: "Generator", draws: int) -> Attempt:
    """Of 2000 groups of 300 fair coins, the one with the fewest heads."""
    average = rng.binomial(300, 0.5, size=(draws, 2000)).min(axis=1) / 300
    return Attempt(0.5 - average, _bound(300, average * (1 - average) * 300 / 299, 0.6), 0.6)
