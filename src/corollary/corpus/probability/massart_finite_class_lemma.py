"""Rademacher average of a finite set."""

from typing import TYPE_CHECKING

from corollary.corpus.probability.rademacher_average import LogPoints, PointSet, RademacherAverage, Radius
from corollary.logic import AtMost, Attempt, ablation, require, theorem, trial
from corollary.logic.arithmetic import log, sqrt

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


@theorem
def massart_finite_class_lemma(
    points: PointSet, size: AtMost[LogPoints], radius: AtMost[Radius]
) -> AtMost[RademacherAverage]:
    """The maximal inequality for the sums with random signs."""
    require(points.n >= 1, "n >= 1")
    return radius.value * sqrt(2 * size.value) / points.n


def _average(points: "Any") -> "Any":
    """The Rademacher averages of the sets points[0], points[1], …: all signs enumerated."""
    import numpy as np

    n = points.shape[2]
    signs = 2.0 * np.indices((2,) * n).reshape(n, -1) - 1
    return (points @ signs).max(axis=1).mean(axis=1) / n


def _bound(n: int, count: float, radius: "Any") -> "Any":
    return massart_finite_class_lemma(PointSet(n=n), AtMost[LogPoints](log(count)), AtMost[Radius](radius)).value


@trial(massart_finite_class_lemma)
def random_sets(rng: "Generator", draws: int) -> Attempt:
    """Twelve random points of dimension 8, the centre at their mean."""
    import numpy as np

    points = rng.normal(size=(draws, 12, 8)) + rng.normal(size=(draws, 1, 8))
    radius = np.linalg.norm(points - points.mean(axis=1, keepdims=True), axis=2).max(axis=1)
    return Attempt(_average(points), _bound(8, 12.0, radius))


@trial(massart_finite_class_lemma)
def signs(rng: "Generator", draws: int) -> Attempt:
    """Random sets of sign vectors, scaled."""
    scale = 10 ** rng.uniform(-1, 2, size=draws)
    average = scale * _average(rng.choice([-1.0, 1.0], size=(draws, 12, 8)))
    return Attempt(average, _bound(8, 12.0, scale * 8**0.5))


@trial(massart_finite_class_lemma)
def disjoint_blocks(rng: "Generator", draws: int) -> Attempt:
    """Points whose coordinates are 1 on one of N disjoint blocks of 2500, else 0: the sums are independent."""
    import numpy as np
    from scipy.stats import binom

    block, heads = 2500, np.arange(2501)
    count = np.floor(np.exp(rng.uniform(1, 33, size=draws)))
    below = np.exp(count[:, None] * binom.logcdf(heads, block, 0.5))
    largest = 2 * (1 - below[:, :-1]).sum(axis=1) - block
    bounds = [_bound(int(block * n), n, block**0.5) * block * n for n in count]
    return Attempt(largest, bounds)


@ablation(massart_finite_class_lemma, breaks="points")
def wrong_dimension(rng: "Generator", draws: int) -> Attempt:
    """Points of dimension 8, said to have dimension 16."""
    return Attempt(_average(rng.choice([-1.0, 1.0], size=(draws, 12, 8))), _bound(16, 12.0, 8**0.5))


@ablation(massart_finite_class_lemma, breaks="size")
def whole_cube(rng: "Generator", draws: int) -> Attempt:
    """Two hundred sign vectors counted as two."""
    return Attempt(_average(rng.choice([-1.0, 1.0], size=(draws, 200, 8))), _bound(8, 2.0, 8**0.5))


@ablation(massart_finite_class_lemma, breaks="radius")
def half_radius(rng: "Generator", draws: int) -> Attempt:
    """Half of the radius."""
    return Attempt(_average(rng.choice([-1.0, 1.0], size=(draws, 12, 8))), _bound(8, 12.0, 8**0.5 / 2))
