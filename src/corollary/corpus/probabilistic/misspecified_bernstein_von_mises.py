"""Bernstein-von Mises when the model is wrong: Poisson model, overdispersed counts, gamma prior."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator

SIZE = 4000


def _totals(rng: "Generator", draws: int, repetitions: int) -> "tuple[Any, Any, Any]":
    """Means, variances in units of the mean, and sums of `SIZE` counts, (draws, repetitions)."""

    mean, dispersion = rng.uniform(1, 3, size=(draws, 1)), rng.uniform(2, 5, size=(draws, 1))
    return (
        mean,
        dispersion,
        rng.negative_binomial(SIZE * mean / (dispersion - 1), 1 / dispersion, size=(draws, repetitions)),
    )


def _distance(rng: "Generator", draws: int, spread: str, lowest: float = 0.0) -> Attempt:
    """Total variation between the posterior of the mean and a normal law at the average count, by summation."""
    import numpy as np
    from scipy.stats import gamma

    draws = min(draws, 50)
    mean, dispersion, totals = _totals(rng, draws, 1)
    deviation = np.sqrt(mean * (dispersion if spread == "sandwich" else 1) / SIZE)
    grid = mean + np.linspace(-12, 12, 2001) * np.sqrt(mean / SIZE)
    posterior = gamma.pdf(grid, 2 + totals, scale=1 / (1 + SIZE)) * (grid >= lowest)
    normal = np.exp(-(((grid - totals / SIZE) / deviation) ** 2) / 2)
    mass = posterior.sum(axis=1, keepdims=True)
    posterior = np.divide(posterior, mass, out=np.zeros_like(posterior), where=mass > 0)
    common = np.minimum(posterior, normal / normal.sum(axis=1, keepdims=True)).sum(axis=1)
    return Attempt(1 - common, 0.1)


@trial("misspecified-bernstein-von-mises")
def posterior_spread(rng: "Generator", draws: int) -> Attempt:
    """The inverse of A is the mean, the variance of the Poisson model."""
    return _distance(rng, draws, "model")


@ablation("misspecified-bernstein-von-mises", breaks="constant")
def sandwich_spread(rng: "Generator", draws: int) -> Attempt:
    """The posterior does not have the spread of the sandwich."""
    return _distance(rng, draws, "sandwich")


@ablation("misspecified-bernstein-von-mises", breaks="prior")
def prior_elsewhere(rng: "Generator", draws: int) -> Attempt:
    """The prior has no mass below 10."""
    return _distance(rng, draws, "model", lowest=10.0)


def _coverage(rng: "Generator", draws: int, dispersed: bool) -> Attempt:
    """How often 95 % posterior intervals contain the mean, over 4000 repetitions, against the limit of (a)."""
    import numpy as np
    from scipy.stats import gamma, norm

    mean, dispersion, totals = _totals(rng, min(draws, 10), 4000)
    ends = gamma.ppf(np.array([0.025, 0.975])[:, None, None], 2 + totals, scale=1 / (1 + SIZE))
    covered = ((ends[0] <= mean) & (mean <= ends[1])).mean(axis=1)
    limit = 2 * norm.cdf(norm.ppf(0.975) / np.sqrt(dispersion if dispersed else 1.0)) - 1
    return Attempt(np.abs(covered - np.ravel(limit)), 0.04)


@trial("misspecified-bernstein-von-mises")
def coverage(rng: "Generator", draws: int) -> Attempt:
    """The ratio of A^{-1} to the sandwich is one over the dispersion."""
    return _coverage(rng, draws, dispersed=True)


@ablation("misspecified-bernstein-von-mises", breaks="constant")
def nominal_coverage(rng: "Generator", draws: int) -> Attempt:
    """The nominal 95 %."""
    return _coverage(rng, draws, dispersed=False)
