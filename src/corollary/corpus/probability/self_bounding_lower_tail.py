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


@ablation("self-bounding-lower-tail", breaks="constant")
def smaller_constant(rng: "Generator", draws: int) -> Attempt:
    """A tenth of the constant a."""
    import numpy as np

    mean, t, probability = _tail(rng, draws)
    return Attempt(probability, np.exp(-(t**2) / (2 * 12 / 110 * mean)))
