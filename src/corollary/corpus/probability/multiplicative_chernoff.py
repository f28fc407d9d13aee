"""Multiplicative Chernoff bound."""

from fractions import Fraction
from math import inf
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
from corollary.logic.arithmetic import exp, log
from corollary.logic.checking import Verdict, derivative, identity, inequality

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


@ablation(multiplicative_chernoff, breaks="before")
def luckiest(rng: "Generator", draws: int) -> Attempt:
    """Of a million such variables, independent of each other, one with the most successes."""
    import numpy as np
    from scipy.stats import binom

    p, n, count = _coins(rng, draws)
    return Attempt(-np.expm1(1e6 * binom.logcdf(count - 1, n, p)), _bound(n, p, count / n))


# Checked steps of the proof.


@step(multiplicative_chernoff, 2, mutant={"one": 2})
def upper_exponent(one: Constant = 1) -> Verdict:
    r"""$\exp(m (e^\lambda - 1) - \lambda (1 + \eta) m) = \exp(- m ((1 + \eta) \log(1 + \eta) - \eta))$."""
    return identity(
        lambda m, eta: m * (exp(log(1 + eta)) - 1) - log(1 + eta) * (1 + eta) * m,
        lambda m, eta: -m * ((one + eta) * log(1 + eta) - eta),
        {"m": (0, inf), "eta": (0, inf)},
    )


@step(multiplicative_chernoff, 3, mutant={"two": 3})
def slope(two: Constant = 2) -> Verdict:
    r"""The difference in $\log(1 + \eta) \ge \frac{2 \eta}{2 + \eta}$ has the derivative $\frac{\eta^2}{(1 + \eta) (2 + \eta)^2} \ge 0$."""
    return identity(
        lambda eta: derivative(lambda x: log(1 + x) - two * x / (2 + x), eta),
        lambda eta: eta**2 / ((1 + eta) * (2 + eta) ** 2),
        {"eta": (0, inf)},
    )


@step(multiplicative_chernoff, 3, mutant={"two": Fraction(21, 10)})
def logarithm(two: Constant = 2) -> Verdict:
    r"""$\log(1 + \eta) \ge \frac{2 \eta}{2 + \eta}$ for `0 <= eta <= 20`."""
    return inequality(lambda eta: two * eta / (2 + eta), lambda eta: log(1 + eta), {"eta": (0, 20)})


@step(multiplicative_chernoff, 3, mutant={"two": 3})
def consequence(two: Constant = 2) -> Verdict:
    r"""Hence $(1 + \eta) \log(1 + \eta) - \eta \ge \frac{\eta^2}{2 + \eta}$: the value at the lower bound of the logarithm."""
    return identity(
        lambda eta: (1 + eta) * two * eta / (2 + eta) - eta, lambda eta: eta**2 / (2 + eta), {"eta": (0, inf)}
    )


@step(multiplicative_chernoff, 4, mutant={"one": 2})
def lower_exponent(one: Constant = 1) -> Verdict:
    r"""$\exp((e^\lambda - 1) \E S - \lambda (1 - \eta) m)$ is $\exp(- m ((1 - \eta) \log(1 - \eta) + \eta))$ at mean `m`."""
    return identity(
        lambda m, eta: (exp(log(1 - eta)) - 1) * m - log(1 - eta) * (1 - eta) * m,
        lambda m, eta: -m * ((1 - eta) * log(1 - eta) + one * eta),
        {"m": (0, inf), "eta": (0, 1)},
    )


@step(multiplicative_chernoff, 5, mutant={"half": Fraction(11, 20)})
def below(half: Constant = Fraction(1, 2)) -> Verdict:
    r"""$g(\eta) = (1 - \eta) \log(1 - \eta) + \eta - \frac12 \eta^2$ is nonnegative for `0 <= eta <= 19/20`."""
    return inequality(
        lambda eta: half * eta**2, lambda eta: (1 - eta) * log(1 - eta) + eta, {"eta": (0, Fraction(19, 20))}
    )


@step(multiplicative_chernoff, 5, mutant={"half": 1})
def slope_below(half: Constant = Fraction(1, 2)) -> Verdict:
    r"""The function has the derivative $- \log(1 - \eta) - \eta \ge 0$."""
    return identity(
        lambda eta: derivative(lambda x: (1 - x) * log(1 - x) + x - half * x**2, eta),
        lambda eta: -log(1 - eta) - eta,
        {"eta": (0, 1)},
    )


@step(multiplicative_chernoff, 6, mutant={"one": 2})
def at_level(one: Constant = 1) -> Verdict:
    r"""Step 2 at $m = n p$ and $1 + \eta = q / p$ is the last claim."""
    return identity(
        lambda n, p, q: -n * p * (q / p * log(q / p) - (q / p - 1)),
        lambda n, p, q: -n * (q * log(q / p) - one * q + p),
        {"n": (1, inf), "p": (0, inf), "q": (0, inf)},
    )
