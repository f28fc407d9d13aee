"""The limiting tangent matrix is positive definite for inputs that are not parallel."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.ntk_concentration_at_initialisation import (
    LimitTangentEigenvalue,
    UnitInputs,
    limit_matrix,
)
from corollary.logic import AtLeast, Attempt, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import pi

if TYPE_CHECKING:
    import numpy as np


class GramEigenvalue(
    Quantity, says="the least eigenvalue of the Gram matrix of the inputs of {sample}", tex=r"\lambda_\min(G)"
):
    sample: str


class SquaredGramEigenvalue(
    Quantity,
    says="the least eigenvalue of the matrix of squared inner products of the inputs of {sample}",
    tex=r"\lambda_\min(G^{{\circ 2}})",
):
    sample: str


@theorem
def ntk_limit_positive_definite(
    inputs: UnitInputs, gram: AtLeast[GramEigenvalue], squared: AtLeast[SquaredGramEigenvalue]
) -> AtLeast[LimitTangentEigenvalue]:
    """Two terms of a series of positive semidefinite matrices."""
    require(inputs.n >= 1, "n >= 1")
    require(gram.value >= 0, "the first bound is >= 0")
    require(squared.value >= 0, "the second bound is >= 0")
    return gram.value / 4 + squared.value / (2 * pi())


def _attempt(
    rng: "np.random.Generator", draws: int, scale: float = 1.0, first: float = 1.0, second: float = 1.0
) -> Attempt:
    """Four inputs in R³ and in R⁶, and three orthonormal ones (first draws); wrong claims by factors."""
    import numpy as np

    truth, bound = [], []
    for draw in range(draws):
        x = np.eye(3) if draw < 3 else rng.normal(size=(4, 3 + 3 * (draw % 2)))
        x = x / np.linalg.norm(x, axis=1, keepdims=True)
        gram = scale**2 * (x @ x.T)
        eigenvalues = [max(0.0, float(np.linalg.eigvalsh(g)[0])) for g in (gram, gram**2)]
        truth.append(scale**2 * np.linalg.eigvalsh(limit_matrix(x))[0])
        given = AtLeast[GramEigenvalue](first * eigenvalues[0]), AtLeast[SquaredGramEigenvalue](second * eigenvalues[1])
        bound.append(float(ntk_limit_positive_definite(UnitInputs(n=len(x)), *given).value))
    return Attempt(truth, bound, sense="at_least")


@trial(ntk_limit_positive_definite)
def random_inputs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Least eigenvalues of the limit and of both matrices."""
    return _attempt(rng, draws)


@ablation(ntk_limit_positive_definite, breaks="inputs")
def longer_inputs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Inputs of norm 2."""
    return _attempt(rng, draws, scale=2.0)


@ablation(ntk_limit_positive_definite, breaks="gram")
def first_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """One and a half times the first eigenvalue."""
    return _attempt(rng, draws, first=1.5)


@ablation(ntk_limit_positive_definite, breaks="squared")
def second_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twice the second eigenvalue."""
    return _attempt(rng, draws, second=2.0)


def _positive(rng: "np.random.Generator", draws: int, factor: float) -> Attempt:
    """Five inputs in the plane, the last one a multiple of the first if the factor is positive."""
    import numpy as np

    angle = rng.uniform(0, 2 * np.pi / 5, size=(draws, 5)) * 0.4 + np.arange(5) * np.pi / 5
    x = np.stack([np.cos(angle), np.sin(angle)], axis=2)
    if factor > 0:
        x[:, 4] = x[:, 0]
    return Attempt(np.linalg.eigvalsh(limit_matrix(x))[:, 0], 1e-6, sense="at_least")


@trial("ntk-limit-positive-definite")
def lines_in_the_plane(rng: "np.random.Generator", draws: int) -> Attempt:
    """More inputs than dimensions, on different lines."""
    return _positive(rng, draws, 0.0)


@ablation("ntk-limit-positive-definite", breaks="constant")
def one_line_twice(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two inputs are equal."""
    return _positive(rng, draws, 1.0)
