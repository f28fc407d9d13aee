"""Strong convexity constant of an objective."""

from corollary.logic import Quantity


class StrongConvexity(Quantity, says="the strong convexity constant of {objective}", tex=r"\mu", suppose=0.1):
    """For the Euclidean norm, on all of its domain; a curvature measured at one point is an upper bound."""

    objective: str
