"""Assouad's lemma."""

from typing import TYPE_CHECKING

from corollary.corpus.foundations.minimax_risk import MinimaxRisk
from corollary.logic import AtLeast, AtMost, Attempt, Property, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class HammingSeparated(
    Property,
    says="{model} is indexed by {{0, 1}}^{coordinates} and its loss is at least "
    "2 * {half_separation} for every coordinate decided wrongly",
):
    model: str
    coordinates: int
    half_separation: float


class NeighbourTotalVariation(
    Quantity,
    says="the greatest total variation distance of two laws of {model} whose indices differ in one coordinate",
    tex=r"\tau({model})",
    trivial=1.0,
):
    model: str


@theorem
def assouad_lemma(separated: HammingSeparated, neighbours: AtMost[NeighbourTotalVariation]) -> AtLeast[MinimaxRisk]:
    """One test of two laws a coordinate."""
    require(separated.coordinates >= 1, "a coordinate")
    require(separated.half_separation >= 0, "a separation >= 0")
    require(neighbours.value <= 1, "a total variation distance")
    return separated.coordinates * separated.half_separation * (1 - neighbours.value)


def _normal_cube(rng: "np.random.Generator", draws: int, separation: float, distance: float) -> Attempt:
    """Means ±a in each of m coordinates, Hamming loss: the minimax risk is that of the signs."""
    import numpy as np
    from scipy.stats import norm

    m, a = rng.integers(1, 6, size=draws).astype(float), rng.uniform(0.05, 2, size=draws)
    given = (
        HammingSeparated(coordinates=m, half_separation=np.full(draws, separation / 2)),
        AtMost[NeighbourTotalVariation](distance * (1 - 2 * norm.sf(a))),
    )
    return Attempt(m * norm.sf(a), assouad_lemma(*given).value, sense="at_least")


@trial(assouad_lemma)
def normal_cube(rng: "np.random.Generator", draws: int) -> Attempt:
    """The bound is attained."""
    return _normal_cube(rng, draws, 1.0, 1.0)


@trial(assouad_lemma)
def finite_laws(rng: "np.random.Generator", draws: int) -> Attempt:
    """Four random laws on five points, no product structure: the exact Bayes risk for the Hamming loss."""
    import numpy as np

    laws = rng.dirichlet(np.ones(5), size=(draws, 2, 2))  # draw, v_1, v_2, point
    laws = 0.2 * laws + 0.8 * laws.mean(axis=(1, 2), keepdims=True)
    tests = np.indices((2,) * 5).reshape(5, -1)
    risk = np.zeros(draws)
    for ones, zeros in ((laws[:, 1].mean(1), laws[:, 0].mean(1)), (laws[:, :, 1].mean(1), laws[:, :, 0].mean(1))):
        risk += (ones @ (1 - tests) + zeros @ tests).min(axis=1) / 2
    pairs = [(laws[:, 0], laws[:, 1]), (laws[:, :, 0], laws[:, :, 1])]
    tau = np.max([np.abs(p - q).sum(axis=2).max(axis=1) / 2 for p, q in pairs], axis=0)
    given = HammingSeparated(coordinates=2, half_separation=0.5), AtMost[NeighbourTotalVariation](tau)
    return Attempt(risk, assouad_lemma(*given).value, sense="at_least")


@ablation(assouad_lemma, breaks="separated")
def separation_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The loss of a wrong coordinate taken for twice what it is."""
    return _normal_cube(rng, draws, 2.0, 1.0)


@ablation(assouad_lemma, breaks="neighbours")
def distance_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the distance."""
    return _normal_cube(rng, draws, 1.0, 0.9)
