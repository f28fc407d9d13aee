"""Lipschitz constants of a network, of its margin and of a layer, for Euclidean norms."""

from corollary.logic import Quantity


class LipschitzConstant(
    Quantity, says="the Euclidean Lipschitz constant of the score map of {network}", tex=r"\Lip({network})"
):
    network: str


class MarginLipschitz(
    Quantity,
    says="the largest Euclidean Lipschitz constant of a difference of two scores of {network}",
    tex=r"\max_{{k \neq l}} \Lip({network}_k - {network}_l)",
):
    network: str


class LayerLipschitz(Quantity, says="the Euclidean Lipschitz constant of {layer}", tex=r"\Lip({layer})"):
    layer: str
