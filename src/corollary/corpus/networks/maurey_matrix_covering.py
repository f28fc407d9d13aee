"""Maurey's averages for a random matrix."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _mean_error(rng: "np.random.Generator", draws: int, scale: float) -> Attempt:
    """Exact mean squared error of Maurey's averages of k atoms against b^2 |X|^2 / k, b the bound on the (2,1) norm."""
    import numpy as np

    k = 4
    x, a = rng.normal(size=(draws, 6, 3)), rng.normal(size=(draws, 3, 2))
    norm = np.linalg.norm(a, axis=1).sum(1)
    a *= scale / norm[:, None, None]
    frobenius = np.linalg.norm(x, axis=(1, 2))
    columns = np.linalg.norm(x, axis=1)
    weight = (np.abs(a) * columns[:, :, None]).sum((1, 2)) / frobenius  # at most 1 if the (2,1) norm is
    target = np.linalg.norm(x @ a, axis=(1, 2))
    # The left-over weight cannot be negative: where it is, there is no such convex combination.
    error = np.where(weight <= 1, (frobenius**2 - target**2) / k, np.inf)
    return Attempt(truth=error, bound=frobenius**2 / k)


@trial("maurey-matrix-covering")
def unit_norm(rng: "np.random.Generator", draws: int) -> Attempt:
    """The weights of the convex combination sum to at most 1, and the error is that of the lemma."""
    return _mean_error(rng, draws, 1.0)


@ablation("maurey-matrix-covering", breaks="norm")
def larger_norm(rng: "np.random.Generator", draws: int) -> Attempt:
    """Matrices of twice the norm leave the convex hull."""
    return _mean_error(rng, draws, 2.0)
