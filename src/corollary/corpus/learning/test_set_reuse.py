"""Reuse of a test set."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


@trial("test-set-reuse")
def selection(rng: "np.random.Generator", draws: int) -> Attempt:
    """M = 2^(m+1) coins, m = 8: the least test error is 0 except with probability exp(-2), though every risk is 1/2."""
    import numpy as np

    return Attempt(rng.binomial(8, 0.5, size=(draws, 512)).min(axis=1), np.zeros(draws), delta=float(np.exp(-2)))


@trial("test-set-reuse")
def aggregation(rng: "np.random.Generator", draws: int) -> Attempt:
    """The vote of M = 81 coins errs at the first of m = 40 points with probability at most exp(-M / (4m))."""
    import numpy as np

    m, voters = 40, 81
    wrong = rng.integers(2, size=(draws, voters, m), dtype=np.int8)
    flipped = wrong ^ (wrong.sum(axis=2, keepdims=True) > m / 2)
    return Attempt(flipped[:, :, 0].sum(axis=1) > voters / 2, np.zeros(draws), delta=float(np.exp(-voters / (4 * m))))


@trial("test-set-reuse")
def exact_error_of_the_vote(rng: "np.random.Generator", draws: int) -> Attempt:
    """The mean test error of the vote, summed over binomial laws, for many m and odd M."""
    import numpy as np
    from scipy.stats import binom

    truth, bound = [], []
    for m, half in zip(rng.integers(1, 40, size=draws), rng.integers(0, 100, size=draws), strict=True):
        k, voters = np.arange(m + 1), 2 * half + 1
        right = float(np.sum(binom.pmf(k, m, 0.5) * np.maximum(k, m - k)) / m)
        truth.append(binom.cdf(half, voters, right))
        bound.append(np.exp(-voters / (4 * m)))
    return Attempt(truth, bound)


@ablation("test-set-reuse", breaks="constant")
def coins_that_are_not_turned(rng: "np.random.Generator", draws: int) -> Attempt:
    """The vote of the h_j as they are errs half of the time."""
    import numpy as np

    wrong = rng.integers(2, size=(draws, 601))
    return Attempt(wrong.sum(axis=1) > 300, np.zeros(draws), delta=float(np.exp(-601 / 160)))
