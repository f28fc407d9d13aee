"""The empirical mean without light tails: the construction, exactly."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING

from corollary.logic import Attempt, Constant, ablation, step, trial
from corollary.logic.arithmetic import sqrt
from corollary.logic.checking import Verdict, certified, identity

if TYPE_CHECKING:
    from numpy.random import Generator


def _tail(rng: "Generator", draws: int, levels: int) -> Attempt:
    """The probability that the mean of n draws reaches `levels` times sigma / (2 sqrt(n delta)), against delta."""
    import numpy as np
    from scipy.stats import binom

    n, delta = rng.integers(1, 200, size=draws), rng.uniform(0.001, 0.125, size=draws)
    total = np.zeros(draws)
    for negative in range(10):
        down = binom.pmf(negative, n, 2 * delta / n)
        up = binom.sf(negative + levels - 1, n - negative, 2 * delta / n / (1 - 2 * delta / n))
        total += np.where(negative <= n, down * up, 0.0)
    return Attempt(total, delta, sense="at_least")


@trial("heavy-tailed-mean")
def rare_large_values(rng: "Generator", draws: int) -> Attempt:
    """The positive values exceed the negative ones in number: multinomial probabilities."""
    return _tail(rng, draws, 1)


@ablation("heavy-tailed-mean", breaks="constant")
def twice_as_far(rng: "Generator", draws: int) -> Attempt:
    """Twice the deviation is not reached so often."""
    return _tail(rng, draws, 2)


# Checked steps of the proof.


@step("heavy-tailed-mean", 3, mutant={"four": 3})
def variance(four: Constant = 4) -> Verdict:
    r"""$\E X^2 = \frac{4 \delta}{n} \cdot \frac{\sigma^2 n}{4 \delta} = \sigma^2$ for the values $\pm \frac{\sigma}{2} \sqrt{n / \delta}$."""
    return identity(
        lambda n, sigma, delta: four * delta / n * (sigma / 2 * sqrt(n / delta)) ** 2,
        lambda n, sigma, delta: sigma**2,
        {"n": (1, inf), "sigma": (0, inf), "delta": (0, 1)},
    )


@step("heavy-tailed-mean", 4, mutant={"four": 8})
def probability(four: Constant = 4) -> Verdict:
    r"""$2 \delta (1 - 4 \delta) \ge \delta$ for `0 <= delta <= 1/8`."""
    return certified(
        lambda delta: 2 * delta * (1 - four * delta) - delta,
        lambda delta: [(8, 1, 0, 1)],
        lambda delta: [delta, Fraction(1, 8) - delta],
    )
