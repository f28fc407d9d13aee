"""Cover's function counting theorem: labellings counted by linear programming."""

from itertools import product
from math import comb
from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def separated(x: "np.ndarray", y: "np.ndarray") -> bool:
    """Whether some v has y_i ⟨x_i, v⟩ ≥ 1 for all i, for x of shape (n, d) and y of shape (n,)."""
    import numpy as np
    from scipy.optimize import linprog

    found = linprog(np.zeros(x.shape[1]), A_ub=-y[:, None] * x, b_ub=-np.ones(len(y)), bounds=(None, None))
    return bool(found.status == 0)


def _count(x: "np.ndarray") -> int:
    """Number of dichotomies; y and -y are dichotomies together."""
    import numpy as np

    return 2 * sum(separated(x, np.array((1.0, *rest))) for rest in product((-1.0, 1.0), repeat=len(x) - 1))


def _formula(n: int, d: int) -> int:
    return 2 * sum(comb(n - 1, k) for k in range(d))


SHAPES = ((1, 1), (4, 1), (2, 3), (4, 2), (5, 2), (5, 3), (6, 3))


@trial("cover-function-counting")
def gaussian_points(rng: "np.random.Generator", draws: int) -> Attempt:
    """Gaussian points are almost surely in general position."""
    counts = [_count(rng.normal(size=shape)) for shape in SHAPES]
    return Attempt(counts, [_formula(*shape) for shape in SHAPES], tolerance=0.0)


@trial("cover-function-counting")
def gaussian_points_from_below(rng: "np.random.Generator", draws: int) -> Attempt:
    """No fewer than the formula says."""
    counts = [_count(rng.normal(size=shape)) for shape in SHAPES]
    return Attempt(counts, [_formula(*shape) for shape in SHAPES], sense="at_least", tolerance=0.0)


@trial("cover-function-counting")
def with_intercept(rng: "np.random.Generator", draws: int) -> Attempt:
    """Points of the plane with a constant coordinate."""
    import numpy as np

    count = _count(np.hstack([rng.normal(size=(5, 2)), np.ones((5, 1))]))
    return Attempt(abs(count - _formula(5, 3)), 0.0)


@ablation("cover-function-counting", breaks="constant")
def one_ray(rng: "np.random.Generator", draws: int) -> Attempt:
    """Points on one ray have fewer dichotomies."""
    import numpy as np

    x = rng.uniform(1, 2, size=(4, 1)) * np.ones((1, 2))
    return Attempt(_count(x), _formula(4, 2), sense="at_least")


@ablation("cover-function-counting", breaks="constant")
def one_dimension_less(rng: "np.random.Generator", draws: int) -> Attempt:
    """The sum up to d - 2."""
    return Attempt(_count(rng.normal(size=(5, 3))), _formula(5, 2))
