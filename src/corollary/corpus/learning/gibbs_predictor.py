"""Risks of a predictor drawn from a posterior."""

from corollary.corpus.learning.loss_function import UnitLoss
from corollary.logic import Quantity


class GibbsRisk(
    Quantity,
    says="the risk of a predictor drawn from {posterior}, for {loss} under {law}",
    tex=r"R(Q)",
    trivial=1.0,
    trivial_when=UnitLoss,
):
    """∫ R dQ: the risk of the random predictor, not of a predictor at the centre of Q."""

    posterior: str
    loss: str
    law: str


class EmpiricalGibbsRisk(
    Quantity,
    says="the mean empirical risk on {sample} of a predictor drawn from {posterior}, for {loss}",
    tex=r"R_n(Q)",
    trivial=1.0,
    trivial_when=UnitLoss,
):
    """∫ R_n dQ, the integral itself and not an average over draws from Q."""

    posterior: str
    loss: str
    sample: str
