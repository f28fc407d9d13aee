"""The risk of a predictor."""

from corollary.corpus.learning.loss_function import UnitLoss
from corollary.logic import Quantity


class Risk(
    Quantity,
    says="the risk of {predictor} for {loss} under {law}",
    tex=r"R({predictor})",
    trivial=1.0,
    trivial_when=UnitLoss,
    least=None,
):
    """The integral of ℓ(h, ·) against the law; for a random predictor, a random variable."""

    predictor: str
    loss: str
    law: str
