"""Equivariant matrices between cosets of subgroups of the permutations of four points."""

from itertools import permutations
from typing import TYPE_CHECKING

from corollary.corpus.architecture.reynolds_operator import random_group
from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np

Element = tuple[int, ...]
GROUP: list[Element] = list(permutations(range(4)))


def product(g: Element, h: Element) -> Element:
    """First h, then g."""
    return tuple(g[i] for i in h)


def _cosets(subgroup: list[Element]) -> "tuple[list[Element], np.ndarray]":
    """A representative of each left coset, and the index of g times each coset, shape (24, cosets)."""
    import numpy as np

    least = {g: min(product(g, h) for h in subgroup) for g in GROUP}
    chosen = sorted(set(least.values()))
    where = {c: i for i, c in enumerate(chosen)}
    return chosen, np.array([[where[least[product(g, c)]] for c in chosen] for g in GROUP])


def _averaged(rng: "np.random.Generator") -> "tuple[np.ndarray, np.ndarray, np.ndarray, list[Element], int]":
    """An equivariant matrix (a random one, averaged), the two actions, the rows' cosets, and the number of double cosets."""
    import numpy as np

    h, k = random_group(rng, 4), random_group(rng, 4)
    _, x = _cosets(h)
    chosen, y = _cosets(k)
    noise = rng.normal(size=(y.shape[1], x.shape[1]))
    matrix = np.mean([noise[np.ix_(b, a)] for a, b in zip(x, y, strict=True)], axis=0)
    double = {min(product(product(b, g), a) for a in h for b in k) for g in GROUP}
    return matrix, x, y, chosen, len(double)


def _distinct(matrix: "np.ndarray") -> int:
    import numpy as np

    return int(np.sum(np.diff(np.sort(matrix.ravel())) > 1e-9)) + 1


@trial("equivariant-linear-maps-between-homogeneous-spaces")
def one_row_is_enough(rng: "np.random.Generator", draws: int) -> Attempt:
    """(a): the row of the coset K is the kernel, and gives all other rows."""
    import numpy as np

    errors = []
    for _ in range(min(draws, 25)):
        matrix, x, y, chosen, _ = _averaged(rng)
        kernel = matrix[y[0, 0]]  # the first representative is the unit
        rows = [kernel[x[GROUP.index(tuple(int(i) for i in np.argsort(g)))]] for g in chosen]
        errors.append(np.abs(np.array(rows) - matrix).max())
    return Attempt(errors, 1e-12)


def _counts(rng: "np.random.Generator", draws: int, fixed: bool) -> Attempt:
    """The number of free entries, counted, against Burnside's mean; without `fixed` it counts the pairs of orbits."""
    import numpy as np

    differences = []
    for _ in range(min(draws, 25)):
        matrix, x, y, _, double = _averaged(rng)
        places = [np.sum(a == np.arange(a.shape[1]), axis=1) for a in (x, y)]
        mean = np.mean(places[0] * places[1]) if fixed else np.mean(places[0]) * np.mean(places[1])
        differences.append(abs(_distinct(matrix) - mean) + abs(double - mean))
    return Attempt(differences, 1e-9)


@trial("equivariant-linear-maps-between-homogeneous-spaces")
def three_counts(rng: "np.random.Generator", draws: int) -> Attempt:
    """Distinct entries of an averaged random matrix, double cosets and the mean number of fixed pairs."""
    return _counts(rng, draws, True)


@ablation("equivariant-linear-maps-between-homogeneous-spaces", breaks="constant")
def orbits_apart(rng: "np.random.Generator", draws: int) -> Attempt:
    """The orbits of the two spaces counted apart."""
    return _counts(rng, draws, False)
