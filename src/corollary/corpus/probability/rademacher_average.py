"""Rademacher average of a set of vectors, and what bounds it."""

from corollary.logic import Property, Quantity


class PointSet(Property, says="{points} is a nonempty set of points of Euclidean space of dimension {n}"):
    """A ⊂ R^n, nonempty."""

    points: str
    n: int


class LogPoints(Quantity, says="the logarithm of the number of {points}", tex=r"\log \lvert {points} \rvert"):
    """log |A|."""

    points: str


class Radius(Quantity, says="the Euclidean radius of {points} about some centre", tex=r"r({points})"):
    """The least r such that all points lie within r of one centre."""

    points: str


class RademacherAverage(Quantity, says="the Rademacher average of {points}", tex=r"\mathcal{{R}}({points})"):
    """(1/n) E sup over A of Σ ε_i a_i, without absolute value."""

    points: str
