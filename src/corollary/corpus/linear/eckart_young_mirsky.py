"""Eckart-Young-Mirsky theorem."""

from typing import TYPE_CHECKING

from corollary.logic import AtLeast, Attempt, Property, Quantity, ablation, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class LowRank(Property, says="the rank of {approximation} is at most {rank}"):
    """`rank` names a number k."""

    approximation: str
    rank: str


class SquaredSingularTail(
    Quantity,
    says="the sum of the squares of all singular values of {matrix} but the greatest {rank}",
    tex=r"\sum_{{j > k}} s_j^2",
):
    """Σ_{j > k} s_j²."""

    matrix: str
    rank: str


class SquaredFrobeniusDistance(
    Quantity,
    says="the sum of the squared entries of the difference of {matrix} and {approximation}",
    tex=r"\lVert A - B \rVert_F^2",
):
    """‖A − B‖_F²."""

    matrix: str
    approximation: str


@theorem
def eckart_young_mirsky(rank: LowRank, tail: AtLeast[SquaredSingularTail]) -> AtLeast[SquaredFrobeniusDistance]:
    """In the Frobenius norm."""
    return tail.value


def _alternating(rng: "np.random.Generator", draws: int, rank: int, claimed: int, constant: float = 1.0) -> Attempt:
    """Alternating least squares for the best approximation of a rank, against the tail after the first `claimed`."""
    import numpy as np

    a = rng.normal(size=(draws, 6, 5))
    tail = (np.linalg.svd(a, compute_uv=False)[:, claimed:] ** 2).sum(axis=1)
    left = rng.normal(size=(draws, 6, rank))
    for _ in range(60):
        right = np.linalg.solve(left.swapaxes(1, 2) @ left, left.swapaxes(1, 2) @ a)
        left = np.asarray(np.linalg.solve(right @ right.swapaxes(1, 2), right @ a.swapaxes(1, 2)).swapaxes(1, 2), float)
    error = ((a - left @ right) ** 2).sum(axis=(1, 2))
    bound = eckart_young_mirsky(LowRank(), AtLeast[SquaredSingularTail](constant * tail)).value
    return Attempt(error, bound, sense="at_least")


@trial(eckart_young_mirsky)
def alternating_least_squares(rng: "np.random.Generator", draws: int) -> Attempt:
    """Comes near the bound, never below."""
    return _alternating(rng, draws, 2, 2)


@ablation(eckart_young_mirsky, breaks="rank")
def one_rank_more(rng: "np.random.Generator", draws: int) -> Attempt:
    """Rank 3 against the tail after 2."""
    return _alternating(rng, draws, 3, 2)


@ablation(eckart_young_mirsky, breaks="tail")
def tail_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The tail after 1 for rank 2."""
    return _alternating(rng, draws, 2, 1)


@ablation(eckart_young_mirsky, breaks="constant")
def a_tenth_more(rng: "np.random.Generator", draws: int) -> Attempt:
    """1.1 times the tail."""
    return _alternating(rng, draws, 2, 2, 1.1)


@trial("eckart-young-mirsky")
def every_singular_value(rng: "np.random.Generator", draws: int) -> Attempt:
    """Part (a) for perturbed truncations of rank 2."""
    import numpy as np

    a = rng.normal(size=(draws, 6, 5))
    u, s, v = np.linalg.svd(a, full_matrices=False)
    noise = rng.uniform(0, 0.5, size=(draws, 1, 1)) * rng.normal(size=(2, draws, 6, 2))
    b = (u[..., :2] * s[:, None, :2] + noise[0]) @ (v[:, :2] + noise[1].swapaxes(1, 2)[..., :5])
    return Attempt(s[:, 2:], np.linalg.svd(a - b, compute_uv=False)[:, :3])
