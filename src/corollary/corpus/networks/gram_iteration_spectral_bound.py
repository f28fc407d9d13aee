"""Certified upper bound of a spectral norm."""

from typing import TYPE_CHECKING

from corollary.logic import AtMost, Attempt, Equals, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import power

if TYPE_CHECKING:
    import numpy as np


class SpectralNorm(Quantity, says="the spectral norm of {matrix}", tex=r"\lVert {matrix} \rVert"):
    matrix: str


class GramFrobeniusNorm(
    Quantity, says="the Frobenius norm of {matrix} after its Gram iterations", tex=r"\lVert {matrix}_{{(k)}} \rVert_F"
):
    matrix: str


class GramIterations(Quantity, says="the number of Gram iterations of {matrix}", tex="k"):
    matrix: str


@theorem
def gram_iteration_spectral_bound(
    frobenius: AtMost[GramFrobeniusNorm], iterations: Equals[GramIterations]
) -> AtMost[SpectralNorm]:
    """The Schatten norm of exponent 2^(k+1)."""
    require(frobenius.value > 0, "the matrix is not zero")
    require(iterations.value >= 0, "k >= 0")
    return power(frobenius.value, power(2, -iterations.value))


def _iterated(rng: "np.random.Generator", draws: int, k: int, exponent: int) -> Attempt:
    import numpy as np

    w = rng.normal(size=(draws, 4, 3)) * rng.uniform(0.2, 2, size=(draws, 1, 1))
    truth = np.linalg.norm(w, 2, axis=(1, 2))
    for _ in range(k):
        w = np.swapaxes(w, 1, 2) @ w
    facts = AtMost[GramFrobeniusNorm](np.linalg.norm(w, axis=(1, 2))), Equals[GramIterations](exponent)
    return Attempt(truth=truth, bound=gram_iteration_spectral_bound(*facts).value)


@trial(gram_iteration_spectral_bound)
def three_iterations(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random matrices; the bound is within a few per cent."""
    return _iterated(rng, draws, 3, 3)


@ablation(gram_iteration_spectral_bound, breaks="iterations")
def miscounted(rng: "np.random.Generator", draws: int) -> Attempt:
    """One iteration fewer than claimed."""
    return _iterated(rng, draws, 2, 3)
