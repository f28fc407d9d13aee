"""Realisable sample complexity of a VC class, from below."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.pac_learnable import LearningTarget, RealizableSampleComplexity
from corollary.corpus.learning.vc_dimension import VCDimension
from corollary.logic import AtLeast, Attempt, ablation, require, theorem, trial
from corollary.logic.arithmetic import log, maximum

if TYPE_CHECKING:
    import numpy as np


@theorem
def realizable_sample_complexity_lower_bound(
    dimension: AtLeast[VCDimension], target: LearningTarget
) -> AtLeast[RealizableSampleComplexity]:
    """Light points that were not seen, or one point that was not."""
    require(dimension.value >= 2, "d >= 2")
    require(target.epsilon > 0, "epsilon > 0")
    require(16 * target.epsilon < 1, "epsilon < 1/16")
    require(target.delta > 0, "delta > 0")
    require(8 * target.delta < 1, "delta < 1/8")
    points = (dimension.value - 1) / (16 * target.epsilon) - 1
    return maximum(points, log(1 / (2 * target.delta)) / log(1 / (1 - target.epsilon)))


def _two_points(rng: "np.random.Generator", draws: int, dimension: int, factor: float) -> Attempt:
    """All functions on two points: the sample complexity is known, as the laws of the proof are the worst."""
    import numpy as np

    epsilon, delta = rng.uniform(0.01, 0.06, size=draws), 10 ** rng.uniform(-4, -1, size=draws)
    n = np.arange(1, 1200)[:, None]
    served = ((1 - epsilon) ** n + epsilon**n) / 2 <= delta
    given = AtLeast[VCDimension](dimension), LearningTarget(epsilon=epsilon, delta=delta)
    bound = factor * realizable_sample_complexity_lower_bound(*given).value
    return Attempt(1 + served.argmax(axis=0), bound, sense="at_least")


@trial(realizable_sample_complexity_lower_bound)
def two_points(rng: "np.random.Generator", draws: int) -> Attempt:
    """Attained up to rounding."""
    return _two_points(rng, draws, 2, 1.0)


@ablation(realizable_sample_complexity_lower_bound, breaks="dimension")
def two_points_taken_for_many(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two points taken for a thousand."""
    return _two_points(rng, draws, 1000, 1.0)


@ablation(realizable_sample_complexity_lower_bound, breaks="constant")
def a_tenth_more(rng: "np.random.Generator", draws: int) -> Attempt:
    """A tenth more."""
    return _two_points(rng, draws, 2, 1.1)
