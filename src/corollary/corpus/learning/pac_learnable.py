"""PAC learnability and its sample complexity."""

from corollary.logic import Property, Quantity


class PacLearnable(Property, says="{hypotheses} is PAC learnable"):
    """Realisable case, zero-one loss."""

    hypotheses: str


class LearningTarget(Property, says="{target} asks for accuracy {epsilon} with probability at least 1 - {delta}"):
    """Accuracy ε and failure probability δ asked of a learning algorithm, both in (0, 1)."""

    target: str
    epsilon: float
    delta: float


class RealizableSampleComplexity(
    Quantity, says="the realisable sample complexity of {hypotheses} at {target}", tex=r"m({hypotheses}, {target})"
):
    """The least m that serves some algorithm for every law realisable by the class and every n ≥ m."""

    hypotheses: str
    target: str


class SampleBudget(Property, says="{budget} is a sample size of {n}"):
    """A number of observations, of which the law is not fixed."""

    budget: str
    n: int


class RealizableMinimaxRisk(
    Quantity,
    says="the realisable minimax risk of {hypotheses} at {budget}",
    tex=r"\inf_A \sup_P \mathbb E R(A_n(S))",
    trivial=1.0,
):
    """The least, over all algorithms, of the worst expected risk over the laws strictly realisable."""

    hypotheses: str
    budget: str
