"""The empirical mean without light tails: the construction, exactly."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

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
