"""Learnable, but neither by uniform convergence nor by empirical risk minimisation: the case of finite dimension.

With equal weights a_j = 1/d all minimisers are known. Let J be the set of coordinates that are 0 in all n observations.
Off J the first term of the empirical risk is at least |w|/n, more than the second can gain (at most 2 epsilon |w|/sqrt d),
so the minimiser vanishes off J; on J it is constant, 1/sqrt|J| or less.
"""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np

EPSILON = 1 / 100


def _risk(free: "np.ndarray", height: "np.ndarray", dimension: int) -> "np.ndarray":
    """Risk of the vector that is `height` on `free` coordinates and 0 elsewhere: a binomial number of them is seen."""
    import numpy as np
    from scipy.stats import binom

    seen = np.arange(dimension + 1)
    root = binom.pmf(seen, free[:, None], 0.5) @ np.sqrt(seen)
    return np.asarray(height * root + EPSILON * (free * (height - 1) ** 2 + dimension - free) / dimension)


def _free(rng: "np.random.Generator", draws: int, n: int, dimension: int) -> "np.ndarray":
    """Numbers of coordinates that are 0 in all n observations."""
    import numpy as np

    return np.asarray(rng.binomial(dimension, 2.0**-n, size=draws))


def _minimiser_of_empirical_risk(rng: "np.random.Generator", draws: int, dimension: int) -> Attempt:
    import numpy as np

    free = _free(rng, draws, 7, dimension)
    return Attempt(_risk(free, 1 / np.sqrt(np.maximum(free, 1)), dimension), 0.5, delta=0.001, sense="at_least")


@trial("learnable-without-uniform-convergence")
def minimiser_of_empirical_risk(rng: "np.random.Generator", draws: int) -> Attempt:
    """n = 7 observations, dimension 7 * 2^7: its risk is at least one half, save with probability 0.001."""
    return _minimiser_of_empirical_risk(rng, draws, 7 * 2**7)


@trial("learnable-without-uniform-convergence")
def it_is_the_minimiser(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three observations in dimension 56: no random point of the ball, near it or not, has a smaller empirical risk."""
    import numpy as np

    n, dimension = 3, 56
    z = rng.integers(0, 2, size=(draws, n, dimension))
    free = (z == 0).all(axis=1)
    best = free / np.sqrt(np.maximum(free.sum(axis=1, keepdims=True), 1))
    other = best + rng.normal(size=best.shape) * 10 ** rng.uniform(-4, 0, size=(draws, 1))
    other /= np.maximum(np.linalg.norm(other, axis=1, keepdims=True), 1)

    def empirical_risk(w: "np.ndarray") -> "np.ndarray":
        first = np.sqrt((z * w[:, None] ** 2).sum(axis=2)).mean(axis=1)
        return np.asarray(first + EPSILON * ((w - 1) ** 2).mean(axis=1))

    return Attempt(empirical_risk(other), empirical_risk(best), sense="at_least")


@trial("learnable-without-uniform-convergence")
def minimiser_with_penalty(rng: "np.random.Generator", draws: int) -> Attempt:
    """Ten observations: the mean risk of the penalised minimiser, against the bound of (a) with 0 as comparator."""
    import numpy as np

    n, dimension = 10, 7 * 2**10
    slope, penalty = 2 * EPSILON / dimension, 2 * (1 + 4 * EPSILON) / np.sqrt(n)
    free = _free(rng, min(draws, 100), n, dimension)
    risk = _risk(free, np.full(len(free), slope / (slope + penalty)), dimension)
    return Attempt([risk.mean()], [EPSILON + 2 * (1 + 4 * EPSILON) / np.sqrt(n)])


@ablation("learnable-without-uniform-convergence", breaks="dimension")
def low_dimension(rng: "np.random.Generator", draws: int) -> Attempt:
    """Dimension 2^7 / 8: mostly no coordinate is 0 throughout, and 0 minimises the empirical risk."""
    return _minimiser_of_empirical_risk(rng, draws, 2**4)
