"""The empirical risk of a predictor."""

from corollary.corpus.learning.loss_function import UnitLoss
from corollary.logic import Quantity


class EmpiricalRisk(
    Quantity,
    says="the empirical risk of {predictor} for {loss} on {sample}",
    tex=r"R_n({predictor})",
    trivial=1.0,
    trivial_when=UnitLoss,
    least=None,
    suppose=0.0,
):
    """The mean of ℓ(h, Z_i) over the sample."""

    predictor: str
    loss: str
    sample: str
