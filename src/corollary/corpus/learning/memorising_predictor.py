"""A predictor that memorises."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def memorised_risk(rng: "np.random.Generator", draws: int, n: int) -> "np.ndarray":
    """Share of 50 fresh points of [0, 1] at which the predictor that memorises n points is wrong."""
    import numpy as np

    seen, fresh = rng.uniform(size=(draws, n)), rng.uniform(size=(draws, 50))
    return np.asarray((fresh[:, :, None] != seen[:, None, :]).all(axis=2).mean(axis=1))


@trial("memorising-predictor")
def uniform_inputs(rng: "np.random.Generator", draws: int) -> Attempt:
    """The predictor is wrong at every fresh point."""
    return Attempt(memorised_risk(rng, draws, 20), 1.0, sense="at_least")


@ablation("memorising-predictor", breaks="law")
def atoms(rng: "np.random.Generator", draws: int) -> Attempt:
    """Inputs uniform on ten points: a fresh point may have been seen."""
    seen, fresh = rng.integers(10, size=(draws, 20)), rng.integers(10, size=(draws, 50))
    return Attempt((fresh[:, :, None] != seen[:, None, :]).all(axis=2).mean(axis=1), 1.0, sense="at_least")
