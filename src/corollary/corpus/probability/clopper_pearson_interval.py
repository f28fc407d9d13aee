"""Clopper-Pearson upper limit."""

from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import Iid, SuccessCount, SuccessProbability
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
from corollary.logic.arithmetic import binomial_upper
from corollary.logic.checking import Verdict, cases

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


@theorem
def clopper_pearson_interval(
    sample: Iid,
    count: AtMost[SuccessCount],
    before: Annotated[ChosenBefore, role(hypotheses="event")],
    confidence: Confidence,
) -> AtMost[SuccessProbability]:
    """The greatest probability under which so few successes are not too unlikely."""
    require(sample.n >= 1, "n >= 1")
    require(count.value >= 0, "the number of successes lies between 0 and n")
    require(count.value <= sample.n, "the number of successes lies between 0 and n")
    return binomial_upper(count.value, sample.n, confidence.delta)


def _bound(count: "Any", delta: float, n: int = 25) -> "Any":
    facts = Iid(n=n), AtMost[SuccessCount](count), ChosenBefore(hypotheses="event")
    return clopper_pearson_interval(*facts, Confidence(delta)).value


def _failure(rng: "Generator", draws: int, repeated: bool = False, missed: int = 0) -> Attempt:
    """The exact probability of failure for 25 trials, at the least favourable probabilities, just above the limits."""
    import numpy as np
    from scipy.stats import binom

    delta = 0.2
    count = np.array([0, 25]) if repeated else np.arange(26)
    limits = _bound(np.maximum(count - missed, 0), delta)
    p = np.concatenate([limits[limits < 1 - 1e-9] * (1 + 1e-9), rng.uniform(size=draws)])[:draws, None]
    mass = np.concatenate([1 - p, p], axis=1) if repeated else binom.pmf(count, 25, p)
    return Attempt((mass * (p > limits)).sum(axis=1), delta)


@trial(clopper_pearson_interval)
def least_favourable(rng: "Generator", draws: int) -> Attempt:
    """Exact coverage; just above each limit the failure probability is delta."""
    return _failure(rng, draws)


@ablation(clopper_pearson_interval, breaks="sample")
def one_observation(rng: "Generator", draws: int) -> Attempt:
    """One observation, counted 25 times."""
    return _failure(rng, draws, repeated=True)


@ablation(clopper_pearson_interval, breaks="count")
def one_missed(rng: "Generator", draws: int) -> Attempt:
    """One success is not counted."""
    return _failure(rng, draws, missed=1)


@ablation(clopper_pearson_interval, breaks="before")
def unseen_points(rng: "Generator", draws: int) -> Attempt:
    """All points but the sample, for the uniform law: no successes, probability 1."""
    seen, fresh = rng.uniform(size=(draws, 25)), rng.uniform(size=(draws, 50))
    return Attempt((fresh[:, :, None] != seen[:, None, :]).all(axis=2).mean(axis=1), _bound(0.0, 0.1), 0.1)


# Checked steps of the proof.


@step(clopper_pearson_interval, 1, mutant={"one": 2})
def telescoping(one: Constant = 1) -> Verdict:
    r"""$\frac{\dd}{\dd r} B(k; n, r) = - n \binom{n - 1}{k} r^k (1 - r)^{n - 1 - k}$ for `k < n <= 9`, at `n` points."""

    def slope(n: int, k: int, r: Fraction) -> Fraction:
        parts = (
            comb(n, j) * ((j * r ** (j - 1) if j else 0) * (1 - r) ** (n - j) - r**j * (n - j) * (1 - r) ** (n - j - 1))
            for j in range(k + 1)
        )
        return sum(parts, Fraction(0))

    points = ((n, k, Fraction(i, n + 1)) for n in range(1, 10) for k in range(n) for i in range(1, n + 1))
    return cases(points, lambda n, k, r: slope(n, k, r) == -one * n * comb(n - 1, k) * r**k * (1 - r) ** (n - 1 - k))
