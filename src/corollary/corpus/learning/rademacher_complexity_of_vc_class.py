"""Rademacher complexity of a class with few patterns."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.growth_function import LogGrowth
from corollary.corpus.learning.rademacher_complexity import LossRademacher
from corollary.corpus.learning.rademacher_generalization_bound import expected_complexity
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ablation, require, theorem, trial
from corollary.logic.arithmetic import log, sqrt

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def rademacher_complexity_of_vc_class(
    sample: Iid, loss: ZeroOneLoss, growth: AtMost[LogGrowth]
) -> AtMost[LossRademacher]:
    """Massart's lemma for the patterns of errors."""
    require(sample.n >= 1, "n >= 1")
    return sqrt(growth.value / (2 * sample.n))


def _attempt(rng: "Generator", draws: int, share: float) -> Attempt:
    """All functions on k equally likely points, of which a share is counted; complexity exactly."""
    import numpy as np

    truth, bound = [], []
    for _ in range(min(draws, 50)):
        n, cells = int(rng.integers(1, 30)), int(rng.integers(1, 30))
        truth.append(expected_complexity(n, cells))
        growth = AtMost[LogGrowth](share * min(n, cells) * np.log(2))
        bound.append(float(rademacher_complexity_of_vc_class(Iid(n=n), ZeroOneLoss(), growth).value))
    return Attempt(truth, bound)


@trial(rademacher_complexity_of_vc_class)
def all_functions(rng: "Generator", draws: int) -> Attempt:
    """All functions on up to 29 points."""
    return _attempt(rng, draws, 1.0)


@ablation(rademacher_complexity_of_vc_class, breaks="growth")
def patterns_lost(rng: "Generator", draws: int) -> Attempt:
    """A third of the logarithm of the growth function."""
    return _attempt(rng, draws, 1 / 3)


@ablation(rademacher_complexity_of_vc_class, breaks="loss")
def loss_of_the_digits(rng: "Generator", draws: int) -> Attempt:
    """The thresholds, and a loss that reads the digits of t as a list of points: 0 at them, 1 elsewhere; all patterns, complexity 1/2."""
    n = rng.integers(20, 100, size=draws)
    bound = [
        rademacher_complexity_of_vc_class(Iid(n=int(k)), ZeroOneLoss(), AtMost[LogGrowth](log(int(k) + 1))).value
        for k in n
    ]
    return Attempt(0.5 + 0.0 * n, [float(one) for one in bound])
