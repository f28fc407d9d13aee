"""Chernoff bound in relative-entropy form."""

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import Iid, Level, Mean, UnitVariable
from corollary.logic import (
    AtLeast,
    AtMost,
    Attempt,
    ChosenBefore,
    Constant,
    Quantity,
    ablation,
    require,
    role,
    step,
    theorem,
    trial,
)
from corollary.logic.arithmetic import exp, kl, log
from corollary.logic.checking import Verdict, derivative, identity, inequality

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


# Checked steps of the proof.


@step(binomial_chernoff_kl, 1, mutant={"one": Fraction(9, 10)})
def chord(one: Constant = 1) -> Verdict:
    r"""$e^{\lambda x} \le 1 - x + x e^\lambda$ for $x \in [0, 1]$ and `0 <= lambda <= 4`."""
    return inequality(
        lambda slope, x: exp(slope * x), lambda slope, x: 1 - x + one * x * exp(slope), {"slope": (0, 4), "x": (0, 1)}
    )


@step(binomial_chernoff_kl, 3, mutant={"one": 2})
def tilted_mean(one: Constant = 1) -> Verdict:
    r"""$e^\lambda = \frac{q (1 - p)}{p (1 - q)} \ge 1$ gives $1 - p + p e^\lambda = \frac{1 - p}{1 - q}$."""
    return identity(
        lambda p, q: 1 - p + p * (q * (one - p) / (p * (1 - q))),
        lambda p, q: (1 - p) / (1 - q),
        {"p": (0, 1), "q": (0, 1)},
    )


@step(binomial_chernoff_kl, 3, mutant={"one": 2})
def conjugate(one: Constant = 1) -> Verdict:
    r"""$q \log \frac{q (1 - p)}{p (1 - q)} - \log \frac{1 - p}{1 - q} = \kl{q}{p}$, logarithms of quotients written out."""
    return identity(
        lambda p, q: q * (log(q) + log(1 - p) - log(p) - log(1 - q)) - one * (log(1 - p) - log(1 - q)),
        lambda p, q: q * (log(q) - log(p)) + (1 - q) * (log(1 - q) - log(1 - p)),
        {"p": (0, 1), "q": (0, 1)},
    )


@step(binomial_chernoff_kl, 7, mutant={"one": 2})
def same_derivative(one: Constant = 1) -> Verdict:
    r"""Both sides of $\kl{q}{p} = \int_p^q \frac{q - u}{u (1 - u)} \, \dd u$ have the same second derivative in `q`."""
    return identity(
        lambda p, q: derivative(
            lambda x: derivative(lambda y: y * (log(y) - log(p)) + (1 - y) * (log(1 - y) - log(1 - p)), x),
            q,
        ),
        lambda p, q: one / (q * (1 - q)),
        {"p": (0, 1), "q": (0, 1)},
    )


@step(binomial_chernoff_kl, 7, mutant={"two": 1})
def quadratic(two: Constant = 2) -> Verdict:
    r"""$\kl{q}{p} \ge (q - p)^2 / (2 \max(p, q))$ for `1/10 <= p <= 1/2` and `p <= q <= p + 2/5`."""
    return inequality(
        lambda d, p: d**2 / (two * (p + d)),
        lambda d, p: (p + d) * log((p + d) / p) + (1 - p - d) * log((1 - p - d) / (1 - p)),
        {"d": (0, Fraction(2, 5)), "p": (Fraction(1, 10), Fraction(1, 2))},
    )
