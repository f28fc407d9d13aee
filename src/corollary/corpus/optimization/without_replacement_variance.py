"""Variance of partial sums sampled without replacement."""

from itertools import permutations
from typing import TYPE_CHECKING

from corollary.logic import AtMost, Attempt, Expected, Property, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class DrawnWithoutReplacement(
    Property,
    says="{draw} consists of {size} of the {population_size} vectors of {population}, drawn without replacement",
):
    """The first `size` of the vectors in a uniformly random order."""

    draw: str
    population: str
    size: int
    population_size: int


class PopulationVariance(
    Quantity, says="the mean squared distance of the vectors of {population} from their mean", tex=r"\sigma^2"
):
    """(1/n) Σ ‖X_i − X̄‖²: divided by n."""

    population: str


class DrawnMeanError(
    Quantity,
    says="the squared distance between the mean of {draw} and the mean of {population}",
    tex=r"\lVert \bar X_k - \bar X \rVert^2",
):
    """‖(1/k) Σ_{i≤k} X_{π(i)} − X̄‖²."""

    draw: str
    population: str


@theorem
def without_replacement_variance(
    population: AtMost[PopulationVariance], draw: DrawnWithoutReplacement
) -> AtMost[Expected[DrawnMeanError, "sampling"]]:
    """Finite population correction."""
    require(draw.population_size >= 2, "n >= 2")
    require(draw.size >= 1, "k >= 1")
    require(draw.size <= draw.population_size, "k <= n")
    return population.value * (draw.population_size - draw.size) / (draw.size * (draw.population_size - 1))


def _all_orders(rng: "np.random.Generator", draws: int, size: int, sorted_: bool = False) -> Attempt:
    """Five vectors in the plane; the mean over all 120 orders (or only over the one sorted by the first coordinate)."""
    import numpy as np

    x = rng.normal(size=(draws, 5, 2)) * [3.0, 1.0]
    centre = x.mean(axis=1)
    orders = np.array(list(permutations(range(5))))[:, :size]
    if sorted_:
        x = np.take_along_axis(x, x[..., :1].argsort(axis=1), axis=1)
        orders = orders[:1]
    error = ((x[:, orders].mean(axis=2) - centre[:, None]) ** 2).sum(axis=2).mean(axis=1)
    claimed = without_replacement_variance(
        AtMost[PopulationVariance](((x - centre[:, None]) ** 2).sum(axis=2).mean(axis=1)),
        DrawnWithoutReplacement(size=size, population_size=5),
    ).value
    return Attempt(error, claimed)


@trial(without_replacement_variance)
def all_orders(rng: "np.random.Generator", draws: int) -> Attempt:
    """Exact means: the claim is an equality."""
    attempt = _all_orders(rng, draws, 3)
    return Attempt(attempt.truth, attempt.bound, tolerance=1e-12)


@trial("without-replacement-variance")
def weighted_sums(rng: "np.random.Generator", draws: int) -> Attempt:
    """The equality with weights, over all orders of four vectors."""
    import numpy as np

    x, c = rng.normal(size=(draws, 4, 3)), rng.normal(size=(draws, 4))
    y = x - x.mean(axis=1, keepdims=True)
    orders = np.array(list(permutations(range(4))))
    sums = np.einsum("bi,boid->bod", c, y[:, orders])
    truth = (sums**2).sum(axis=2).mean(axis=1)
    variance = (y**2).sum(axis=2).mean(axis=1)
    claimed = 4 / 3 * variance * ((c - c.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    return Attempt(np.abs(truth - claimed), np.full(draws, 1e-11), tolerance=0.0)


@ablation(without_replacement_variance, breaks="draw")
def sorted_order(rng: "np.random.Generator", draws: int) -> Attempt:
    """The order is fixed and sorted."""
    return _all_orders(rng, draws, 3, sorted_=True)


@ablation(without_replacement_variance, breaks="constant")
def divided_by_n(rng: "np.random.Generator", draws: int) -> Attempt:
    """n in place of n − 1."""
    attempt = _all_orders(rng, draws, 3)
    return Attempt(attempt.truth, attempt.bound * 4 / 5)
