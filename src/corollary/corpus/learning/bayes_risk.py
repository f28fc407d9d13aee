"""The Bayes risk."""

from corollary.corpus.learning.loss_function import UnitLoss
from corollary.logic import Quantity


class BayesRisk(
    Quantity, says="the Bayes risk for {loss} under {law}", tex=r"R^*({loss})", trivial=1.0, trivial_when=UnitLoss
):
    """The infimum of the risk over all measurable predictors."""

    loss: str
    law: str
