"""Uniform stability of a learning algorithm."""

from corollary.logic import Quantity


class StabilityCoefficient(
    Quantity,
    says="the uniform stability of {algorithm} for {loss} at the size of {sample}",
    tex=r"\beta_n",
):
    """β_n: largest change of the loss anywhere when one observation out of n is replaced."""

    algorithm: str
    loss: str
    sample: str
