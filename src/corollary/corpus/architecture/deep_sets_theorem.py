"""Power sums determine a multiset; digits do, too."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def coefficients(power_sums: "list[int]") -> "list[int]":
    """e_0, ..., e_n from p_1, ..., p_n, by Newton's identities, in whole numbers."""
    e = [1]
    for j in range(1, len(power_sums) + 1):
        e.append(sum((-1) ** (i - 1) * e[j - i] * power_sums[i - 1] for i in range(1, j + 1)) // j)
    return e


@trial("deep-sets-theorem")
def product_of_all(rng: "np.random.Generator", draws: int) -> Attempt:
    """(a): the products of up to eight whole numbers, from their power sums alone, exactly."""
    import math

    errors = []
    for _ in range(draws):
        x = [int(i) for i in rng.integers(0, 30, size=int(rng.integers(1, 9)))]
        found = coefficients([sum(i**j for i in x) for j in range(1, len(x) + 1)])[-1]
        errors.append(float(found != math.prod(x)))
    return Attempt(errors, 0.0)


@trial("deep-sets-theorem")
def roots(rng: "np.random.Generator", draws: int) -> Attempt:
    """(a): four whole numbers themselves, as roots of the polynomial."""
    import numpy as np

    errors = []
    for _ in range(draws):
        x = rng.choice(12, size=4, replace=False)
        e = coefficients([int(np.sum(x**j)) for j in range(1, 5)])
        found = np.roots([(-1) ** j * float(c) for j, c in enumerate(e)])
        errors.append(np.abs(np.sort(found.real) - np.sort(x)).max() + np.abs(found.imag).max())
    return Attempt(errors, 1e-6)


def _collisions(rng: "np.random.Generator", draws: int, base: int) -> Attempt:
    """(b): multisets of at most three of four elements; the number of pairs with the same sum of base^(4 - c)."""
    from itertools import combinations_with_replacement

    sums = [
        sum(base ** (4 - c) for c in s) for size in range(4) for s in combinations_with_replacement(range(1, 5), size)
    ]
    return Attempt([len(sums) - len(set(sums))], 0.0)


@trial("deep-sets-theorem")
def one_number(rng: "np.random.Generator", draws: int) -> Attempt:
    """Base 4 tells all multisets apart."""
    return _collisions(rng, draws, 4)


@ablation("deep-sets-theorem", breaks="constant")
def smaller_base(rng: "np.random.Generator", draws: int) -> Attempt:
    """Base 3 does not."""
    return _collisions(rng, draws, 3)


@ablation("deep-sets-theorem", breaks="constant")
def two_power_sums(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two triples with the same sums of first and second powers, and different products."""
    pairs = [((0, 4, 5), (1, 2, 6)), ((0, 7, 8), (2, 3, 10))]
    same = [sum(x) == sum(y) and sum(i * i for i in x) == sum(i * i for i in y) for x, y in pairs]
    gap = [abs(x[0] * x[1] * x[2] - y[0] * y[1] * y[2]) * float(s) for (x, y), s in zip(pairs, same, strict=True)]
    return Attempt(gap, 0.0)
