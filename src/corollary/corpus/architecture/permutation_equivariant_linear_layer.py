"""Permutation-equivariant linear maps between tensors, counted."""

from itertools import permutations, product
from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def stirling(m: int, j: int) -> int:
    """Number of partitions of m elements into j nonempty blocks."""
    if m == 0 or j == 0:
        return int(m == j)
    return j * stirling(m - 1, j) + stirling(m - 1, j - 1)


def _free(rng: "np.random.Generator", n: int, order: int) -> int:
    """Number of distinct entries of a random tensor of this order, averaged over the permutations of [n]."""
    import numpy as np

    tensor = rng.normal(size=(n,) * order)
    mean = np.mean([tensor[np.ix_(*[g] * order)] if order else tensor for g in permutations(range(n))], axis=0)
    return int(np.sum(np.diff(np.sort(mean.ravel())) > 1e-9)) + 1


CASES = [(n, m) for n, m in product(range(1, 5), range(5)) if n**m <= 256]


@trial("permutation-equivariant-linear-layer")
def distinct_entries(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random tensors averaged over all permutations of the indices: the number of distinct entries."""
    found = [_free(rng, n, m) for n, m in CASES]
    claimed = [sum(stirling(m, j) for j in range(n + 1)) for n, m in CASES]
    return Attempt([abs(a - b) for a, b in zip(found, claimed, strict=True)], 0.0)


@ablation("permutation-equivariant-linear-layer", breaks="constant")
def bell_for_small_sets(rng: "np.random.Generator", draws: int) -> Attempt:
    """The Bell number also where there are fewer elements than indices."""
    found = [_free(rng, n, m) for n, m in CASES]
    claimed = [sum(stirling(m, j) for j in range(m + 1)) for _, m in CASES]
    return Attempt([abs(a - b) for a, b in zip(found, claimed, strict=True)], 0.0)


@ablation("permutation-equivariant-linear-layer", breaks="simultaneous")
def rows_and_columns_apart(rng: "np.random.Generator", draws: int) -> Attempt:
    """Matrices to matrices over four elements, rows and columns permuted independently: four maps, not fifteen."""
    import numpy as np

    turns = list(permutations(range(4)))
    tensor = rng.normal(size=(4,) * 4)
    over_rows = np.mean([tensor[np.ix_(g, range(4), g, range(4))] for g in turns], axis=0)
    mean = np.mean([over_rows[np.ix_(range(4), g, range(4), g)] for g in turns], axis=0)
    found = int(np.sum(np.diff(np.sort(mean.ravel())) > 1e-9)) + 1
    return Attempt([abs(found - sum(stirling(4, j) for j in range(5)))], 0.0)
