"""Consistency of maximum likelihood, tried on Cauchy locations."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


def _distance(rng: "Generator", draws: int, fold: "Any") -> Attempt:
    """Distance of the estimate from the truth for 3000 Cauchy variables, Θ = [-3, 3] in steps of 1/20.

    `fold` takes a parameter to the location of its law. The standard deviation of the estimate is about 1/40.
    """
    import numpy as np

    grid = np.linspace(-3, 3, 121)
    draws, n = min(draws, 20), 3000
    truth = grid[rng.integers(70, 115, size=draws)]
    estimates = []
    for location in truth:
        x = fold(location) + rng.standard_cauchy(size=n)
        likelihood = -np.log1p((x[:, None] - fold(grid)) ** 2).sum(axis=0)
        estimates.append(grid[likelihood.argmax()])
    return Attempt(np.abs(np.array(estimates) - truth), 0.25)


@trial("mle-consistency")
def cauchy_location(rng: "Generator", draws: int) -> Attempt:
    """The estimate is within a quarter of the truth: ten standard deviations."""
    return _distance(rng, draws, lambda theta: theta)


@ablation("mle-consistency", breaks="identifiable")
def location_without_sign(rng: "Generator", draws: int) -> Attempt:
    """The law depends on the absolute value of the parameter."""
    return _distance(rng, draws, abs)


@ablation("mle-consistency", breaks="sample")
def a_mean_for_each_pair(rng: "Generator", draws: int) -> Attempt:
    """Pairs with means of their own: the estimate of the variance, relative to the variance, is not within a quarter of 1."""
    import numpy as np

    draws = min(draws, 50)
    scale = rng.uniform(0.5, 2, size=draws)
    x = rng.normal(size=(draws, 2000, 1)) * 5 + scale[:, None, None] * rng.normal(size=(draws, 2000, 2))
    return Attempt(np.abs(x.var(axis=2).mean(axis=1) / scale**2 - 1), 0.25)


@ablation("mle-consistency", breaks="compact")
def a_law_approached_from_infinity(rng: "Generator", draws: int) -> Attempt:
    """The normal laws of mean 1/θ, θ = 0 standing for mean 0: the estimate from 3000 standard normal variables."""
    import numpy as np

    mean = rng.normal(size=draws) / np.sqrt(3000)
    return Attempt(np.where(mean > 0, 1 / np.clip(mean, 1e-12, 1), 0), 0.25)
