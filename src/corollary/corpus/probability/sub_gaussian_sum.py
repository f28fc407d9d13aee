"""Sums of sub-Gaussian variables."""

from math import inf
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import Iid, MeanGap
from corollary.corpus.probability.sub_gaussian import SubGaussianProxy
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Confidence,
    Constant,
    ablation,
    require,
    role,
    step,
    theorem,
    trial,
)
from corollary.logic.arithmetic import exp, log, sqrt
from corollary.logic.checking import Verdict, identity

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


# Checked steps of the proof.


@step(sub_gaussian_sum, 2, mutant={"one": 2})
def exponents(one: Constant = 1) -> Verdict:
    r"""$\sum_i 1 / r_i = 1$, for four variables."""
    return identity(
        lambda a, b, c, d: sum(one / ((a + b + c + d) / s) for s in (a, b, c, d)),
        lambda a, b, c, d: 1,
        dict.fromkeys("abcd", (0, inf)),
    )


@step(sub_gaussian_sum, 2, mutant={"two": 3})
def proxies(two: Constant = 2) -> Verdict:
    r"""$\sum_i r_i \sigma_i^2 = (\sum_i \sigma_i)^2$, for four variables."""
    return identity(
        lambda a, b, c, d: sum((a + b + c + d) / s * s**2 for s in (a, b, c, d)),
        lambda a, b, c, d: (a + b + c + d) ** two,
        dict.fromkeys("abcd", (0, inf)),
    )


@step(sub_gaussian_sum, 3, mutant={"one": 2})
def exponent(one: Constant = 1) -> Verdict:
    r"""For $\lambda = t / \sigma^2$, $e^{-\lambda t + \lambda^2 \sigma^2 / 2} = e^{-t^2 / (2 \sigma^2)}$."""
    return identity(
        lambda t, sigma: -(t / sigma**2) * t + (one * t / sigma**2) ** 2 * sigma**2 / 2,
        lambda t, sigma: -(t**2) / (2 * sigma**2),
        {"sigma": (0, inf)},
    )


@step(sub_gaussian_sum, 4, mutant={"two": 1})
def level(two: Constant = 2) -> Verdict:
    r"""Step 3 at $t = \sigma \sqrt{2 \log(1/\delta) / n}$ for $(\sigma / \sqrt{n})$-sub-Gaussian is delta."""
    return identity(
        lambda n, sigma, delta: exp(-((sigma * sqrt(two * log(1 / delta) / n)) ** 2) / (2 * (sigma / sqrt(n)) ** 2)),
        lambda n, sigma, delta: delta,
        {"n": (1, inf), "sigma": (0, inf), "delta": (0, 1)},
    )
