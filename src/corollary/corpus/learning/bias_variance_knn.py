"""Bias and variance of nearest-neighbour regression."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.linear_regression import NoiseVariance, WhiteNoise
from corollary.logic import AtMost, Attempt, Expected, Property, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class FixedInputs(Property, says="{sample} has the labels of {target} at inputs fixed before the labels, plus {noise}"):
    """Y_i = m(x_i) + ξ_i with deterministic x_i; the inputs are points of a metric space."""

    sample: str
    target: str
    noise: str


class LipschitzAtPoint(
    Quantity,
    says="the greatest change of {target} between {point} and an input of {sample}, per unit of distance",
    tex="L",
):
    """max over i of |m(x_i) − m(x)| / ρ(x_i, x); at most the Lipschitz constant of m."""

    target: str
    point: str
    sample: str


class NeighbourDistance(
    Quantity,
    says="the distance of {point} from the farthest neighbour in {sample} that {predictor} uses there",
    tex="r_k(x)",
):
    """Distance of the k-th nearest input."""

    point: str
    sample: str
    predictor: str


class NearestNeighbours(
    Property,
    says="{predictor} is the average over the {k} nearest neighbours in {sample}, their number being fixed before the labels",
):
    """Ties are broken by the index; k does not depend on the labels."""

    predictor: str
    sample: str
    k: int


class PointError(
    Quantity,
    says="the squared difference between {predictor} and {target} at {point}",
    tex=r"(\hat f(x) - m(x))^2",
):
    """(f̂(x) − m(x))² at one fixed point, without the noise of a new label."""

    predictor: str
    target: str
    point: str


@theorem
def bias_variance_knn(
    design: FixedInputs,
    noise: WhiteNoise,
    variance: AtMost[NoiseVariance],
    lipschitz: AtMost[LipschitzAtPoint],
    distance: AtMost[NeighbourDistance],
    algorithm: NearestNeighbours,
) -> AtMost[Expected[PointError, "noise"]]:
    """At one point, given the inputs."""
    require(algorithm.k >= 1, "k >= 1")
    return lipschitz.value**2 * distance.value**2 + variance.value / algorithm.k


def _bound(variance: float, slope: float, distance: "np.ndarray | float", k: int) -> "np.ndarray | float":
    facts = (
        FixedInputs(),
        WhiteNoise(),
        AtMost[NoiseVariance](variance),
        AtMost[LipschitzAtPoint](slope),
        AtMost[NeighbourDistance](distance),
        NearestNeighbours(k=k),
    )
    return bias_variance_knn(*facts).value


def _plane(rng: "np.random.Generator", draws: int, k: int, shared: bool = False) -> Attempt:
    """Mean over the sixty-four noises of six signs; m is a sine wave in the plane, at random inputs near 0."""
    import itertools

    import numpy as np

    x = rng.uniform(-0.1, 0.1, size=(draws, 6, 2))
    noise = np.array(list(itertools.product([-0.5, 0.5], repeat=6)))
    if shared:
        noise = np.array([[-0.5] * 6, [0.5] * 6])
    distance = np.linalg.norm(x, axis=2)
    order = distance.argsort(axis=1)[:, :k]
    labels = np.sin(x[:, :, 0])[:, None] + noise
    predicted = np.take_along_axis(labels, order[:, None], axis=2).mean(axis=2)
    return Attempt((predicted**2).mean(axis=1), _bound(0.25, 1.0, np.sort(distance, axis=1)[:, k - 1], k))


@trial(bias_variance_knn)
def sine_in_the_plane(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three neighbours among six inputs in the plane."""
    return _plane(rng, draws, 3)


def _one_side(rng: "np.random.Generator", draws: int, claimed: float, choose: bool = False) -> Attempt:
    """m(x) = 2x on the line; three inputs at one distance r from 0, on one side. Equality.

    `choose`: of the averages over one and over three neighbours, the one farther from m(0).
    """
    import itertools

    import numpy as np

    r = rng.uniform(0.1, 1, size=draws)
    noise = np.array(list(itertools.product([-0.5, 0.5], repeat=3)))
    error = 2 * r[:, None] + noise.mean(axis=1)
    if choose:
        error = np.maximum(np.abs(error), np.abs(2 * r[:, None] + noise[:, 0]))
    return Attempt((error**2).mean(axis=1), _bound(0.25, claimed, r, 3))


@trial(bias_variance_knn)
def neighbours_at_one_point(rng: "np.random.Generator", draws: int) -> Attempt:
    """All neighbours at one point of the line: equality."""
    return _one_side(rng, draws, 2.0)


@ablation(bias_variance_knn, breaks="lipschitz")
def slope_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The slope is 2 and 1.9 is claimed."""
    return _one_side(rng, draws, 1.9)


@ablation(bias_variance_knn, breaks="noise")
def same_noise(rng: "np.random.Generator", draws: int) -> Attempt:
    """One noise for all labels."""
    return _plane(rng, draws, 3, shared=True)


@ablation(bias_variance_knn, breaks="algorithm")
def number_chosen_with_the_labels(rng: "np.random.Generator", draws: int) -> Attempt:
    """One or three neighbours, whichever errs more, claimed to be three."""
    return _one_side(rng, draws, 2.0, choose=True)


@ablation(bias_variance_knn, breaks="design")
def inputs_placed_after_the_labels(rng: "np.random.Generator", draws: int) -> Attempt:
    """The input with the largest noise of three is moved next to the point; one neighbour, m(x) = 2x."""
    import itertools

    import numpy as np

    r = rng.uniform(0.1, 1, size=draws)
    noise = np.array(list(itertools.product([-0.5, 0.5], repeat=3))).max(axis=1)
    return Attempt(((2 * r[:, None] + noise) ** 2).mean(axis=1), _bound(0.25, 2.0, r, 1))
