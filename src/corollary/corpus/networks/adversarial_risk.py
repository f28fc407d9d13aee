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


class AdversarialRisk(
    Quantity,
    says="the probability under {law} that {network} is wrong, or can be made wrong, within {perturbation}",
    tex=r"R_\epsilon({network})",
    trivial=1.0,
):
    """Probability that some input within the Euclidean distance ε that `perturbation` names gets another label than Y."""

    network: str
    perturbation: str
    law: str


class UncertifiedFraction(
    Quantity,
    says="the fraction of {sample} at which {network} is not certified right within {perturbation}",
    tex=r"e",
    trivial=1.0,
    suppose=0.1,
):
    """Certified by Lipschitz constants of the differences of scores that belong to the network, as in certified-accuracy-bound."""

    network: str
    perturbation: str
    sample: str
