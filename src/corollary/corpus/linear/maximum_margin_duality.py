"""The maximum margin is half the distance of the convex hulls."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.support_vector_machine import InterceptMargin
from corollary.logic import Attempt, Equals, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class HullDistance(
    Quantity,
    says="the distance of the convex hulls of the inputs with label 1 and with label -1 in {sample}, both labels occurring",
    tex=r"\Delta",
):
    """dist(C₊, C₋)."""

    sample: str


@theorem
def maximum_margin_duality(hulls: Equals[HullDistance]) -> Equals[InterceptMargin]:
    """With an intercept."""
    require(hulls.value > 0, "the hulls are disjoint")
    return hulls.value / 2


def least_norm_combination(points: "np.ndarray") -> "np.ndarray":
    """The point of least norm in the convex hull of `points`, shape (n, d), by nonnegative least squares (the sum is scaled to 1)."""
    import numpy as np
    from scipy.optimize import nnls

    extended = np.vstack([points.T, np.ones(len(points))])
    weights = nnls(extended, np.append(np.zeros(points.shape[1]), 1.0), maxiter=1000)[0]
    return np.asarray(weights / weights.sum() @ points)


def _grid(x: "np.ndarray", y: "np.ndarray", intercept: bool) -> float:
    """The greatest least margin over a grid of directions in the plane, with the best intercept or none."""
    import numpy as np

    angles = np.linspace(0, 2 * np.pi, 20001)
    scores = x @ np.stack([np.cos(angles), np.sin(angles)])
    plus, minus = scores[y > 0].min(axis=0), -scores[y < 0].max(axis=0)
    return float(((plus + minus) / 2 if intercept else np.minimum(plus, minus)).max())


def _gaps(rng: "np.random.Generator", draws: int, intercept: bool, rule: bool) -> Attempt:
    import numpy as np

    truths, bounds = [], []
    for _ in range(min(draws, 40)):
        centre = rng.normal(size=2)
        centre *= 4 / np.linalg.norm(centre)
        y = np.repeat([1.0, -1.0], 5)
        x = rng.uniform(-1, 1, size=(10, 2)) + y[:, None] * centre + 3 * rng.normal(size=2) * rule
        differences = (x[:5, None] - x[None, 5:]).reshape(-1, 2)
        if rule:
            distance = float(np.linalg.norm(least_norm_combination(differences)))
            bounds.append(maximum_margin_duality(Equals[HullDistance](distance)).value)
        else:
            bounds.append(float(np.linalg.norm(least_norm_combination(y[:, None] * x))))
        truths.append(_grid(x, y, intercept))
    return Attempt(np.abs(np.array(truths) / np.array(bounds) - 1), 1e-3)


@trial(maximum_margin_duality)
def half_of_the_distance(rng: "np.random.Generator", draws: int) -> Attempt:
    """Margins from a search over directions, the distance from nonnegative least squares."""
    return _gaps(rng, draws, intercept=True, rule=True)


@trial("maximum-margin-duality")
def homogeneous(rng: "np.random.Generator", draws: int) -> Attempt:
    """The margin without intercept is the least norm of a combination of the y x."""
    return _gaps(rng, draws, intercept=False, rule=False)


@ablation(maximum_margin_duality, breaks="constant")
def without_intercept(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same value claimed of hyperplanes through 0."""
    return _gaps(rng, draws, intercept=False, rule=True)


@ablation(maximum_margin_duality, breaks="hulls")
def one_pair(rng: "np.random.Generator", draws: int) -> Attempt:
    """The distance of two inputs with different labels in place of that of the hulls."""
    import numpy as np

    y, x = np.array([1.0, 1.0, -1.0, -1.0]), rng.normal(size=(draws, 4, 2))
    x[:, :2, 0] += 4
    distance = np.linalg.norm(x[:, 0] - x[:, 2], axis=1)
    margins = np.array([_grid(points, y, True) for points in x[:20]])
    return Attempt(np.abs(maximum_margin_duality(Equals[HullDistance](distance[:20])).value - margins), 1e-3)
