"""Agnostic sample complexity of a VC class, from below."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.agnostic_pac_learnable import SampleComplexity
from corollary.corpus.learning.pac_learnable import LearningTarget
from corollary.corpus.learning.vc_dimension import VCDimension
from corollary.corpus.learning.vc_lower_bound_agnostic import error_of_majority
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.logic import AtLeast, Attempt, ablation, require, theorem, trial, unrefuted
from corollary.logic.arithmetic import log, maximum

if TYPE_CHECKING:
    import numpy as np


@theorem
def agnostic_sample_complexity_lower_bound(
    loss: ZeroOneLoss, dimension: AtLeast[VCDimension], target: LearningTarget
) -> AtLeast[SampleComplexity]:
    """Many coins of small bias, or one."""
    require(dimension.value >= 1, "d >= 1")
    require(target.epsilon > 0, "epsilon > 0")
    require(17 * target.epsilon < 1, "epsilon < 1/17")
    require(target.delta > 0, "delta > 0")
    require(7 * target.delta < 1, "delta < 1/7")
    kappa = target.epsilon * log((1 + target.epsilon) / (1 - target.epsilon))
    points = dimension.value / (289 * target.epsilon * target.epsilon)
    return maximum(points, log(1 / (4 * target.delta)) / kappa)


def _one_coin(rng: "np.random.Generator", draws: int, dimension: int, factor: float, loss: float = 1.0) -> Attempt:
    """All functions on one point: the majority is optimal and a coin of the least bias is the worst. An error costs `loss`."""
    import numpy as np

    epsilon, delta = rng.uniform(0.02, 0.058, size=draws), 10 ** rng.uniform(-9, -1, size=draws)
    low, high = np.zeros(draws, dtype=int), np.full(draws, 2**19)  # error at 2 low + 1 > delta >= error at 2 high + 1
    for _ in range(19):
        middle = (low + high) // 2
        fails = error_of_majority(2 * middle + 1, epsilon / loss) > delta
        low, high = np.where(fails, middle, low), np.where(fails, high, middle)
    given = ZeroOneLoss(), AtLeast[VCDimension](dimension), LearningTarget(epsilon=epsilon, delta=delta)
    bound = factor * agnostic_sample_complexity_lower_bound(*given).value
    return Attempt(2 * high + 1, bound, sense="at_least")


@trial(agnostic_sample_complexity_lower_bound)
def one_coin(rng: "np.random.Generator", draws: int) -> Attempt:
    """Exact sample complexities, three to four times the bound."""
    return _one_coin(rng, draws, 1, 1.0)


@ablation(agnostic_sample_complexity_lower_bound, breaks="dimension")
def one_point_taken_for_many(rng: "np.random.Generator", draws: int) -> Attempt:
    """One point taken for a hundred thousand."""
    return _one_coin(rng, draws, 100000, 1.0)


@ablation(agnostic_sample_complexity_lower_bound, breaks="constant")
def four_times_the_bound(rng: "np.random.Generator", draws: int) -> Attempt:
    """Four times the bound."""
    return _one_coin(rng, draws, 1, 4.0)


@ablation(agnostic_sample_complexity_lower_bound, breaks="loss")
def errors_cost_a_tenth(rng: "np.random.Generator", draws: int) -> Attempt:
    """A tenth of the zero-one loss."""
    return _one_coin(rng, draws, 1, 1.0, 0.1)


unrefuted(
    agnostic_sample_complexity_lower_bound,
    "target.delta:1/2",
    because="a test of the two coins errs with probability at least (1 - sqrt(1 - y))/2, y = (1 - eps^2)^n, and y >= z^0.51, z = 2 delta, "
    "for n <= log(1/z)/kappa; this exceeds delta, as z^0.51 > 2 z - z^2 for z < 2/7",
    proved=True,
)
unrefuted(
    agnostic_sample_complexity_lower_bound,
    "constant:2",
    because="a test of the two coins errs with probability at least (1 - eps^2)^(n/2) E exp(-t |S|)/2, t = kappa/(2 eps), S a sum of n fair "
    "signs, and by E |S| <= sqrt(n) and Jensen's inequality this is above exp(-kappa n/2)/4, which gives twice the second term; this exceeds "
    "twice the first for d < 80; for d >= 80, n <= 2 d/(289 eps^2) and coins of bias 5 eps, signs drawn at random, more than 0.29 of the points "
    "are wrong in the mean, with variance at most 1/(4 d), as the numbers of observations at the points are negatively associated, so that by "
    "Cantelli's inequality the excess is above eps with probability above 1/7",
    proved=True,
)
