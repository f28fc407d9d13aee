"""Margin of a real-valued classifier and its ramp loss."""

from corollary.logic import Property


class RampLoss(Property, says="{loss} is the ramp loss at margin {gamma}", tex=r"\ramp{\gamma}"):
    loss: str
    gamma: float
