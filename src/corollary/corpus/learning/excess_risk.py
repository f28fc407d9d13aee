"""Excess risk and its parts."""

from corollary.corpus.learning.loss_function import UnitLoss
from corollary.logic import Quantity


class ExcessRisk(
    Quantity,
    says="the risk of {predictor} for {loss} under {law} minus the Bayes risk",
    tex=r"R({predictor}) - R^*",
    trivial=1.0,
    trivial_when=UnitLoss,
):
    """R(h) − R*: against all measurable predictors."""

    predictor: str
    loss: str
    law: str


class EstimationError(
    Quantity,
    says="the risk of {predictor} for {loss} under {law} minus the least risk in {hypotheses}",
    tex=r"R({predictor}) - \inf_{{{hypotheses}}} R",
    trivial=1.0,
    trivial_when=UnitLoss,
):
    """R(h) − inf R over the class."""

    predictor: str
    hypotheses: str
    loss: str
    law: str


class ApproximationError(
    Quantity,
    says="the least risk in {hypotheses} for {loss} under {law} minus the Bayes risk",
    tex=r"\inf_{{{hypotheses}}} R - R^*",
    trivial=1.0,
    trivial_when=UnitLoss,
):
    """inf R over the class − R*."""

    hypotheses: str
    loss: str
    law: str


class OptimizationError(
    Quantity,
    says="the empirical risk of {predictor} for {loss} on {sample} minus the least empirical risk in {hypotheses}",
    tex=r"R_n({predictor}) - \inf_{{{hypotheses}}} R_n",
):
    """R_n(h) − inf R_n over the class."""

    predictor: str
    hypotheses: str
    loss: str
    sample: str
