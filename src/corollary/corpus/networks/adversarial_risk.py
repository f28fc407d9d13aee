"""Certified radius of a classifier at an input."""

from corollary.logic import Quantity


class CertifiedRadius(
    Quantity,
    says="the distance from {input} to the nearest point that {network} classifies differently",
    tex=r"r({input})",
):
    """Euclidean distance, infinite if the classifier is constant; `AtLeast` of it is a certified radius."""

    network: str
    input: str


class ScoreMargin(
    Quantity, says="the margin of {network} at {input} between the predicted class and the next", tex=r"m({input})"
):
    """Highest score minus second highest; for one real output the absolute value of the score."""

    network: str
    input: str
