"""Uniform convergence implies agnostic PAC learnability."""

from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.learning.agnostic_pac_learnable import AgnosticPacLearnable
from corollary.corpus.learning.loss_function import LossRange
from corollary.corpus.learning.uniform_convergence import UniformConvergence
from corollary.logic import AtMost, Attempt, ablation, require, theorem, trial

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def uniform_convergence_implies_agnostic_pac(
    loss: AtMost[LossRange], convergence: UniformConvergence
) -> AgnosticPacLearnable:
    """By empirical risk minimisation up to 1/n."""
    require(loss.value < inf, "a bounded loss")
    return None  # type: ignore[return-value]


def _attempt(rng: "Generator", draws: int, deviation: float) -> Attempt:
    """Risks 0 and u, empirical risks off by `deviation` up or down; the worst 0.05-minimiser against 0.2 + 0.05."""
    import numpy as np

    risk = rng.uniform(0, 0.5, size=(draws, 2)) * [0, 1]
    empirical = risk + deviation * rng.choice([-1.0, 1.0], size=(draws, 2))
    allowed = empirical <= empirical.min(axis=1, keepdims=True) + 0.05
    return Attempt(np.where(allowed, risk, 0).max(axis=1) - risk.min(axis=1), 0.25)


@trial(uniform_convergence_implies_agnostic_pac)
def deviations_of_half_epsilon(rng: "Generator", draws: int) -> Attempt:
    """The second claim at epsilon = 0.2: the worst 0.05-minimiser."""
    return _attempt(rng, draws, 0.1)


@ablation(uniform_convergence_implies_agnostic_pac, breaks="convergence")
def deviations_of_epsilon(rng: "Generator", draws: int) -> Attempt:
    """Deviations of epsilon instead of half of it."""
    return _attempt(rng, draws, 0.2)
