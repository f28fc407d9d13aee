"""Uniform convergence complexity of a VC class."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.learning.pac_learnable import LearningTarget
from corollary.corpus.learning.uniform_convergence import UniformConvergenceComplexity
from corollary.corpus.learning.vc_dimension import VCDimension
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.logic import AtMost, Attempt, Constant, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import exp, log, maximum, sqrt
from corollary.logic.checking import Verdict, entails, identity

if TYPE_CHECKING:
    from numpy.random import Generator

    from corollary.logic import Theorem


@theorem
def vc_uniform_convergence_complexity(
    loss: ZeroOneLoss, dimension: AtMost[VCDimension], target: LearningTarget
) -> AtMost[UniformConvergenceComplexity]:
    """Solve the VC bound for n."""
    require(dimension.value >= 1, "d >= 1")
    require(target.epsilon > 0, "epsilon > 0")
    require(target.epsilon < 1, "epsilon < 1")
    require(target.delta > 0, "delta > 0")
    require(target.delta < 1, "delta < 1")
    square = target.epsilon * target.epsilon
    return maximum(4 * dimension.value * log(32 / square), 8 * log(2 / target.delta)) / square + 1


def solved(rule: "Theorem", deviations: int, rng: "Generator", draws: int, share: float) -> Attempt:
    """At a share of the sample size that a rule claims, the VC bound is at most epsilon, with so many deviations of the mean."""
    import numpy as np

    d, delta = rng.integers(1, 200, draws), 10 ** rng.uniform(-6, -0.01, draws)
    epsilon = 10 ** rng.uniform(-4, -0.01, draws)
    facts = ZeroOneLoss(), AtMost[VCDimension](d), LearningTarget(epsilon=epsilon, delta=delta)
    n = np.ceil(share * (rule(*facts).value - 1))
    complexity = np.sqrt(2 * d * np.log(np.exp(1.0) * n / d) / n)
    return Attempt(complexity + deviations * np.sqrt(np.log(2 / delta) / (2 * n)), epsilon)


@trial(vc_uniform_convergence_complexity)
def solves(rng: "Generator", draws: int) -> Attempt:
    """Random dimensions, accuracies and confidences."""
    return solved(vc_uniform_convergence_complexity, 1, rng, draws, 1.0)


@ablation(vc_uniform_convergence_complexity, breaks="constant")
def half(rng: "Generator", draws: int) -> Attempt:
    """Half the sample size."""
    return solved(vc_uniform_convergence_complexity, 1, rng, draws, 0.5)


@ablation(vc_uniform_convergence_complexity, breaks="loss")
def loss_of_the_digits(rng: "Generator", draws: int) -> Attempt:
    """The thresholds, and a loss that reads the digits of t as a list of points: 0 at them, 1 elsewhere. Some t lists the sample."""
    facts = ZeroOneLoss(), AtMost[VCDimension](1), LearningTarget(epsilon=0.5, delta=0.1)
    n = int(vc_uniform_convergence_complexity(*facts).value)
    return Attempt(memorised_risk(rng, draws, n), 0.5, delta=0.1)


# Checked steps of the proof.


@step(vc_uniform_convergence_complexity, 2, mutant={"eight": 7})
def sample_size(eight: Constant = 8) -> Verdict:
    r"""$t \le \varepsilon / 4$ if $n \ge 8 \log(2/\delta) / \varepsilon^2$; `s` is the logarithm."""
    return entails(
        lambda n, s, epsilon: [s > 0, epsilon > 0, n * epsilon**2 >= eight * s],
        lambda n, s, epsilon: sqrt(s / (2 * n)) <= epsilon / 4,
    )


@step(vc_uniform_convergence_complexity, 3, mutant={"one": 2})
def tangent(one: Constant = 1) -> Verdict:
    r"""$\log u \le u / c + \log c - 1$ at $u = e x$, $c = 9 e a$ is $\log(e x) \le x / (9 a) + \log(9 a)$: the right-hand sides."""
    return identity(
        lambda x, a: exp(1) * x / (9 * exp(1) * a) + (log(9) + 1 + log(a)) - one,
        lambda x, a: x / (9 * a) + log(9) + log(a),
        {"x": (0, inf), "a": (0, inf)},
    )


@step(vc_uniform_convergence_complexity, 3, mutant={"nine": 8})
def threshold(nine: Constant = 9) -> Verdict:
    r"""$\frac98 a \log(9 a) = \frac{4}{\varepsilon^2} \log \frac{32}{\varepsilon^2}$ for $a = 32 / (9 \varepsilon^2)$."""
    return identity(
        lambda epsilon: Fraction(nine, 8) * 32 / (9 * epsilon**2) * log(nine * 32 / (9 * epsilon**2)),
        lambda epsilon: 4 / epsilon**2 * log(32 / epsilon**2),
        {"epsilon": (0, 1)},
    )
