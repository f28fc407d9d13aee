"""Multiplicative Chernoff bound."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import Iid, Level, Mean, UnitVariable
from corollary.logic import AtLeast, AtMost, Attempt, ChosenBefore, Quantity, ablation, require, role, theorem, trial
from corollary.logic.arithmetic import exp, log

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class UpperTail(
    Quantity,
    says="the probability, over {sample} from {law}, that the average of {variable} is at least {level}",
    tex=r"P^n(P_n {variable} \ge {level})",
    trivial=1.0,
):
    """P^n(P_n f ≥ q)."""

    variable: str
    law: str
    sample: str
    level: str


@theorem
def multiplicative_chernoff(
    sample: Iid,
    unit: UnitVariable,
    mean: AtMost[Mean],
    level: AtLeast[Level],
    before: Annotated[ChosenBefore, role(hypotheses="variable")],
) -> AtMost[UpperTail]:
    """Comparison with a Poisson variable."""
    require(sample.n >= 1, "n >= 1")
    require(mean.value > 0, "p > 0")
    require(level.value >= mean.value, "q >= p")
    return exp(-sample.n * (level.value * log(level.value / mean.value) - level.value + mean.value))


def _bound(n: "Any", p: "Any", q: "Any") -> "Any":
    facts = Iid(n=n), UnitVariable(), AtMost[Mean](p), AtLeast[Level](q), ChosenBefore(hypotheses="variable")
    return multiplicative_chernoff(*facts).value


def _coins(rng: "Generator", draws: int) -> "tuple[Any, Any, Any]":
    """Biases, numbers of coins and counts of successes above the mean."""
    import numpy as np

    n = rng.integers(10, 10**4, size=draws)
    p = rng.uniform(0.5, 30, size=draws) / n / 10
    return p, n, np.ceil(n * p + 1e-9) + rng.integers(0, 12, size=draws)


@trial(multiplicative_chernoff)
def rare_successes(rng: "Generator", draws: int) -> Attempt:
    """Few successes in many tosses: exact binomial tails."""
    from scipy.stats import binom

    p, n, count = _coins(rng, draws)
    return Attempt(binom.sf(count - 1, n, p), _bound(n, p, count / n))


def _exponents(rng: "Generator", draws: int, factor: float) -> Attempt:
    """A million expected successes in 10^9 tosses: logarithms of exact tails and of the bound."""
    import numpy as np
    from scipy.stats import binom

    n, p = 10**9, 1e-3
    count = np.ceil(n * p + 1000 * rng.uniform(2, 30, size=draws))
    return Attempt(binom.logsf(count - 1, n, p), factor * np.log(_bound(n, p, count / n)))


@trial(multiplicative_chernoff)
def exponent(rng: "Generator", draws: int) -> Attempt:
    """Tails down to 1e-190."""
    return _exponents(rng, draws, 1.0)


@ablation(multiplicative_chernoff, breaks="constant")
def larger_exponent(rng: "Generator", draws: int) -> Attempt:
    """The exponent times 1.02."""
    return _exponents(rng, draws, 1.02)


@trial("multiplicative-chernoff")
def lower_tail(rng: "Generator", draws: int) -> Attempt:
    """The lower tail: rare successes, none of them in half of the draws."""
    import numpy as np
    from scipy.stats import binom

    p, n, _ = _coins(rng, draws)
    count = np.floor(n * p * rng.uniform(size=draws))
    count[::2] = 0
    return Attempt(binom.cdf(count, n, p), np.exp(-((n * p - count) ** 2) / (2 * n * p)))


@ablation(multiplicative_chernoff, breaks="sample")
def repeated(rng: "Generator", draws: int) -> Attempt:
    """One coin, counted n times."""
    p, n, count = _coins(rng, draws)
    return Attempt(p, _bound(n, p, count / n))


@ablation(multiplicative_chernoff, breaks="unit")
def clusters(rng: "Generator", draws: int) -> Attempt:
    """A variable that is 0 or 5, with the mean of the coin."""
    import numpy as np
    from scipy.stats import binom

    p, n, count = _coins(rng, draws)
    return Attempt(binom.sf(np.ceil(count / 5) - 1, n, p / 5), _bound(n, p, count / n))


@ablation(multiplicative_chernoff, breaks="mean")
def understated(rng: "Generator", draws: int) -> Attempt:
    """A mean that is three times what is said."""
    from scipy.stats import binom

    p, n, count = _coins(rng, draws)
    return Attempt(binom.sf(count - 1, n, 3 * p), _bound(n, p, count / n))
