"""Risks of a predictor drawn from a posterior."""

from corollary.logic import Quantity


class GibbsRisk(Quantity, says="the risk of {posterior} for {loss} under {law}", tex=r"\Risk({posterior})", trivial=1.0):
    posterior: str
    loss: str
    law: str


class EmpiricalGibbsRisk(
    Quantity, says="the empirical risk of {posterior} for {loss} on {sample}", tex=r"\EmpRisk{n}({posterior})", trivial=1.0
):
    posterior: str
    loss: str
    sample: str
