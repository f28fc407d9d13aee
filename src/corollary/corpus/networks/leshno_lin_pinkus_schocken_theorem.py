"""Combinations of random discontinuous units, fitted by least squares."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.cybenko_theorem import fitted_errors
from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


@trial("leshno-lin-pinkus-schocken-theorem")
def steps(rng: "np.random.Generator", draws: int) -> Attempt:
    """Some combination of 400 Heaviside units is within 0.2 of a cosine with at most two periods."""
    return Attempt(fitted_errors(rng, min(draws, 8), lambda t: (t >= 0) * 1.0, 400), 0.2)


@ablation("leshno-lin-pinkus-schocken-theorem", breaks="constant")
def altered_polynomial(rng: "np.random.Generator", draws: int) -> Attempt:
    """Units 1 + t, but 0 for t = 0, almost everywhere a polynomial: no number of them is enough."""
    return Attempt(fitted_errors(rng, min(draws, 8), lambda t: (1 + t) * (t != 0), 400), 0.2)
