"""Margin of a real-valued classifier and its ramp loss."""

from corollary.logic import Property


class RampLoss(Property, says="{loss} is the ramp loss at margin {gamma}"):
    """min(1, max(0, 1 − m/γ)) of the margin m of the predictor."""

    loss: str
    gamma: float
