"""Deviation and gap between risk and empirical risk."""

from corollary.corpus.learning.loss_function import UnitLoss
from corollary.logic import Quantity


class Deviation(
    Quantity,
    says="the absolute difference between the risk under {law} and the empirical risk on {sample} "
    "of {predictor} for {loss}",
    tex=r"\lvert R({predictor}) - R_n({predictor}) \rvert",
    trivial=1.0,
    trivial_when=UnitLoss,
):
    """|R(h) − R_n(h)|: two-sided."""

    predictor: str
    loss: str
    law: str
    sample: str


class Gap(
    Quantity,
    says="the risk under {law} minus the empirical risk on {sample} of {predictor} for {loss}",
    tex=r"R({predictor}) - R_n({predictor})",
    trivial=1.0,
    trivial_when=UnitLoss,
    least=None,
):
    """R(h) − R_n(h): signed."""

    predictor: str
    loss: str
    law: str
    sample: str
