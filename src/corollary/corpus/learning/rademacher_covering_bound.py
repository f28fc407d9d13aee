"""Rademacher complexity from covering numbers."""

from itertools import product
from typing import TYPE_CHECKING

from corollary.corpus.learning.rademacher_complexity import EmpiricalRademacher
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import sqrt

if TYPE_CHECKING:
    import numpy as np


class EmpiricalRadius(
    Quantity, says="the largest root mean square of a predictor in {hypotheses} on {sample}", tex=r"\rho"
):
    """sup over the class of ((1/n) Σ f(z_i)²)^½."""

    hypotheses: str
    sample: str


class EmpiricalNet(
    Property,
    says="on {sample} every member of {hypotheses} lies within root mean square distance {distance} of one of "
    "exp({log_size}) members",
    one_valued=False,
):
    """The members of the net belong to the class."""

    hypotheses: str
    sample: str
    distance: float
    log_size: float


@theorem
def rademacher_covering_bound(
    sample: Iid, radius: AtMost[EmpiricalRadius], cover: EmpiricalNet
) -> AtMost[EmpiricalRademacher]:
    """The bound at one scale."""
    require(sample.n >= 1, "n >= 1")
    require(cover.distance > 0, "distance > 0")
    require(cover.log_size >= 0, "at least one member")
    return cover.distance + radius.value * sqrt(2 * cover.log_size / sample.n)


def _exact(points: "np.ndarray") -> float:
    """Rademacher average of the rows of an array of shape (N, n), over all signs."""
    import numpy as np

    signs = np.array(list(product([-1.0, 1.0], repeat=points.shape[1])))
    return float((signs @ points.T).max(axis=1).mean() / points.shape[1])


def _net(points: "np.ndarray", distance: float) -> int:
    """Size of a net of the rows chosen greedily: an upper bound of the least size."""
    import numpy as np

    left, size = points, 0
    while len(left):
        left = left[np.sqrt(np.mean((left - left[0]) ** 2, axis=1)) > distance]
        size += 1
    return size


def _attempt(rng: "np.random.Generator", draws: int, dimension: int, distance: float, factor: float = 1.0) -> Attempt:
    """300 random points of root mean square 1 in a random subspace of R^12."""
    import numpy as np

    truth, bound = [], []
    for _ in range(min(draws, 30)):
        points = rng.normal(size=(300, dimension)) @ rng.normal(size=(dimension, 12))
        points /= np.sqrt(np.mean(points**2, axis=1, keepdims=True))
        truth.append(_exact(points))
        net = EmpiricalNet(distance=distance, log_size=factor * float(np.log(_net(points, distance))))
        bound.append(float(rademacher_covering_bound(Iid(n=12), AtMost[EmpiricalRadius](1.0), net).value))
    return Attempt(truth, bound)


@trial(rademacher_covering_bound)
def opposite_points(rng: "np.random.Generator", draws: int) -> Attempt:
    """A line meets the sphere in two points."""
    return _attempt(rng, draws, 1, 0.05)


@trial(rademacher_covering_bound)
def circles(rng: "np.random.Generator", draws: int) -> Attempt:
    """Points of a plane."""
    return _attempt(rng, draws, 2, 0.3)


@trial(rademacher_covering_bound)
def many_points(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two thousand sign vectors in R^100, a net of themselves: nearly attained. Complexity from 500 draws of the signs."""
    import numpy as np

    truth = []
    for _ in range(min(draws, 8)):
        points, signs = rng.choice([-1.0, 1.0], size=(2000, 100)), rng.choice([-1.0, 1.0], size=(500, 100))
        truth.append(float((signs @ points.T).max(axis=1).mean() / 100))
    net = EmpiricalNet(distance=1e-6, log_size=float(np.log(2000)))
    return Attempt(truth, float(rademacher_covering_bound(Iid(n=100), AtMost[EmpiricalRadius](1.0), net).value))


@trial(rademacher_covering_bound)
def all_sign_vectors(rng: "np.random.Generator", draws: int) -> Attempt:
    """All sign vectors, scaled, each its own net: complexity 1 against (2 log 2)^(1/2)."""
    import numpy as np

    scale, bounds = 10 ** rng.uniform(-2, 2, size=draws), []
    for n, size in zip(rng.integers(1, 12, size=draws), scale, strict=True):
        net = EmpiricalNet(distance=1e-6, log_size=int(n) * float(np.log(2)))
        bounds.append(rademacher_covering_bound(Iid(n=int(n)), AtMost[EmpiricalRadius](float(size)), net).value)
    return Attempt(scale, np.array(bounds, float))


@ablation(rademacher_covering_bound, breaks="cover")
def net_of_one_point(rng: "np.random.Generator", draws: int) -> Attempt:
    """One point is said to be a net at distance 0.3."""
    return _attempt(rng, draws, 2, 0.3, factor=0.0)


def _tree(rng: "np.random.Generator", draws: int, constant: float) -> Attempt:
    """Sixteen points in R^400, a tree whose branches shrink tenfold. Complexity from 2000 draws of the signs."""
    import numpy as np

    truth, bound = [], []
    for _ in range(min(draws, 20)):
        leaves = [scale * rng.choice([-1.0, 1.0], size=(2, 400)) for scale in (1.0, 0.1, 0.01, 0.001)]
        points = np.array([np.sum(branch, axis=0) for branch in product(*leaves)])
        signs = rng.choice([-1.0, 1.0], size=(2000, 400))
        diameter = float(np.sqrt(np.mean((points[:, None] - points[None]) ** 2, axis=2)).max())
        grid = np.linspace(0, diameter / 2, 200)
        entropy = np.sqrt([np.log(_net(points, u)) for u in grid[:-1]])
        truth.append(float((signs @ points.T).max(axis=1).mean() / 400))
        bound.append(constant / np.sqrt(400) * float(np.sum(entropy * np.diff(grid))))
    return Attempt(truth, bound)


@trial("rademacher-covering-bound")
def many_scales(rng: "np.random.Generator", draws: int) -> Attempt:
    """The second bound at alpha = 0, with greedy nets."""
    return _tree(rng, draws, 4 * 2**0.5)


@ablation("rademacher-covering-bound", breaks="constant")
def a_half(rng: "np.random.Generator", draws: int) -> Attempt:
    """The factor 4 sqrt(2) replaced by 1/2."""
    return _tree(rng, draws, 0.5)
