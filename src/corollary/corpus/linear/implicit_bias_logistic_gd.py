"""Gradient descent for the logistic loss on separable data."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _slopes(rng: "np.random.Generator", draws: int, target: float) -> Attempt:
    """Points y x = (g, ±a), the same number of each, from a random start: the slope of ‖w‖ against log t, times g."""
    import numpy as np

    draws, steps = min(draws, 100), 30000
    g, a = np.exp(rng.uniform(-0.5, 0.5, size=(2, draws)))
    z = np.stack([np.stack([g, a], axis=1), np.stack([g, -a], axis=1)], axis=1)
    eta = 7 / np.linalg.norm(z, ord=2, axis=(1, 2)) ** 2
    w = rng.normal(size=(draws, 2))
    norms = {}
    for t in range(1, steps + 1):
        w = w + eta[:, None] * np.einsum("ni,nij->nj", 1 / (1 + np.exp(np.einsum("nij,nj->ni", z, w))), z)
        if t in (steps // 10, steps):
            norms[t] = np.linalg.norm(w, axis=1)
    slope = (norms[steps] - norms[steps // 10]) / np.log(10)
    return Attempt(np.abs(slope * g - target), 0.1)


@trial("implicit-bias-logistic-gd")
def slope_is_the_inverse_margin(rng: "np.random.Generator", draws: int) -> Attempt:
    """‖w_t‖ grows like log(t) / γ: γ = g for these points, over the last factor of ten in t."""
    return _slopes(rng, draws, 1.0)


@ablation("implicit-bias-logistic-gd", breaks="constant")
def twice_the_slope(rng: "np.random.Generator", draws: int) -> Attempt:
    """‖w_t‖ like 2 log(t) / γ."""
    return _slopes(rng, draws, 2.0)
