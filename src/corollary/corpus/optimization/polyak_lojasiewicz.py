"""Polyak-Łojasiewicz constant of an objective."""

from corollary.logic import Quantity


class PolyakLojasiewicz(Quantity, says="the Polyak-Lojasiewicz constant of {objective}", tex=r"\mu", suppose=0.1):
    """The greatest μ with ½ ‖∇f(x)‖² ≥ μ (f(x) − inf f) for all x; measured at some points it is an upper bound."""

    objective: str
