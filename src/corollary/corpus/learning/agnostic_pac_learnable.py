"""Agnostic PAC learnability and its sample complexity."""

from corollary.logic import Property, Quantity


class AgnosticPacLearnable(Property, says="{hypotheses} with {loss} is agnostic PAC learnable"):
    """For every law, without realisability."""

    hypotheses: str
    loss: str


class SampleComplexity(
    Quantity,
    says="the agnostic sample complexity of {hypotheses} with {loss} at {target}",
    tex=r"m({hypotheses}, {target})",
):
    """The least m that serves some algorithm for every law and every n ≥ m."""

    hypotheses: str
    loss: str
    target: str


class AgnosticMinimaxRisk(
    Quantity,
    says="the agnostic minimax risk of {hypotheses} with {loss} at {budget}",
    tex=r"\inf_A \sup_P (\mathbb E R(A_n(S)) - \inf R)",
):
    """The least, over all algorithms, of the worst expected excess over the best in the class, over all laws."""

    hypotheses: str
    loss: str
    budget: str
