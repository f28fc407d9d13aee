"""Fundamental theorem of PAC learning."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.learning.agnostic_pac_learnable import SampleComplexity
from corollary.corpus.learning.pac_learnable import LearningTarget
from corollary.corpus.learning.vc_dimension import VCDimension
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


def _attempt(rng: "Generator", draws: int, share: float) -> Attempt:
    """At the sample size claimed the bound B + 2t on the excess risk is at most epsilon."""
    import numpy as np

    d, delta = rng.integers(1, 200, draws), 10 ** rng.uniform(-6, -0.01, draws)
    epsilon = 10 ** rng.uniform(-4, -0.01, draws)
    facts = ZeroOneLoss(), AtMost[VCDimension](d), LearningTarget(epsilon=epsilon, delta=delta)
    n = np.ceil(share * (fundamental_theorem_of_pac_learning(*facts).value - 1))
    bound = np.sqrt(2 * d * np.log(np.exp(1.0) * n / d) / n) + 2 * np.sqrt(np.log(2 / delta) / (2 * n))
    return Attempt(bound, epsilon)


@trial(fundamental_theorem_of_pac_learning)
def solves(rng: "Generator", draws: int) -> Attempt:
    """Random dimensions, accuracies and confidences."""
    return _attempt(rng, draws, 1.0)


@ablation(fundamental_theorem_of_pac_learning, breaks="constant")
def half(rng: "Generator", draws: int) -> Attempt:
    """Half the sample size."""
    return _attempt(rng, draws, 0.5)


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
