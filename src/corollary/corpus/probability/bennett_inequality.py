"""Bennett's inequality."""

from math import inf
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import Iid, Level, VariableRange, Variance
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
from corollary.logic.arithmetic import exp, log, log1p
from corollary.logic.checking import Verdict, derivative, identity

if TYPE_CHECKING:
    from numpy.random import Generator


class GapTail(
    Quantity,
    says="the probability, over {sample} from {law}, that the mean of {variable} minus its average is at least {level}",
    tex=r"P^n(P {variable} - P_n {variable} \ge {level})",
    trivial=1.0,
):
    """P^n(P f − P_n f ≥ t)."""

    variable: str
    law: str
    sample: str
    level: str


@theorem
def bennett_inequality(
    sample: Iid,
    variance: AtMost[Variance],
    range: AtMost[VariableRange],
    level: AtLeast[Level],
    before: Annotated[ChosenBefore, role(hypotheses="variable")],
) -> AtMost[GapTail]:
    """The exponential is below a parabola up to the greatest value; optimise the tilt."""
    require(sample.n >= 1, "n >= 1")
    require(variance.value > 0, "v > 0")
    require(range.value > 0, "c > 0")
    require(level.value > 0, "t > 0")
    u = range.value * level.value / variance.value
    return exp(-sample.n * variance.value / range.value**2 * ((1 + u) * log1p(u) - u))


def _attempt(
    rng: "Generator", draws: int, *, tosses: int = 40, variance: float = 1.0, width: float = 1.0, level: float = 1.0
) -> Attempt:
    """The exact tail of P f − P_n f for f = −1 with small probability p, else 0; the facts scaled as said."""
    import numpy as np
    from scipy.stats import binom

    p, t = rng.uniform(0.005, 0.2, size=draws), rng.uniform(0.01, 0.3, size=draws)
    facts = (
        Iid(n=40),
        AtMost[Variance](variance * p * (1 - p)),
        AtMost[VariableRange](width),
        AtLeast[Level](level * t),
        ChosenBefore(hypotheses="variable"),
    )
    return Attempt(binom.sf(np.ceil(tosses * (p + t) - 1e-9) - 1, tosses, p), bennett_inequality(*facts).value)


@trial(bennett_inequality)
def rare_events(rng: "Generator", draws: int) -> Attempt:
    """Forty coins of small bias, with the exact tail."""
    return _attempt(rng, draws)


@trial(bennett_inequality)
def many_coins(rng: "Generator", draws: int) -> Attempt:
    """A million coins, of bias down to 1e-6: logarithms of exact tails and bounds."""
    import numpy as np
    from scipy.stats import binom

    n, p = 10**6, 10 ** rng.uniform(-6, -1, size=draws)
    t = np.sqrt(p * (1 - p) / n) * rng.uniform(1, 10, size=draws)
    facts = (
        Iid(n=n),
        AtMost[Variance](p * (1 - p)),
        AtMost[VariableRange](1.0),
        AtLeast[Level](t),
        ChosenBefore(hypotheses="variable"),
    )
    bound = np.asarray(bennett_inequality(*facts).value)
    return Attempt(binom.logsf(np.ceil(n * (p + t) - 1e-9) - 1, n, p), np.log(bound))


@trial(bennett_inequality)
def one_coin(rng: "Generator", draws: int) -> Attempt:
    """One coin that fails with a small probability q, at the level q: tail 1 - q and bound are near 1."""
    q = rng.uniform(0.001, 0.3, size=draws)
    facts = (
        Iid(n=1),
        AtMost[Variance](q * (1 - q)),
        AtMost[VariableRange](1.0),
        AtLeast[Level](q),
        ChosenBefore(hypotheses="variable"),
    )
    return Attempt(1 - q, bennett_inequality(*facts).value)


@ablation(bennett_inequality, breaks="sample")
def repeated(rng: "Generator", draws: int) -> Attempt:
    """One coin, counted forty times."""
    return _attempt(rng, draws, tosses=1)


@ablation(bennett_inequality, breaks="variance")
def small_variance(rng: "Generator", draws: int) -> Attempt:
    """A tenth of the variance."""
    return _attempt(rng, draws, variance=0.1)


@ablation(bennett_inequality, breaks="range")
def small_range(rng: "Generator", draws: int) -> Attempt:
    """A hundredth of the range: the tail is then said to be Gaussian."""
    return _attempt(rng, draws, width=0.01)


@ablation(bennett_inequality, breaks="before")
def largest_gap(rng: "Generator", draws: int) -> Attempt:
    """Of 500 such variables, independent of each other, the one with the largest gap."""
    single = _attempt(rng, draws)
    return Attempt(1 - (1 - single.truth) ** 500, single.bound)


@ablation(bennett_inequality, breaks="level")
def high_level(rng: "Generator", draws: int) -> Attempt:
    """The level overstated twofold."""
    return _attempt(rng, draws, level=2.0)


# Checked steps of the proof.


@step(bennett_inequality, 1, mutant={"one": 2})
def antiderivative(one: Constant = 1) -> Verdict:
    r"""$\int_0^1 (1 - s) e^{s u} \, \dd s$: an antiderivative of the integrand."""
    return identity(
        lambda s, u: derivative(lambda x: exp(x * u) * ((1 - x) * u + one) / u**2, s),
        lambda s, u: (1 - s) * exp(s * u),
    )


@step(bennett_inequality, 1, mutant={"one": 2})
def ends(one: Constant = 1) -> Verdict:
    r"""$\phi(u) / u^2 = \int_0^1 (1 - s) e^{s u} \, \dd s$: the ends of that antiderivative."""
    return identity(
        lambda u: exp(u) / u**2 - (u + 1) / u**2,
        lambda u: (exp(u) - u - one) / u**2,
    )


@step(bennett_inequality, 4, mutant={"sign": 2})
def exponent(sign: Constant = 1) -> Verdict:
    r"""The exponent is $\frac{v}{b^2} (u - \log(1 + u) - u \log(1 + u)) = - \frac{v}{b^2} h(u)$ for $\lambda = \frac{1}{b} \log(1 + u)$."""
    return identity(
        lambda v, b, u: v / b**2 * (exp(log(1 + u)) - log(1 + u) - 1) - log(1 + u) / b * (u * v / b),
        lambda v, b, u: -v / b**2 * (sign * (1 + u) * log(1 + u) - u),
        {"v": (0, inf), "b": (0, inf), "u": (0, inf)},
    )
