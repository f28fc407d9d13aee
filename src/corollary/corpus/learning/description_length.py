"""Length of the description of a predictor."""

from corollary.logic import Quantity


class DescriptionLength(
    Quantity, says="the length in nats of the description of {predictor} under {code}", tex=r"L({predictor})"
):
    """log(1/π(h)), π the weights of the code; |c(h)| log 2 for a prefix-free binary code c."""

    predictor: str
    code: str
