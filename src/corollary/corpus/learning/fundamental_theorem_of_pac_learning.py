"""Fundamental theorem of PAC learning."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.agnostic_pac_learnable import SampleComplexity
from corollary.corpus.learning.pac_learnable import LearningTarget
from corollary.corpus.learning.vc_dimension import VCDimension
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.logic import AtMost, Attempt, ablation, require, theorem, trial
from corollary.logic.arithmetic import log, maximum

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def fundamental_theorem_of_pac_learning(
    loss: ZeroOneLoss, dimension: AtMost[VCDimension], target: LearningTarget
) -> AtMost[SampleComplexity]:
    """Solve the bound on the excess risk of empirical risk minimisation for n."""
    require(dimension.value >= 1, "d >= 1")
    require(target.epsilon > 0, "epsilon > 0")
    require(target.epsilon < 1, "epsilon < 1")
    require(target.delta > 0, "delta > 0")
    require(target.delta < 1, "delta < 1")
    square = target.epsilon * target.epsilon
    return maximum(4 * dimension.value * log(32 / square), 32 * log(2 / target.delta)) / square + 1


def _attempt(rng: "Generator", draws: int, share: float) -> Attempt:
    """At the sample size claimed the bound B + 2t on the excess risk is at most epsilon."""
    import numpy as np

    d, delta = rng.integers(1, 200, draws), 10 ** rng.uniform(-6, -0.01, draws)
    epsilon = 10 ** rng.uniform(-4, -0.01, draws)
    facts = ZeroOneLoss(), AtMost[VCDimension](d), LearningTarget(epsilon=epsilon, delta=delta)
    n = np.ceil(share * (fundamental_theorem_of_pac_learning(*facts).value - 1))
    bound = np.sqrt(2 * d * np.log(np.e * n / d) / n) + 2 * np.sqrt(np.log(2 / delta) / (2 * n))
    return Attempt(bound, epsilon)


@trial(fundamental_theorem_of_pac_learning)
def solves(rng: "Generator", draws: int) -> Attempt:
    """Random dimensions, accuracies and confidences."""
    return _attempt(rng, draws, 1.0)


@ablation(fundamental_theorem_of_pac_learning, breaks="constant")
def half(rng: "Generator", draws: int) -> Attempt:
    """Half the sample size."""
    return _attempt(rng, draws, 0.5)
