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
