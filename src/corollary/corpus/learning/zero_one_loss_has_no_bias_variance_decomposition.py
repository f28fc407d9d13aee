"""Zero-one loss has no additive bias-variance decomposition."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from numpy.random import Generator


def _majority(rng: "Generator", draws: int, low: float, high: float) -> Attempt:
    """Y = 1, each of k votes is 1 with probability p: error of the majority of k (odd) votes against that of one."""
    import numpy as np
    from scipy.stats import binom

    p, k = rng.uniform(low, high, draws), 1 + 2 * rng.integers(1, 20, draws)
    return Attempt(binom.cdf(np.floor(k / 2), k, p), 1 - p, sense="at_least")


@trial("zero-one-loss-has-no-bias-variance-decomposition")
def voting_hurts(rng: "Generator", draws: int) -> Attempt:
    """For p below one half less randomness means more errors."""
    return _majority(rng, draws, 0.05, 0.45)


@ablation("zero-one-loss-has-no-bias-variance-decomposition", breaks="constant")
def voting_helps(rng: "Generator", draws: int) -> Attempt:
    """For p above one half it means fewer."""
    return _majority(rng, draws, 0.55, 0.95)
