"""Barron's Fourier class."""

from corollary.logic import Property, Quantity


class BarronConstant(Quantity, says="the Barron constant of {target} on {ball}", tex="C_{{{target}}}"):
    """The infimum of the integrals of |omega| over the Fourier representations of {target} on {ball}."""

    target: str
    ball: str


class BallRadius(Quantity, says="the radius of {ball}, a Euclidean ball around the origin", tex="r"):
    ball: str


class CarriedBy(Property, says="{law} is a probability carried by {ball}"):
    law: str
    ball: str
