"""Minimax risk of a statistical model."""

from corollary.logic import Quantity


class MinimaxRisk(Quantity, says="the minimax risk of {model} for its loss", tex=r"\mathfrak M({model})"):
    """The least worst expected loss over all estimators, also randomised; the loss belongs to the model."""

    model: str
