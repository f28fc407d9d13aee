"""Sub-Gaussian random variables."""

from corollary.logic import Quantity


class SubGaussianProxy(Quantity, says="the variance proxy of {variable} under {law}", tex=r"\sigma^2({variable})"):
    """The least σ² with log E exp(λ (f − P f)) ≤ λ² σ² / 2 for all λ."""

    variable: str
    law: str
