"""Empirical Bernstein inequality."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import Iid, MeanGap, UnitVariable
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Confidence,
    Constant,
    Quantity,
    ablation,
    require,
    role,
    step,
    theorem,
    trial,
)
from corollary.logic.arithmetic import log, sqrt
from corollary.logic.checking import Verdict, entails, identity

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


# Checked steps of the proof.


@step(empirical_bernstein, 1, mutant={"two": 1})
def one_left_out(two: Constant = 2) -> Verdict:
    r"""$\frac{1}{n - 1} \sum_{i < j} (X_i - X_j)^2 = (X_k - M_k)^2 + Y_k$; the others have the sum `s`, their squares `w`."""
    return identity(
        lambda n, x, s, w: ((n - 1) * x**2 - two * x * s + w + (n - 1) * w - s**2) / (n - 1),
        lambda n, x, s, w: (x - s / (n - 1)) ** 2 + n / (n - 1) * (w - s**2 / (n - 1)),
        {"n": (2, inf)},
    )


@step(empirical_bernstein, 2, mutant={"one": 2})
def centred(one: Constant = 1) -> Verdict:
    r"""$X_k - M_k = \frac{n}{n - 1} (X_k - P_n f)$."""
    return identity(
        lambda n, x, mean: x - (n * mean - x) / (n - one),
        lambda n, x, mean: n / (n - 1) * (x - mean),
        {"n": (2, inf)},
    )


@step(empirical_bernstein, 2, mutant={"two": 1})
def self_bounding(two: Constant = 2) -> Verdict:
    r"""$\frac{n^2}{(n - 1)^2} \cdot (n - 1) V_n = \frac{n}{n - 1} Z$, as `Z = n V_n`."""
    return identity(
        lambda n, v: n**two / (n - 1) ** 2 * (n - 1) * v,
        lambda n, v: n / (n - 1) * (n * v),
        {"n": (2, inf)},
    )


@step(empirical_bernstein, 3, mutant={"two": 1})
def exponent(two: Constant = 2) -> Verdict:
    r"""$\exp(- \frac{(n - 1) t^2}{2 \sigma^2})$ is the lower tail at `n t` with $a = \frac{n}{n - 1}$, mean `n sigma^2`."""
    return identity(
        lambda n, t, sigma: (n * t) ** 2 / (two * (n / (n - 1)) * n * sigma**2),
        lambda n, t, sigma: (n - 1) * t**2 / (2 * sigma**2),
        {"n": (2, inf), "sigma": (0, inf)},
    )


@step(empirical_bernstein, 4, mutant={"two": Fraction(19, 10)})
def solved(two: Constant = 2) -> Verdict:
    r"""$\sigma^2 - 2 c \sigma \le V_n$ implies $\sigma \le c + \sqrt{V_n + c^2} \le \sqrt{V_n} + 2 c$."""
    return entails(
        lambda sigma, c, v: [sigma >= 0, c >= 0, v >= 0, sigma**2 - 2 * c * sigma <= v],
        lambda sigma, c, v: sigma <= sqrt(v) + two * c,
    )


@step(empirical_bernstein, 6, mutant={"seven": 6})
def constants(seven: Constant = 7) -> Verdict:
    r"""$\frac{2 \ell}{\sqrt{n (n - 1)}} + \frac{\ell}{3 n}$ is at most $\frac{7 \ell}{3 (n - 1)}$, divided by the logarithm."""
    return entails(
        lambda n: [n >= 2],
        lambda n: 2 / sqrt(n * (n - 1)) + 1 / (3 * n) <= seven / (3 * (n - 1)),
    )
