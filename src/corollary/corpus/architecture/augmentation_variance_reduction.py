"""Data augmentation reduces variance."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.architecture.invariant_map import CompactGroup
from corollary.logic import AtLeast, AtMost, Attempt, Property, Quantity, ablation, require, role, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class InvariantDataLaw(Property, says="{law} does not change when {group} acts on the data, labels included"):
    """gZ has the law of Z for every g."""

    law: str
    group: str


class AugmentedStatistic(
    Property,
    says="{statistic} is the average of {comparator}, a fixed function of the data, over {copies} copies of the data "
    "moved by independent uniform elements of {group}, a fixed group, drawn independently of the data",
):
    """(1/B) Σ T(g_b Z)."""

    statistic: str
    comparator: str
    group: str
    copies: int


class TotalVariance(
    Quantity,
    says="the trace of the covariance of {statistic} under {law}",
    tex=r"\operatorname{{tr}} \operatorname{{Cov}} {statistic}",
):
    """E ‖T − E T‖², over the data and the randomness of the statistic."""

    statistic: str
    law: str


class OrbitVariance(
    Quantity,
    says="the mean under {law} of the trace of the covariance of {comparator} along the orbit of {group}",
    tex=r"\mathbb{{E}} \operatorname{{tr}} \operatorname{{Cov}}_g T(gZ)",
):
    """E ‖T(gZ) − T̄(Z)‖²."""

    comparator: str
    group: str
    law: str


@theorem
def augmentation_variance_reduction(
    compact: CompactGroup,
    invariant_law: InvariantDataLaw,
    augmented: AugmentedStatistic,
    variance: Annotated[AtMost[TotalVariance], role(statistic="comparator")],
    orbit: AtLeast[OrbitVariance],
) -> AtMost[TotalVariance]:
    """The variance along the orbits is divided by the number of copies."""
    require(augmented.copies >= 1, "copies >= 1")
    return variance.value - (1 - 1 / augmented.copies) * orbit.value


def _finite(rng: "np.random.Generator", draws: int, tilt: float, same: bool = False) -> Attempt:
    """Laws on five orbits of three points, statistics in the plane, two copies: all moments by enumeration.

    `tilt`: the law depends on the place in the orbit; `same`: the two copies are moved alike.
    """
    import numpy as np

    law = rng.random(size=(draws, 5, 1)) * (1 + tilt * rng.uniform(-1, 1, size=(draws, 5, 3)))
    law = law / law.sum(axis=(1, 2), keepdims=True)
    t = rng.normal(size=(draws, 5, 3, 2))
    mean = np.einsum("nij,nijk->nk", law, t)[:, None, None]
    variance = np.einsum("nij,nijk->n", law, (t - mean) ** 2)
    inside = np.einsum("ni,nijk->n", law.sum(axis=2), (t - t.mean(axis=2, keepdims=True)) ** 2) / 3
    pairs = t if same else (t[:, :, :, None] + t[:, :, None, :]).reshape(draws, 5, 9, 2) / 2
    weight = np.broadcast_to(law.sum(axis=2)[:, :, None] / pairs.shape[2], pairs.shape[:3])
    centre = np.einsum("nij,nijk->nk", weight, pairs)[:, None, None]
    truth = np.einsum("nij,nijk->n", weight, (pairs - centre) ** 2)
    facts = (
        CompactGroup(),
        InvariantDataLaw(),
        AugmentedStatistic(copies=2),
        AtMost[TotalVariance](variance, statistic="comparator"),
        AtLeast[OrbitVariance](inside),
    )
    return Attempt(truth, augmentation_variance_reduction(*facts).value)


@trial(augmentation_variance_reduction)
def two_copies(rng: "np.random.Generator", draws: int) -> Attempt:
    """Invariant laws; the bound is exact."""
    return _finite(rng, draws, 0.0)


@ablation(augmentation_variance_reduction, breaks="invariant_law")
def tilted_laws(rng: "np.random.Generator", draws: int) -> Attempt:
    """Laws that are not invariant."""
    return _finite(rng, draws, 1.0)


@ablation(augmentation_variance_reduction, breaks="augmented")
def copies_moved_alike(rng: "np.random.Generator", draws: int) -> Attempt:
    """Both copies are moved by the same element."""
    return _finite(rng, draws, 0.0, same=True)
