"""Reuse of a test set."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, trial

if TYPE_CHECKING:
    import numpy as np


@trial("test-set-reuse")
def selection(rng: "np.random.Generator", draws: int) -> Attempt:
    """M = 2^(m+1) coins, m = 8: the least test error is 0 except with probability exp(-2), though every risk is 1/2."""
    import numpy as np

    return Attempt(rng.binomial(8, 0.5, size=(draws, 512)).min(axis=1), np.zeros(draws), delta=float(np.exp(-2)))


@trial("test-set-reuse")
def aggregation(rng: "np.random.Generator", draws: int) -> Attempt:
    """The vote of M = 601 coins on m = 40 points, against ten times the bound on the mean of its test error."""
    import numpy as np

    m, voters = 40, 601
    wrong = rng.integers(2, size=(draws, voters, m), dtype=np.int8)
    flipped = wrong ^ (wrong.sum(axis=2, keepdims=True) > m / 2)
    return Attempt(
        (flipped.sum(axis=1) > voters / 2).mean(axis=1), np.full(draws, 10 * np.exp(-voters / (4 * m))), delta=0.1
    )
