"""The zero-one loss."""

from corollary.logic import Property


class ZeroOneLoss(Property, says="{loss} is the zero-one loss of a classifier with values among the labels"):
    """ℓ(h, (x, y)) = 1 if h(x) ≠ y and 0 otherwise; any number of classes."""

    loss: str
