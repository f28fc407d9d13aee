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
