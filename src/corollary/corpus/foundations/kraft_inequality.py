"""Kraft's inequality and the length of prefix codes."""

from typing import TYPE_CHECKING

from corollary.corpus.foundations.entropy import Entropy
from corollary.logic import AtLeast, Attempt, Property, Quantity, ablation, theorem, trial
from corollary.logic.arithmetic import log

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class PrefixFree(Property, says="{code} is a prefix-free binary code"):
    """No word is a proper prefix of another."""

    code: str


class ExpectedLength(
    Quantity, says="the expected length of the words of {code} under {law}", tex=r"\mathbb{{E}} \ell", unit="bits"
):
    """E ℓ(X)."""

    code: str
    law: str


@theorem
def kraft_inequality(code: PrefixFree, entropy: AtLeast[Entropy]) -> AtLeast[ExpectedLength]:
    """Gibbs' inequality for the weights that the lengths define."""
    return entropy.value / log(2)


def _bound(entropy: "Any") -> "Any":
    return kraft_inequality(PrefixFree(), AtLeast[Entropy](entropy)).value


def _laws(rng: "Generator", draws: int) -> "tuple[Any, Any]":
    """Random laws on eight points, in decreasing order, half of them dyadic; their entropies."""
    import numpy as np

    p = -np.sort(-rng.dirichlet(np.ones(8), size=draws), axis=1)
    p[::2] = 0.5 ** np.array([1, 2, 3, 4, 5, 6, 7, 7])
    return p, -(p * np.log(p)).sum(axis=1)


def _huffman(law: "Any") -> float:
    """The expected length of the best prefix code: the sum of the masses merged."""
    from heapq import heapify, heappop, heappush

    heap = [float(mass) for mass in law]
    heapify(heap)
    total = 0.0
    while len(heap) > 1:
        merged = heappop(heap) + heappop(heap)
        total += merged
        heappush(heap, merged)
    return total


@trial(kraft_inequality)
def huffman(rng: "Generator", draws: int) -> Attempt:
    """Huffman's code, the best there is; equality for dyadic laws."""
    laws, entropies = _laws(rng, draws)
    return Attempt([_huffman(law) for law in laws], _bound(entropies), sense="at_least")


@ablation(kraft_inequality, breaks="code")
def one_to_one(rng: "Generator", draws: int) -> Attempt:
    """The empty word, 0, 1, 00, … in order of probability: injective, not prefix-free."""
    laws, entropies = _laws(rng, draws)
    return Attempt(laws @ [0, 1, 1, 2, 2, 2, 2, 3], _bound(entropies), sense="at_least")


@ablation(kraft_inequality, breaks="entropy")
def uniform_entropy(rng: "Generator", draws: int) -> Attempt:
    """The logarithm of the number of symbols in place of the entropy."""
    laws, _ = _laws(rng, draws)
    return Attempt([_huffman(law) for law in laws], _bound(log(8.0)), sense="at_least")
