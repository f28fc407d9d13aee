"""Bernstein-von Mises, tried on coins."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from numpy.random import Generator


def _coins(rng: "Generator", draws: int, top: float = 1.0) -> Attempt:
    """5000 tosses: total variation between the posterior of √n (θ − θ₀), prior Beta(a, b) on [0, top], and N(Δ, 1/I), by summation."""
    import numpy as np

    draws, n = min(draws, 50), 5000
    truth = rng.uniform(0.3, 0.7, size=(draws, 1))
    a, b = rng.uniform(0.5, 3, size=(2, draws, 1))
    heads = rng.binomial(n, truth)
    centre, deviation = heads / n, np.sqrt(truth * (1 - truth) / n)
    grid = np.linspace(0.001, 0.999, 4001)
    normal = np.exp(-(((grid - centre) / deviation) ** 2) / 2)
    with np.errstate(divide="ignore"):
        logs = (
            (a + heads - 1) * np.log(grid) + (b + n - heads - 1) * np.log1p(-grid) + np.where(grid <= top, 0, -np.inf)
        )
    posterior = np.exp(logs - logs.max(axis=1, keepdims=True))
    normal, posterior = (density / density.sum(axis=1, keepdims=True) for density in (normal, posterior))
    return Attempt(np.abs(normal - posterior).sum(axis=1) / 2, 0.1)


@trial("bernstein-von-mises")
def many_tosses(rng: "Generator", draws: int) -> Attempt:
    """With 5000 tosses the distance is at most one tenth."""
    return _coins(rng, draws)


@ablation("bernstein-von-mises", breaks="prior")
def prior_elsewhere(rng: "Generator", draws: int) -> Attempt:
    """The prior has no mass above one quarter."""
    return _coins(rng, draws, top=0.25)
