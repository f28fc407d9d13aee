"""Gibbs' inequality, tried on finite laws."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from numpy.random import Generator


@trial("gibbs-inequality")
def close_laws(rng: "Generator", draws: int) -> Attempt:
    """Laws on six points, close to one another or equal."""
    import numpy as np

    p = rng.dirichlet(np.ones(6), size=draws)
    q = p * np.exp(rng.uniform(0, 1e-2, size=(draws, 1)) * rng.normal(size=(draws, 6)))
    q /= q.sum(axis=1, keepdims=True)
    q[::4] = p[::4]
    return Attempt((p * np.log(p / q)).sum(axis=1), 0.0, sense="at_least", tolerance=1e-14)


@ablation("gibbs-inequality", breaks="constant")
def unequal_masses(rng: "Generator", draws: int) -> Attempt:
    """The second measure has total mass 1.01."""
    import numpy as np

    p = rng.dirichlet(np.ones(6), size=draws)
    return Attempt(-(p * np.log(1.01 + 0 * p)).sum(axis=1), 0.0, sense="at_least", tolerance=1e-14)
