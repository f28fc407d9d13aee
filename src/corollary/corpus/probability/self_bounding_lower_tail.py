"""Lower tail of a self-bounding function, tried exactly."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING

from corollary.logic import Attempt, Constant, ablation, step, trial
from corollary.logic.arithmetic import exp, log
from corollary.logic.checking import Verdict, derivative, entails, identity, inequality

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


def _tail(rng: "Generator", draws: int) -> "tuple[Any, Any, Any]":
    """n times the sample variance of 12 coins: its mean, a distance t, the exact probability to be t below the mean."""
    import numpy as np
    from scipy.stats import binom

    heads = np.arange(13)
    value = heads * (12 - heads) / 11
    mass = binom.pmf(heads, 12, rng.uniform(0.05, 0.95, size=(draws, 1)))
    mean = mass @ value
    level = mean * rng.uniform(size=draws)
    return mean, mean - level, (mass * (value <= level[:, None])).sum(axis=1)


@trial("self-bounding-lower-tail")
def sample_variance(rng: "Generator", draws: int) -> Attempt:
    """Twelve coins; the sample variance satisfies the hypothesis with a = 12/11."""
    import numpy as np

    mean, t, probability = _tail(rng, draws)
    return Attempt(probability, np.exp(-(t**2) / (2 * 12 / 11 * mean)))


def _many_coins(rng: "Generator", draws: int, a: float) -> Attempt:
    """The number of heads of 10^9 coins of bias 1/100, a = 1: logarithms of the exact tail and of the bound."""
    import numpy as np
    from scipy.stats import binom

    n, p = 10**9, 0.01
    t = np.sqrt(n * p) * rng.uniform(0.5, 14, size=draws)
    return Attempt(binom.logcdf(np.floor(n * p - t + 1e-6), n, p), -(t**2) / (2 * a * n * p))


@trial("self-bounding-lower-tail")
def many_coins(rng: "Generator", draws: int) -> Attempt:
    """Rare successes, for which the bound is nearly the Gaussian one."""
    return _many_coins(rng, draws, 1.0)


@ablation("self-bounding-lower-tail", breaks="constant")
def nine_tenths(rng: "Generator", draws: int) -> Attempt:
    """Nine tenths of the constant a."""
    return _many_coins(rng, draws, 0.9)


@ablation("self-bounding-lower-tail", breaks="constant")
def smaller_constant(rng: "Generator", draws: int) -> Attempt:
    """A tenth of the constant a."""
    import numpy as np

    mean, t, probability = _tail(rng, draws)
    return Attempt(probability, np.exp(-(t**2) / (2 * 12 / 110 * mean)))


# Checked steps of the proof.


@step("self-bounding-lower-tail", 3, mutant={"one": Fraction(11, 10)})
def divergence(one: Constant = 1) -> Verdict:
    r"""$u - m + m \log(m / u) \ge 0$ divided by `u`, for `m / u = 1 + x`, `0 <= x <= 4`."""
    return inequality(lambda x: one * x, lambda x: (1 + x) * log(1 + x), {"x": (0, 4)})


@step("self-bounding-lower-tail", 5, mutant={"two": 3})
def convex_part(two: Constant = 2) -> Verdict:
    r"""$\phi(s x) \le x^2 \phi(s)$ for $x \in [0, 1]$ and `0 <= s <= 4`."""
    return inequality(
        lambda s, x: exp(s * x) - s * x - 1,
        lambda s, x: x**two * (exp(s) - s - 1),
        {"s": (0, 4), "x": (0, 1)},
    )


@step("self-bounding-lower-tail", 7, mutant={"one": 2})
def difference(one: Constant = 1) -> Verdict:
    r"""$\frac{1}{s + a \phi(s)} - \frac{1}{s}$ is $- a \phi(s) / (s (s + a \phi(s)))$."""
    return identity(
        lambda s, a, phi: 1 / (s + a * phi) - one / s,
        lambda s, a, phi: -a * phi / (s * (s + a * phi)),
        {"s": (0, inf), "a": (0, inf), "phi": (0, inf)},
    )


@step("self-bounding-lower-tail", 8, mutant={"two": 3})
def logarithmic_slope(two: Constant = 2) -> Verdict:
    r"""$- \frac{a}{2} / (1 - \frac{a s}{2}) = \frac{\dd}{\dd s} \log(1 - \frac{a s}{2})$."""
    return identity(
        lambda s, a: -a / two / (1 - a * s / 2),
        lambda s, a: derivative(lambda x: log(1 - a * x / 2), s),
        {"s": (0, 1), "a": (0, 2)},
    )


@step("self-bounding-lower-tail", 8, mutant={"two": 1})
def multiplied_out(two: Constant = 2) -> Verdict:
    r"""Multiplied out, this says $2 \phi(s) (1 - a s) \le s^2$."""
    return entails(
        lambda s, a, phi: [s > 0, a > 0, a * s < 2, phi >= 0, two * phi * (1 - a * s) <= s**2],
        lambda s, a, phi: -a * phi * (1 - a * s / 2) >= -a / 2 * (s * (s + a * phi)),
    )


@step("self-bounding-lower-tail", 8, mutant={"three": 4})
def small(three: Constant = 3) -> Verdict:
    r"""It follows from $\phi(s) \le \frac{s^2}{2 (1 - s/3)}$ if $s < 3$, as `a >= 1/3`."""
    return entails(
        lambda s, a, phi: [s > 0, s < 3, a * three >= 1, phi >= 0, phi * 2 * (1 - s / 3) <= s**2],
        lambda s, a, phi: 2 * phi * (1 - a * s) <= s**2,
    )


@step("self-bounding-lower-tail", 10, mutant={"half": 1})
def exponent(half: Constant = Fraction(1, 2)) -> Verdict:
    r"""$\frac{1}{2} a s^2 \E Z$ less `s t` is the claimed exponent at $s = t / (a \, \E Z)$."""
    return identity(
        lambda a, mean, t: half * a * (t / (a * mean)) ** 2 * mean - t / (a * mean) * t,
        lambda a, mean, t: -(t**2) / (2 * a * mean),
        {"a": (0, inf), "mean": (0, inf), "t": (0, inf)},
    )
