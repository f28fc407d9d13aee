"""Relative entropy."""

from corollary.logic import Quantity


class KLDivergence(
    Quantity,
    says="the relative entropy of {posterior} with respect to {prior}",
    tex=r"\operatorname{{KL}}({posterior} \Vert {prior})",
    unit="nats",
):
    """KL(P‖Q), P the posterior and Q the prior."""

    posterior: str
    prior: str
