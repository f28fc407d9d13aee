"""Effective ranks: the inequalities between them."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, trial

if TYPE_CHECKING:
    import numpy as np


def effective_ranks(eigenvalues: "np.ndarray", k: int) -> "tuple[np.ndarray, np.ndarray]":
    """r_k and R_k along the last axis of `eigenvalues`, shape (..., d), in decreasing order, the (k+1)-st being positive."""
    tail = eigenvalues[..., k:]
    total = tail.sum(axis=-1)
    return total / tail[..., 0], total**2 / (tail**2).sum(axis=-1)


@trial("effective-ranks")
def inequalities(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random spectra of many shapes: 1 ≤ r ≤ R ≤ r² and R ≤ rank − k; flat ones give equality."""
    import numpy as np

    power = rng.uniform(0, 4, size=(draws, 1)) * (rng.uniform(size=(draws, 1)) < 0.9)
    spectra = -np.sort(-(rng.uniform(size=(draws, 12)) ** power), axis=1)
    r, rank = effective_ranks(spectra, 3)
    return Attempt(np.array([np.ones(draws), r, rank, rank]), np.array([r, rank, r**2, np.full(draws, 9.0)]))


@trial("effective-ranks")
def geometric(rng: "np.random.Generator", draws: int) -> Attempt:
    """Geometric spectra: 1 / (1 − q) and (1 + q) / (1 − q)."""
    import numpy as np

    q = rng.uniform(0.1, 0.9, size=draws)
    r, rank = effective_ranks(q[:, None] ** np.arange(1, 600), 2)
    return Attempt(np.maximum(np.abs(r * (1 - q) - 1), np.abs(rank * (1 - q) / (1 + q) - 1)), 1e-9)
