"""Quantities and properties of a loss."""

from corollary.corpus.learning.zero_one_loss import ZeroOneLoss as ZeroOneLoss
from corollary.logic import Property, Quantity


class LossRange(
    Quantity,
    says="the range (supremum minus infimum) of {loss}",
    tex=r"\operatorname{range}({loss})",
):
    """sup − inf of the loss over predictors and observations: b − a when it takes values in [a, b]."""

    loss: str


class LossLipschitz(
    Quantity, says="the Lipschitz constant of {loss} in the prediction", tex=r"\operatorname{Lip}({loss})"
):
    """A Lipschitz constant of a ↦ λ(a, y), the same for every label y."""

    loss: str


class UnitLoss(Property, says="{loss} takes values in [0, 1]"):
    """0 ≤ ℓ(h, z) ≤ 1 for every predictor and every observation."""

    loss: str


class SquaredLoss(Property, says="{loss} is the squared loss"):
    """‖t − y‖² for predictions and labels in a Euclidean space."""

    loss: str
