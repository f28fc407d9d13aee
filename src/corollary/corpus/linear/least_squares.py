"""Least-squares estimators."""

from corollary.logic import Property, Quantity


class LeastSquares(Property, says="{predictor} is a least-squares estimator on {sample}"):
    """Any exact minimiser of ‖y − Xθ‖² over all θ."""

    predictor: str
    sample: str


class ResidualSquares(
    Quantity,
    says="the sum of the squared errors of {predictor}, linear in its inputs, on {sample}",
    tex=r"\lVert y - X \theta \rVert^2",
):
    """‖y − Xθ‖² on the inputs as they are: a sum, not a mean."""

    predictor: str
    sample: str
