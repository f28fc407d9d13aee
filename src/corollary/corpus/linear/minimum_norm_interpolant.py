"""Minimum-norm least squares."""

from corollary.logic import Property


class MinimumNorm(
    Property, says="{predictor} is the least-squares estimator on {sample} of least Euclidean norm of its parameters"
):
    """X⁺y; it interpolates if the rows of the design are linearly independent."""

    predictor: str
    sample: str
