"""Number of activation regions of a network."""

from corollary.logic import Quantity


class LogActivationRegions(
    Quantity,
    says="the natural logarithm of the number of activation regions of {network}",
    tex=r"\log \operatorname{{reg}}({network})",
):
    network: str


class LinearPieces(
    Quantity,
    says="the largest number of linear pieces of {network} along a line",
    tex=r"\operatorname{{pc}}({network})",
):
    network: str
