"""Principal component analysis."""

from typing import TYPE_CHECKING

from corollary.logic import AtLeast, Attempt, Property, Quantity, ablation, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class LowRankAffine(
    Property, says="{map} is an affine map of a space to itself whose linear part has rank at most {rank}"
):
    """x ↦ c + M x; `rank` names a number k."""

    map: str
    rank: str


class CovarianceTail(
    Quantity,
    says="the sum of all eigenvalues of the covariance of {law} but the greatest {rank}",
    tex=r"\sum_{{j > k}} \lambda_j",
):
    """Σ_{j > k} λ_j; for the empirical law of data it is computed from them."""

    law: str
    rank: str


class ReconstructionError(
    Quantity,
    says="the mean squared distance under {law} of a point from its image under {map}",
    tex=r"\mathbb E \lVert x - g(x) \rVert^2",
):
    """E‖x − g(x)‖²."""

    map: str
    law: str


@theorem
def principal_component_analysis(map: LowRankAffine, tail: AtLeast[CovarianceTail]) -> AtLeast[ReconstructionError]:
    """No affine map of this rank reconstructs better."""
    return tail.value


def _projections(rng: "np.random.Generator", draws: int, rank: int, claimed: int, constant: float = 1.0) -> Attempt:
    """Errors of perturbed principal projections of a rank on a sample of 30 points, against the tail after `claimed`."""
    import numpy as np

    x = rng.normal(size=(draws, 30, 5)) * np.array([3, 2, 1.5, 1, 0.5]) + rng.normal(size=(draws, 1, 5))
    mean = x.mean(axis=1, keepdims=True)
    centred = x - mean
    values, vectors = np.linalg.eigh(centred.swapaxes(1, 2) @ centred / 30)
    tail = values[:, : 5 - claimed].sum(axis=1)
    turn = 0.05 * rng.uniform(size=(draws, 1, 1)) * rng.normal(size=(2, draws, 5, rank))
    b, a = vectors[..., 5 - rank :] + turn[0], vectors[..., 5 - rank :] + turn[1]
    image = mean + 0.01 * rng.normal(size=(draws, 1, 5)) + (centred @ a) @ b.swapaxes(1, 2)
    error = ((x - image) ** 2).sum(axis=2).mean(axis=1)
    bound = principal_component_analysis(LowRankAffine(), AtLeast[CovarianceTail](constant * tail)).value
    return Attempt(error, bound, sense="at_least")


@trial(principal_component_analysis)
def near_the_best(rng: "np.random.Generator", draws: int) -> Attempt:
    """Encoders and decoders near the principal ones."""
    return _projections(rng, draws, 2, 2)


@ablation(principal_component_analysis, breaks="map")
def one_rank_more(rng: "np.random.Generator", draws: int) -> Attempt:
    """Rank 3 against the tail after 2."""
    return _projections(rng, draws, 3, 2)


@ablation(principal_component_analysis, breaks="tail")
def tail_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The tail after 1 for rank 2."""
    return _projections(rng, draws, 2, 1)


@ablation(principal_component_analysis, breaks="constant")
def half_more(rng: "np.random.Generator", draws: int) -> Attempt:
    """1.5 times the tail."""
    return _projections(rng, draws, 2, 2, 1.5)
