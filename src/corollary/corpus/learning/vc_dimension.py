"""Vapnik-Chervonenkis dimension."""

from typing import TYPE_CHECKING

from corollary.logic import Property, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np


class VCDimension(Quantity, says="the VC dimension of {hypotheses}", tex=r"\operatorname{{VCdim}}({hypotheses})"):
    """The largest number of points shattered by a non-empty class of functions with two values."""

    hypotheses: str


class BinaryClassifiers(Property, says="the predictors in {hypotheses} have values in one set of two elements"):
    """Only of such a class one speaks of the VC dimension."""

    hypotheses: str


def patterns_shatter(patterns: "np.ndarray", points: "Iterable[int]") -> bool:
    """Whether a set of binary patterns (one a row) shatters the columns named."""
    import numpy as np

    columns = list(points)
    return len(np.unique(patterns[:, columns], axis=0)) == 2 ** len(columns) if columns else len(patterns) > 0


def vc_dimension_of(patterns: "np.ndarray") -> int:
    """VC dimension of a non-empty set of binary patterns (one a row), by enumeration of the sets of points."""
    from itertools import combinations

    points = patterns.shape[1]
    return max(
        d for d in range(points + 1) if any(patterns_shatter(patterns, c) for c in combinations(range(points), d))
    )


def realised_by_signs(features: "np.ndarray", labels: "np.ndarray") -> bool:
    """Whether some g in the span of the columns has g >= 0 exactly at the rows labelled 1 (linear programming)."""
    import numpy as np
    from scipy.optimize import linprog

    signs = np.where(labels == 1, -1.0, 1.0)
    room = np.where(labels == 1, 0.0, -1.0)  # g <= -1 where the label is 0: by scaling, the same as g < 0
    found = linprog(np.zeros(features.shape[1]), A_ub=signs[:, None] * features, b_ub=room, bounds=(None, None))
    return bool(found.status == 0)


def all_labelings(points: int) -> "np.ndarray":
    """The 2^points binary patterns, one a row."""
    import numpy as np

    return np.indices((2,) * points).reshape(points, 2**points).T
