"""Dimension of the equivariant linear maps between permutation representations."""

from typing import TYPE_CHECKING

from corollary.corpus.architecture.reynolds_operator import generated, permutation_matrices
from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _dimensions(rng: "np.random.Generator", draws: int, inner: bool) -> Attempt:
    """Solutions of T ρ(s) = σ(s) T for the generators s, by rank, against the mean product of the characters.

    The group permutes seven points: ρ acts on the first four, σ on the other three.
    """
    import numpy as np

    differences = []
    for _ in range(min(draws, 40)):
        generators = [(*rng.permutation(4), *(4 + rng.permutation(3))) for _ in range(int(rng.integers(1, 3)))]
        generators = [tuple(int(i) for i in g) for g in generators]
        blocks = permutation_matrices(generators)
        equations = np.concatenate([np.kron(np.eye(3), b[:4, :4].T) - np.kron(b[4:, 4:], np.eye(4)) for b in blocks])
        dimension = 12 - np.linalg.matrix_rank(equations)
        group = permutation_matrices(generated(generators))
        v, w = np.trace(group[:, :4, :4], axis1=1, axis2=2), np.trace(group[:, 4:, 4:], axis1=1, axis2=2)
        differences.append(abs(dimension - (np.mean(v * w) if inner else np.mean(v) * np.mean(w))))
    return Attempt(differences, 1e-9)


@trial("isotypic-decomposition")
def characters(rng: "np.random.Generator", draws: int) -> Attempt:
    """The inner product of the characters."""
    return _dimensions(rng, draws, True)


@ablation("isotypic-decomposition", breaks="constant")
def trivial_part_only(rng: "np.random.Generator", draws: int) -> Attempt:
    """The product of the multiplicities of the trivial representation alone."""
    return _dimensions(rng, draws, False)


@ablation("isotypic-decomposition", breaks="complex")
def rotations_of_the_plane(rng: "np.random.Generator", draws: int) -> Attempt:
    """Real maps that commute with a rotation: dimension 2, where one irreducible of multiplicity 1 would give 1."""
    import numpy as np

    dimensions = []
    for angle in rng.uniform(0.1, 3, size=min(draws, 20)):
        r = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        dimensions.append(4 - np.linalg.matrix_rank(np.kron(np.eye(2), r.T) - np.kron(r, np.eye(2))))
    return Attempt(dimensions, 1.0)
