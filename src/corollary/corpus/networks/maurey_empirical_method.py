"""Averages of vectors of a finite set, all of them tried."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _best(rng: "np.random.Generator", draws: int, terms: int) -> Attempt:
    import itertools

    import numpy as np

    g = rng.normal(size=(draws, 4, 5))
    g /= np.linalg.norm(g, axis=2, keepdims=True)
    p = rng.dirichlet(np.ones(4), size=draws)
    f = (p[:, :, None] * g).sum(1)
    choices = np.array(list(itertools.combinations_with_replacement(range(4), terms)))
    averages = g[:, choices].mean(2)
    best = ((averages - f[:, None]) ** 2).sum(2).min(1)
    return Attempt(truth=best, bound=(1 - (f**2).sum(1)) / 4)


@trial("maurey-empirical-method")
def four_terms(rng: "np.random.Generator", draws: int) -> Attempt:
    """The best average of four out of four unit vectors, by enumeration."""
    return _best(rng, draws, 4)


@ablation("maurey-empirical-method", breaks="terms")
def one_term(rng: "np.random.Generator", draws: int) -> Attempt:
    """One term against the bound for four."""
    return _best(rng, draws, 1)
