"""Total variation distance."""

from corollary.logic import Quantity


class TotalVariation(
    Quantity,
    says="the total variation distance between {posterior} and {prior}",
    tex=r"\operatorname{{TV}}({posterior}, {prior})",
    trivial=1.0,
):
    """sup over events of |P(A) − Q(A)|."""

    posterior: str
    prior: str
