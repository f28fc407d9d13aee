"""Realisable sample complexity of a VC class."""

from fractions import Fraction
from typing import TYPE_CHECKING

from corollary.corpus.learning.pac_learnable import LearningTarget, RealizableSampleComplexity
from corollary.corpus.learning.vc_dimension import VCDimension
from corollary.logic import AtMost, Attempt, Constant, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import log, log2, maximum
from corollary.logic.checking import Verdict, identity, inequality

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def vc_realizable_sample_complexity(
    dimension: AtMost[VCDimension], target: LearningTarget
) -> AtMost[RealizableSampleComplexity]:
    """Solve the bound for consistent learning for n."""
    require(dimension.value >= 1, "d >= 1")
    require(target.epsilon > 0, "epsilon > 0")
    require(target.epsilon < 1, "epsilon < 1")
    require(target.delta > 0, "delta > 0")
    require(target.delta < 1, "delta < 1")
    confidence = 8 * log2(2 / target.delta) / target.epsilon
    return maximum(confidence, 4 * dimension.value * log2(24 / target.epsilon) / target.epsilon) + 1


def _attempt(rng: "Generator", draws: int, share: float) -> Attempt:
    """At the sample size claimed the bound for consistent learning is at most epsilon."""
    import numpy as np

    d, delta = rng.integers(1, 200, draws), 10 ** rng.uniform(-6, -0.01, draws)
    epsilon = 10 ** rng.uniform(-4, -0.01, draws)
    facts = AtMost[VCDimension](d), LearningTarget(epsilon=epsilon, delta=delta)
    n = np.ceil(share * (vc_realizable_sample_complexity(*facts).value - 1))
    return Attempt(2 / (n * np.log(2)) * (d * np.log(2 * np.exp(1.0) * n / d) + np.log(2 / delta)), epsilon)


@trial(vc_realizable_sample_complexity)
def solves(rng: "Generator", draws: int) -> Attempt:
    """Random dimensions, accuracies and confidences."""
    return _attempt(rng, draws, 1.0)


@ablation(vc_realizable_sample_complexity, breaks="constant")
def half(rng: "Generator", draws: int) -> Attempt:
    """Half the sample size."""
    return _attempt(rng, draws, 0.5)


# Checked steps of the proof.


@step(vc_realizable_sample_complexity, 3, mutant={"three": 2})
def threshold(three: Constant = 3) -> Verdict:
    r"""$\frac32 a \log(6 a) = \frac{4}{\varepsilon} \log_2 \frac{16}{\varepsilon \log 2}$ for $a = 8 / (3 \varepsilon \log 2)$."""
    return identity(
        lambda epsilon: Fraction(three, 2) * 8 / (3 * epsilon * log(2)) * log(6 * 8 / (3 * epsilon * log(2))),
        lambda epsilon: 4 / epsilon * log(16 / (epsilon * log(2))) / log(2),
        {"epsilon": (0, 1)},
    )


@step(vc_realizable_sample_complexity, 4, mutant={"bound": 23})
def constant(bound: Constant = 24) -> Verdict:
    r"""$16 / \log 2 < 24$."""
    return inequality(lambda: 16 / log(2), lambda: bound - Fraction(1, 10), {})
