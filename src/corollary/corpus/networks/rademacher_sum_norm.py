"""Exponential moments by enumeration of signs."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _moments(rng: "np.random.Generator", draws: int, factor: float) -> Attempt:
    import itertools

    import numpy as np

    signs = np.array(list(itertools.product((-1.0, 1.0), repeat=5)))
    x = rng.normal(size=(draws, 5, 2)) * rng.uniform(0.05, 0.5, size=(draws, 1, 1))
    truth = np.cosh(np.linalg.norm(signs @ x, axis=2)).mean(1)
    return Attempt(truth=truth, bound=np.exp(factor * (x**2).sum((1, 2))))


@trial("rademacher-sum-norm")
def all_signs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Five vectors of the plane."""
    return _moments(rng, draws, 1 / 2)


@ablation("rademacher-sum-norm", breaks="constant")
def quarter(rng: "np.random.Generator", draws: int) -> Attempt:
    """The constant 1/4 in place of 1/2."""
    return _moments(rng, draws, 1 / 4)
