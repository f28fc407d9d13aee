"""A scaling law of the simplest kind: a learner that remembers, and inputs with power-law frequencies."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from numpy.random import Generator


def _slopes(rng: "Generator", draws: int, geometric: bool) -> Attempt:
    """Distance of the slope of log error over log n, n = 300 to 3000, from −(α − 1)/α; means of 20 samples."""
    import numpy as np

    off = []
    for alpha in rng.uniform(1.6, 2.5, size=min(draws, 15)):
        k = np.arange(1, 100_001)
        law = np.where(k < 100, 0.8**k, 0.0) if geometric else k**-alpha
        law = law / law.sum()
        errors = []
        for n in (300, 3000):
            seen = np.searchsorted(law.cumsum(), rng.random((20, n)))
            errors.append(np.mean([1 - law[np.unique(np.minimum(one, k[-1] - 1))].sum() for one in seen]))
        off.append(abs(np.log10(errors[1] / errors[0]) + (alpha - 1) / alpha))
    return Attempt(np.array(off), 0.1)


@trial("neural-scaling-laws")
def remembered_labels(rng: "Generator", draws: int) -> Attempt:
    """Power-law frequencies."""
    return _slopes(rng, draws, geometric=False)


@ablation("neural-scaling-laws", breaks="frequencies")
def geometric_frequencies(rng: "Generator", draws: int) -> Attempt:
    """Geometric frequencies: another curve."""
    return _slopes(rng, draws, geometric=True)
