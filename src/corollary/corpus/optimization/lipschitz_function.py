"""Lipschitz constant of a loss in the parameter."""

from corollary.logic import Quantity


class ParameterLipschitz(Quantity, says="the Lipschitz constant of {loss} in the parameter", tex="L"):
    """sup over observations of the Lipschitz constant of w ↦ ℓ(w, z); the one in the prediction is another quantity."""

    loss: str
