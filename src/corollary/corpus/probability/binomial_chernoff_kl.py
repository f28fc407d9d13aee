"""Chernoff bound in relative-entropy form."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import Iid, Level, Mean, UnitVariable
from corollary.logic import AtLeast, AtMost, Attempt, ChosenBefore, Quantity, ablation, require, role, theorem, trial
from corollary.logic.arithmetic import exp, kl

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class LowerTail(
    Quantity,
    says="the probability, over {sample} from {law}, that the average of {variable} is at most {level}",
    tex=r"P^n(P_n {variable} \le {level})",
    trivial=1.0,
):
    """P^n(P_n f ≤ q)."""

    variable: str
    law: str
    sample: str
    level: str


@theorem
def binomial_chernoff_kl(
    sample: Iid,
    unit: UnitVariable,
    mean: AtLeast[Mean],
    level: AtMost[Level],
    before: Annotated[ChosenBefore, role(hypotheses="variable")],
) -> AtMost[LowerTail]:
    """The exponential is below its chord; optimise the tilt."""
    require(sample.n >= 1, "n >= 1")
    require(level.value >= 0, "q >= 0")
    require(level.value <= mean.value, "q <= p")
    return exp(-sample.n * kl(level.value, mean.value))


def _bound(n: "Any", p: "Any", q: "Any") -> "Any":
    facts = Iid(n=n), UnitVariable(), AtLeast[Mean](p), AtMost[Level](q), ChosenBefore(hypotheses="variable")
    return binomial_chernoff_kl(*facts).value


def _coins(rng: "Generator", draws: int) -> "tuple[Any, Any, Any]":
    """Biases, numbers of coins and counts below the mean; count 0 in half of the draws, where equality holds."""
    import numpy as np

    p, n = rng.uniform(0.05, 0.95, size=draws), rng.integers(1, 60, size=draws)
    count = np.floor(rng.uniform(size=draws) * n * p)
    count[::2] = 0
    return p, n, count


@trial(binomial_chernoff_kl)
def coins(rng: "Generator", draws: int) -> Attempt:
    """Binomial tails, exactly."""
    from scipy.stats import binom

    p, n, count = _coins(rng, draws)
    return Attempt(binom.cdf(count, n, p), _bound(n, p, count / n))


@ablation(binomial_chernoff_kl, breaks="sample")
def repeated(rng: "Generator", draws: int) -> Attempt:
    """One coin, counted n times."""
    p, n, count = _coins(rng, draws)
    return Attempt(1 - p, _bound(n, p, count / n))


@ablation(binomial_chernoff_kl, breaks="unit")
def beyond_one(rng: "Generator", draws: int) -> Attempt:
    """A variable that is 0 or 2, with the mean of the coin."""
    p, n, _ = _coins(rng, draws)
    return Attempt((1 - p / 2) ** n, _bound(n, p, 0 * p))


@ablation(binomial_chernoff_kl, breaks="mean")
def overstated(rng: "Generator", draws: int) -> Attempt:
    """A mean that is smaller than said."""
    from scipy.stats import binom

    p, n, count = _coins(rng, draws)
    return Attempt(binom.cdf(count, n, 0.9 * p), _bound(n, p, count / n))


@ablation(binomial_chernoff_kl, breaks="before")
def least_average(rng: "Generator", draws: int) -> Attempt:
    """Of 500 groups of coins, the one with the fewest heads."""
    from scipy.stats import binom

    p, n, count = _coins(rng, draws)
    return Attempt(1 - (1 - binom.cdf(count, n, p)) ** 500, _bound(n, p, count / n))


@ablation(binomial_chernoff_kl, breaks="level")
def strictly_above(rng: "Generator", draws: int) -> Attempt:
    """A level that is one count larger than said."""
    from scipy.stats import binom

    p, n, count = _coins(rng, draws)
    return Attempt(binom.cdf(count + 1, n, p), _bound(n, p, count / n))
