"""VC dimension of halfspaces."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.vc_dimension import VCDimension, all_labelings, realised_by_signs
from corollary.logic import Attempt, Equals, Property, ablation, require, theorem, trial

if TYPE_CHECKING:
    from numpy.random import Generator


class AffineHalfspaces(
    Property, says="{hypotheses} consists of the affine halfspaces of a Euclidean space of dimension {dimension}"
):
    """{⟨w, x⟩ + b ≥ 0} for all w and b."""

    hypotheses: str
    dimension: int


@theorem
def vc_dimension_halfspaces(hypotheses: AffineHalfspaces) -> Equals[VCDimension]:
    """d + 1."""
    require(hypotheses.dimension >= 1, "d >= 1")
    return hypotheses.dimension + 1  # type: ignore[return-value]


def _shattered(rng: "Generator", points: int, dimension: int) -> bool:
    """Whether random points of R^d are shattered by the affine halfspaces, by linear programming."""
    import numpy as np

    features = np.hstack([rng.normal(size=(points, dimension)), np.ones((points, 1))])
    return all(realised_by_signs(features, labels) for labels in all_labelings(points))


def _greatest(rng: "Generator", draws: int) -> "tuple[list[int], list[int]]":
    dimensions = [1 + draw % 2 for draw in range(min(draws, 10))]
    return [max(m for m in range(1, d + 3) if _shattered(rng, m, d)) for d in dimensions], dimensions


@trial(vc_dimension_halfspaces)
def not_more(rng: "Generator", draws: int) -> Attempt:
    """Random points on the line and in the plane: no more than d + 1 are shattered."""
    truth, dimensions = _greatest(rng, draws)
    return Attempt(truth, [vc_dimension_halfspaces(AffineHalfspaces(dimension=d)).value for d in dimensions])


@trial(vc_dimension_halfspaces)
def not_fewer(rng: "Generator", draws: int) -> Attempt:
    """Random points on the line and in the plane: some d + 1 are shattered."""
    truth, dimensions = _greatest(rng, draws)
    return Attempt(
        truth, [vc_dimension_halfspaces(AffineHalfspaces(dimension=d)).value for d in dimensions], sense="at_least"
    )


@ablation(vc_dimension_halfspaces, breaks="constant")
def number_of_weights(rng: "Generator", draws: int) -> Attempt:
    """d instead of d + 1."""
    truth, dimensions = _greatest(rng, draws)
    return Attempt(truth, [vc_dimension_halfspaces(AffineHalfspaces(dimension=d)).value - 1 for d in dimensions])


@ablation(vc_dimension_halfspaces, breaks="hypotheses")
def homogeneous(rng: "Generator", draws: int) -> Attempt:
    """Homogeneous halfspaces of the line shatter one point, not two."""
    import numpy as np

    greatest = []
    for _ in range(min(draws, 10)):
        points = rng.normal(size=(2, 1))
        greatest.append(2 if all(realised_by_signs(points, labels) for labels in all_labelings(2)) else 1)
    bound = vc_dimension_halfspaces(AffineHalfspaces(dimension=1)).value
    return Attempt(np.array(greatest), bound, sense="at_least")
