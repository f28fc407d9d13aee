"""Cumulant generating function."""

from corollary.logic import Property


class CumulantBound(
    Property,
    says="the cumulant generating function of {variable} under {law} is at most {value} at {tilt}",
    one_valued=False,
    suppose={"tilt": 1, "value": 0},
):
    """log E exp(λ f(Z_1)) ≤ value at λ = tilt."""

    variable: str
    law: str
    tilt: float
    value: float
