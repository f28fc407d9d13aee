"""Radon's theorem."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _separations(points: "np.ndarray") -> "np.ndarray":
    """For each partition of the points in two non-empty parts, whether a hyperplane strictly separates them."""
    import numpy as np

    from corollary.corpus.learning.vc_dimension import all_labelings, realised_by_signs

    features = np.hstack([points, np.ones((len(points), 1))])
    labelings = all_labelings(len(points))[1:-1]
    return np.array([realised_by_signs(features, labels) for labels in labelings])


@trial("radon-theorem")
def some_partition_meets(rng: "np.random.Generator", draws: int) -> Attempt:
    """Four random points of the plane: not every partition can be separated by a line."""
    separated = [_separations(rng.normal(size=(4, 2))).mean() for _ in range(min(draws, 8))]
    return Attempt(separated, 1 - 1 / 14)


@ablation("radon-theorem", breaks="constant")
def one_point_fewer(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three points of the plane: every partition can be separated."""
    separated = [_separations(rng.normal(size=(3, 2))).mean() for _ in range(min(draws, 8))]
    return Attempt(separated, 1 - 1 / 14)
