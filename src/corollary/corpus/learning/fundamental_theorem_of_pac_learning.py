"""Fundamental theorem of PAC learning."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.learning.agnostic_pac_learnable import SampleComplexity
from corollary.corpus.learning.pac_learnable import LearningTarget
from corollary.corpus.learning.vc_dimension import VCDimension
from corollary.corpus.learning.vc_uniform_convergence_complexity import solved
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.logic import AtMost, Attempt, Constant, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import exp, log, maximum
from corollary.logic.checking import Verdict, identity

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


@trial(fundamental_theorem_of_pac_learning)
def solves(rng: "Generator", draws: int) -> Attempt:
    """Random dimensions, accuracies and confidences: B + 2t is at most epsilon."""
    return solved(fundamental_theorem_of_pac_learning, 2, rng, draws, 1.0)


@ablation(fundamental_theorem_of_pac_learning, breaks="constant")
def half(rng: "Generator", draws: int) -> Attempt:
    """Half the sample size."""
    return solved(fundamental_theorem_of_pac_learning, 2, rng, draws, 0.5)


@ablation(fundamental_theorem_of_pac_learning, breaks="loss")
def loss_of_the_digits(rng: "Generator", draws: int) -> Attempt:
    """Thresholds, and a loss that is 1 where the digit of t that belongs to the input differs from the label; epsilon = 1/4.

    There are 4000 inputs, equally likely, with labels from fair coins. Some t has risk 0; what is returned errs on half of the unseen.
    """
    import numpy as np

    facts = ZeroOneLoss(), AtMost[VCDimension](1), LearningTarget(epsilon=0.25, delta=0.1)
    n = int(fundamental_theorem_of_pac_learning(*facts).value)
    unseen = np.array([4000 - len(np.unique(rng.integers(4000, size=n))) for _ in range(draws)])
    return Attempt(rng.binomial(unseen, 0.5) / 4000, 0.25, delta=0.1)


# Checked steps of the proof.


@step(fundamental_theorem_of_pac_learning, 7, mutant={"one": 2})
def tangent(one: Constant = 1) -> Verdict:
    r"""$\log u \le u / c + \log c - 1$ at $u = e x$, $c = 9 e a$ is $\log(e x) \le x / (9 a) + \log(9 a)$: the right-hand sides."""
    return identity(
        lambda x, a: exp(1) * x / (9 * exp(1) * a) + (log(9) + 1 + log(a)) - one,
        lambda x, a: x / (9 * a) + log(9) + log(a),
        {"x": (0, inf), "a": (0, inf)},
    )


@step(fundamental_theorem_of_pac_learning, 7, mutant={"nine": 8})
def threshold(nine: Constant = 9) -> Verdict:
    r"""$\frac98 a \log(9 a) = \frac{4}{\varepsilon^2} \log \frac{32}{\varepsilon^2}$ for $a = 32 / (9 \varepsilon^2)$."""
    return identity(
        lambda epsilon: Fraction(nine, 8) * 32 / (9 * epsilon**2) * log(nine * 32 / (9 * epsilon**2)),
        lambda epsilon: 4 / epsilon**2 * log(32 / epsilon**2),
        {"epsilon": (0, 1)},
    )
