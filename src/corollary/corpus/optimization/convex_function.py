"""Convexity of an objective, and of a loss in the parameter."""

from corollary.logic import Property


class Convex(Property, says="{objective} is convex"):
    """On all of its domain."""

    objective: str


class ConvexInParameter(Property, says="{loss} is convex in the parameter"):
    """w ↦ ℓ(w, z) is convex for every z; convexity in the prediction is another property."""

    loss: str
