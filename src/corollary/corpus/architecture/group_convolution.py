"""Lifting correlation for the rotations and shifts of a square grid."""

from typing import TYPE_CHECKING

from corollary.corpus.architecture.reynolds_operator import generated
from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np

N = 4


def _lifted(rng: "np.random.Generator", draws: int, spread: float) -> Attempt:
    """Lift of a moved image against the moved lift; `spread` is that of the weights of the pixels about 1."""
    import numpy as np

    cells = [(i, j) for i in range(N) for j in range(N)]
    turn = tuple(cells.index((j, -i % N)) for i, j in cells)
    shift = tuple(cells.index(((i + 1) % N, j)) for i, j in cells)
    group = generated([turn, shift])
    where, moves = {g: m for m, g in enumerate(group)}, np.array(group)
    inverse = np.argsort(moves, axis=1)
    weight, errors = 1 + spread * rng.uniform(-1, 1, size=N * N), []
    for _ in range(min(draws, 50)):
        f, psi = rng.normal(size=(2, N * N))
        u = int(rng.integers(len(group)))
        back = [where[tuple(inverse[u][g])] for g in moves]  # of u^{-1} g
        lift, moved = psi[inverse] @ (weight * f), psi[inverse] @ (weight * f[inverse[u]])
        errors.append(np.abs(moved - lift[back]).max())
    return Attempt(errors if spread == 0 else max(errors), 1e-12)


@trial("group-convolution")
def turned_and_shifted(rng: "np.random.Generator", draws: int) -> Attempt:
    """All 64 motions of a grid of 16 cells."""
    return _lifted(rng, draws, 0.0)


@ablation("group-convolution", breaks="measure")
def unequal_weights(rng: "np.random.Generator", draws: int) -> Attempt:
    """A measure on the cells that is not invariant."""
    return _lifted(rng, draws, 0.5)
