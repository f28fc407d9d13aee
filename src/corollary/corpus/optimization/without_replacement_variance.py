"""Variance of partial sums sampled without replacement."""

from fractions import Fraction
from itertools import permutations
from math import inf
from typing import TYPE_CHECKING

from corollary.logic import (
    AtMost,
    Attempt,
    Constant,
    Expected,
    Property,
    Quantity,
    ablation,
    require,
    step,
    theorem,
    trial,
)
from corollary.logic.checking import Verdict, cases, certified, identity, total

if TYPE_CHECKING:
    import numpy as np


class DrawnWithoutReplacement(
    Property,
    says="{draw} consists of {size} of the {population_size} vectors of {population}, fixed before it, "
    "drawn uniformly without replacement",
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


# Checked steps of the proof.


@step(without_replacement_variance, 1, mutant={"one": 2})
def pairs(one: Constant = 1) -> Verdict:
    r"""$\Bigl\lVert \sum_l Y_l \Bigr\rVert^2 - \sum_l \norm{Y_l}^2$ is the sum over pairs of different indices, for `n = 4`."""
    return identity(
        lambda a, b, c, d: sum(x * y for x in (a, b, c, d) for y in (a, b, c, d)) - (a**2 + b**2 + c**2 + d**2),
        lambda a, b, c, d: 2 * one * (a * b + a * c + a * d + b * c + b * d + c * d),
        vectors="a b c d",
    )


@step(without_replacement_variance, 2, mutant={"one": 2})
def weighted(one: Constant = 1) -> Verdict:
    r"""$\frac{\sigma^2}{n - 1} \bigl( n \sum_i c_i^2 - (\sum_i c_i)^2 \bigr)$: `s` the sum of the weights, `w` that of their squares."""
    return identity(
        lambda n, v, s, w: v * w - v / (n - one) * (s**2 - w),
        lambda n, v, s, w: v / (n - 1) * (n * w - s**2),
        {"n": (2, inf)},
    )


@step(without_replacement_variance, 2, mutant={"one": 2})
def enumerated(one: Constant = 1) -> Verdict:
    r"""$\frac{n \sigma^2}{n - 1} \sum_i (c_i - \bar c)^2$ is the mean over all orders of four numbers, for three sets of weights."""
    population = [Fraction(x) for x in (3, -1, 4, -6)]

    def mean_square(weights: tuple[int, ...]) -> Fraction:
        sums = [sum(c * y for c, y in zip(weights, order, strict=True)) ** 2 for order in permutations(population)]
        return Fraction(sum(sums), len(sums))

    def claimed(weights: tuple[int, ...]) -> Fraction:
        mean = Fraction(sum(weights), 4)
        return one * Fraction(sum(y**2 for y in population)) / 3 * sum((c - mean) ** 2 for c in weights)

    sets = [((1, 1, 0, 0),), ((1, 2, 3, 5),), ((0, -1, 4, 7),)]
    return cases(sets, lambda weights: mean_square(weights) == claimed(weights))


@step(without_replacement_variance, 3, mutant={"one": 2})
def indicator(one: Constant = 1) -> Verdict:
    r"""$\sum_i (c_i - \bar c)^2 = k - k^2 / n = k (n - k) / n$."""
    return identity(
        lambda n, k: k * (1 - k / n) ** 2 + (n - k) * (k / n) ** 2,
        lambda n, k: k * (n - one * k) / n,
        {"n": (1, inf), "k": (0, inf)},
    )


@step(without_replacement_variance, 3, mutant={"four": 5})
def half(four: Constant = 4) -> Verdict:
    r"""$k (n - k) \le n^2 / 4$."""
    return certified(lambda n, k: n**2 / four - k * (n - k), lambda n, k: [(1, n / 2 - k)])


@step(without_replacement_variance, 4, mutant={"six": 5})
def summed(six: Constant = 6) -> Verdict:
    r"""$\sum_{k=1}^n k (n - k)$ is $\frac{n (n + 1)(n - 1)}{6}$."""
    return identity(
        lambda n: total(lambda k: k * (n - k), 1, n), lambda n: n * (n + 1) * (n - 1) / six, {"n": (1, inf)}, whole="n"
    )
