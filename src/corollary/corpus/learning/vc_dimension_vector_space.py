"""VC dimension of the positivity sets of a vector space of functions."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.vc_dimension import VCDimension, all_labelings, realised_by_signs
from corollary.logic import Attempt, Equals, Property, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class PositivitySets(
    Property,
    says="{hypotheses} consists of the sets where g is nonnegative, "
    "g in a vector space of functions of dimension {dimension}",
):
    """{g ≥ 0} for all g in the space."""

    hypotheses: str
    dimension: int


@theorem
def vc_dimension_vector_space(hypotheses: PositivitySets) -> Equals[VCDimension]:
    """The dimension of the space."""
    require(hypotheses.dimension >= 0, "k >= 0")
    return hypotheses.dimension  # type: ignore[return-value]


def _shattered(features: "np.ndarray") -> bool:
    return all(realised_by_signs(features, labels) for labels in all_labelings(len(features)))


def _greatest(rng: "np.random.Generator", draws: int) -> "tuple[list[int], list[int]]":
    """Largest number of random points shattered by {g >= 0}, g in the span of k random functions."""
    dimensions = [1 + draw % 3 for draw in range(min(draws, 9))]
    greatest = []
    for k in dimensions:
        features = rng.normal(size=(k + 1, k))
        greatest.append(max(m for m in range(k + 2) if _shattered(features[:m])))
    return greatest, dimensions


@trial(vc_dimension_vector_space)
def not_more(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random functions of number k: no k + 1 points are shattered."""
    truth, dimensions = _greatest(rng, draws)
    return Attempt(truth, [vc_dimension_vector_space(PositivitySets(dimension=k)).value for k in dimensions])


@trial(vc_dimension_vector_space)
def not_fewer(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random functions of number k: some k points are shattered."""
    truth, dimensions = _greatest(rng, draws)
    return Attempt(
        truth, [vc_dimension_vector_space(PositivitySets(dimension=k)).value for k in dimensions], sense="at_least"
    )


@ablation(vc_dimension_vector_space, breaks="hypotheses")
def affine_shift(rng: "np.random.Generator", draws: int) -> Attempt:
    """No vector space: {a x^2 >= 1}, a real, and the complements shatter two points."""
    import numpy as np

    points = rng.uniform(1, 2, size=(min(draws, 5), 2))
    a = np.linspace(-2, 2, 4001)
    above = a[None, :, None] * points[:, None, :] ** 2 >= 1
    shattered = [len({tuple(p) for p in np.vstack([u, ~u])}) == 4 for u in above]
    return Attempt(np.where(shattered, 2, 1), vc_dimension_vector_space(PositivitySets(dimension=1)).value)
