"""One real parameter, infinite VC dimension."""

from fractions import Fraction
from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from numpy.random import Generator


def _mistakes(labels: "list[int]", offset: int) -> int:
    """Number of points x = 2^-i at which 1{sin(theta x) >= 0} is not the label, exactly.

    theta / pi = offset + sum of (1 - y_j) 2^j.
    """
    theta = offset + sum((1 - y) * 2**j for j, y in enumerate(labels, 1))
    return sum((Fraction(theta, 2**i) % 2 <= 1) != (y == 1) for i, y in enumerate(labels, 1))


def _labels(rng: "Generator", draws: int) -> "list[list[int]]":
    return [[int(y) for y in rng.integers(2, size=rng.integers(1, 60))] for _ in range(draws)]


@trial("sine-class-infinite-vc")
def random_labels(rng: "Generator", draws: int) -> Attempt:
    """Random labels of up to sixty points, in rational arithmetic."""
    return Attempt([_mistakes(labels, 1) for labels in _labels(rng, draws)], 0)


@ablation("sine-class-infinite-vc", breaks="constant")
def without_offset(rng: "Generator", draws: int) -> Attempt:
    """Without the term 1 the sine can vanish."""
    return Attempt([_mistakes(labels, 0) for labels in _labels(rng, draws)], 0)
