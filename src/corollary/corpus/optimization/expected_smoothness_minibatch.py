"""Expected smoothness of mini-batches."""

from fractions import Fraction
from itertools import combinations
from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.optimization.finite_sum import ComponentSmoothness, ConvexComponents, FiniteSum, QuadraticSum
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.corpus.optimization.stochastic_gradient_descent import ExpectedSmoothness
from corollary.logic import AtMost, Attempt, Constant, Property, ablation, require, step, theorem, trial
from corollary.logic.checking import Verdict, entails, identity

if TYPE_CHECKING:
    import numpy as np


class BatchGradients(
    Property,
    says="{gradients} are the means of the gradients of {size} components of {objective}, each time a uniformly random "
    "set of that size",
):
    """Without replacement inside the batch, whatever happens between batches."""

    gradients: str
    objective: str
    size: int


@theorem
def expected_smoothness_minibatch(
    objective: FiniteSum,
    convex: ConvexComponents,
    components: AtMost[ComponentSmoothness],
    smooth: AtMost[Smoothness],
    batch: BatchGradients,
) -> AtMost[ExpectedSmoothness]:
    """Between the smoothness of the components and that of the objective."""
    require(objective.n >= 2, "n >= 2")
    require(batch.size >= 1, "b >= 1")
    require(batch.size <= objective.n, "b <= n")
    below = batch.size * (objective.n - 1)
    return (objective.n * (batch.size - 1) * smooth.value + (objective.n - batch.size) * components.value) / below


def _batches(sums: QuadraticSum, x: "np.ndarray", size: int, components: float, smooth: "np.ndarray") -> Attempt:
    """E ‖g(x, S) − g(0, S)‖² over all sets of the size, against 2 ℒ (f(x) − f(0))."""
    import numpy as np

    n = sums.centres.shape[1]
    change = np.einsum("bnij,bj->bni", sums.curvatures, x)
    sets = np.array(list(combinations(range(n), size)))
    truth = (change[:, sets].mean(axis=2) ** 2).sum(axis=2).mean(axis=1)
    claimed = expected_smoothness_minibatch(
        FiniteSum(n=n),
        ConvexComponents(),
        AtMost[ComponentSmoothness](components),
        AtMost[Smoothness](smooth),
        BatchGradients(size=size),
    ).value
    return Attempt(truth, claimed * np.einsum("bi,bij,bj->b", x, sums.mean_curvature, x))


def _steepest(sums: QuadraticSum) -> "np.ndarray":
    import numpy as np

    return np.asarray(np.linalg.eigvalsh(sums.mean_curvature)[:, -1])


@trial(expected_smoothness_minibatch)
def quadratics(rng: "np.random.Generator", draws: int) -> Attempt:
    """Batches of two among five nearly degenerate quadratics in the plane."""
    sums = QuadraticSum.random(rng, draws, 5, 0.01)
    return _batches(sums, rng.normal(size=(draws, 2)), 2, 1.0, _steepest(sums))


@trial(expected_smoothness_minibatch)
def coordinates(rng: "np.random.Generator", draws: int) -> Attempt:
    """f_i(x) = ½ x_i² on R⁴: the constant is attained."""
    import numpy as np

    curvatures = np.broadcast_to(np.stack([np.diag(row) for row in np.eye(4)]), (draws, 4, 4, 4))
    sums = QuadraticSum(curvatures, np.zeros((draws, 4, 4)))
    return _batches(sums, rng.normal(size=(draws, 4)), 3, 1.0, _steepest(sums))


@ablation(expected_smoothness_minibatch, breaks="components")
def smoother_components(rng: "np.random.Generator", draws: int) -> Attempt:
    """The components are a tenth steeper than claimed."""
    import numpy as np

    curvatures = np.broadcast_to(np.stack([np.diag(row) for row in np.eye(4)]), (draws, 4, 4, 4))
    sums = QuadraticSum(curvatures, np.zeros((draws, 4, 4)))
    return _batches(sums, rng.normal(size=(draws, 4)), 2, 1 / 1.1, _steepest(sums))


@ablation(expected_smoothness_minibatch, breaks="convex")
def a_concave_component(rng: "np.random.Generator", draws: int) -> Attempt:
    """f_1 = ½ x² and f_2 = −0.4 x²."""
    import numpy as np

    curvatures = np.broadcast_to(np.array([[[1.0]], [[-0.8]]]), (draws, 2, 1, 1))
    sums = QuadraticSum(curvatures, np.zeros((draws, 2, 1)))
    return _batches(sums, rng.normal(size=(draws, 1)), 1, 1.0, _steepest(sums))


# Checked steps of the proof.


@step(expected_smoothness_minibatch, 1, mutant={"one": 2})
def variance(one: Constant = 1) -> Verdict:
    r"""$\frac{1}{n} \sum_i \norm{a_i - \bar a}^2 = \frac{1}{n} \sum_i \norm{a_i}^2 - \norm{\bar a}^2$ for `n = 4`."""
    return identity(
        lambda a, b, c, d: sum((x - (a + b + c + d) / 4) ** 2 for x in (a, b, c, d)) / 4,
        lambda a, b, c, d: (a**2 + b**2 + c**2 + d**2) / 4 - one * ((a + b + c + d) / 4) ** 2,
        vectors="a b c d",
    )


@step(expected_smoothness_minibatch, 4, mutant={"one": 2})
def mixture(one: Constant = 1) -> Verdict:
    r"""$\norm{\bar a}^2 + \theta V = (1 - \theta) \norm{\bar a}^2 + \frac{\theta}{n} \sum_i$ of the squares, `s` their mean."""
    return identity(
        lambda mean, s, theta: mean**2 + theta * (s**2 - mean**2),
        lambda mean, s, theta: (one - theta) * mean**2 + theta * s**2,
        vectors="mean s",
    )


@step(expected_smoothness_minibatch, 4, mutant={"one": Fraction(9, 10)})
def share(one: Constant = 1) -> Verdict:
    r"""$\theta = \frac{n - b}{b (n - 1)} \in [0, 1]$, its upper end."""
    return entails(
        lambda n, b: [n >= 2, b >= 1, b <= n],
        lambda n, b: (n - b) / (b * (n - 1)) <= one,
    )


@step(expected_smoothness_minibatch, 5, mutant={"one": 2})
def complement(one: Constant = 1) -> Verdict:
    r"""$1 - \theta = \frac{n (b - 1)}{b (n - 1)}$."""
    return identity(
        lambda n, b: 1 - (n - b) / (b * (n - 1)),
        lambda n, b: n * (b - one) / (b * (n - 1)),
        {"n": (2, inf), "b": (1, inf)},
    )
