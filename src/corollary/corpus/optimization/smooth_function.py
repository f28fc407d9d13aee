"""Smoothness constant of an objective."""

from corollary.logic import Quantity


class Smoothness(Quantity, says="the Lipschitz constant of the gradient of {objective}", tex="L"):
    """On all of its domain; a curvature measured at one point is a lower bound."""

    objective: str
