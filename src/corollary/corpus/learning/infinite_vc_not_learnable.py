"""Infinite VC dimension is not PAC learnable."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.no_free_lunch import random_algorithms, worst_risks
from corollary.corpus.learning.pac_learnable import RealizableMinimaxRisk, SampleBudget
from corollary.corpus.learning.vc_dimension import VCDimension, all_labelings
from corollary.logic import AtLeast, Attempt, ablation, require, theorem, trial

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def infinite_vc_not_learnable(dimension: AtLeast[VCDimension], budget: SampleBudget) -> AtLeast[RealizableMinimaxRisk]:
    """No free lunch on a shattered set."""
    require(dimension.value >= 1, "k >= 1")
    require(budget.n >= 1, "n >= 1")
    return (1 - 1 / dimension.value) ** budget.n / 2


def _attempt(rng: "Generator", draws: int, claimed: int) -> Attempt:
    """Algorithms that see two observations, a class that shatters four points: the worst law on these."""
    truth = worst_risks(random_algorithms(rng, draws, 4), all_labelings(4))
    bound = infinite_vc_not_learnable(AtLeast[VCDimension](claimed), SampleBudget(n=2)).value
    return Attempt(truth, float(bound), sense="at_least")


@trial(infinite_vc_not_learnable)
def four_points(rng: "Generator", draws: int) -> Attempt:
    """Four shattered points; attained by a fair coin at points not seen."""
    return _attempt(rng, draws, 4)


@ablation(infinite_vc_not_learnable, breaks="dimension")
def dimension_overstated(rng: "Generator", draws: int) -> Attempt:
    """The four points taken for forty."""
    return _attempt(rng, draws, 40)
