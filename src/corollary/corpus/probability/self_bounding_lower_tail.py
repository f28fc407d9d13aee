"""Lower tail of a self-bounding function, tried exactly."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

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
