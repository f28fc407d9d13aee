"""Support vector machine."""

from corollary.logic import Quantity


class HomogeneousMargin(
    Quantity,
    says="the greatest least margin y⟨w, x⟩ on {sample} over weights w of norm at most 1, without intercept",
    tex=r"\gamma",
):
    """γ, of the data: zero if they are not separated by a hyperplane through 0."""

    sample: str


class InterceptMargin(
    Quantity,
    says="the greatest least margin y(⟨w, x⟩ + b) on {sample} over weights w of norm at most 1 and intercepts b",
    tex=r"\gamma_b",
):
    """γ_b, of data with both labels."""

    sample: str


class WeightNorm(
    Quantity, says="the Euclidean norm of the weights, without intercept, of {predictor}", tex=r"\lVert w \rVert"
):
    """‖w‖, measured: not the radius of a class."""

    predictor: str
