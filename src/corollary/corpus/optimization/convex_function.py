"""Convexity of a loss in the parameter."""

from corollary.logic import Property


class ConvexInParameter(Property, says="{loss} is convex in the parameter"):
    """w ↦ ℓ(w, z) is convex for every z; convexity in the prediction is another property."""

    loss: str
