"""Sudakov-Fernique inequality."""

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

from corollary.corpus.probability.maximal_inequality_sub_gaussian import ExpectedMaximum
from corollary.logic import AtMost, Attempt, Constant, Property, ablation, role, step, theorem, trial
from corollary.logic.arithmetic import exp
from corollary.logic.checking import Verdict, derivative, identity

if TYPE_CHECKING:
    from numpy.random import Generator


class GaussianFamily(
    Property, says="the variables {family} are jointly Gaussian with mean 0, finitely or countably many"
):
    """Every finite subfamily is a centred Gaussian vector."""

    family: str


class IncrementsDominated(
    Property,
    says="{family} and {comparator} have the same indices, and the mean squared difference of any two of {family} "
    "is at most that of the same two of {comparator}",
):
    """E (X_i − X_j)² ≤ E (Y_i − Y_j)²."""

    family: str
    comparator: str


@theorem
def sudakov_fernique_inequality(
    gaussian: GaussianFamily,
    comparator: Annotated[GaussianFamily, role(family="comparator")],
    increments: IncrementsDominated,
    maximum: Annotated[AtMost[ExpectedMaximum], role(family="comparator")],
) -> AtMost[ExpectedMaximum]:
    """Interpolation between the two families."""
    return maximum.value


def _claim(truth: "Any", comparator: "Any") -> Attempt:
    facts = GaussianFamily(), GaussianFamily(family="comparator"), IncrementsDominated()
    bound = sudakov_fernique_inequality(*facts, AtMost[ExpectedMaximum](comparator, family="comparator")).value
    return Attempt(truth, bound, tolerance=1e-8)


def _of_three(roots: "Any") -> "Any":
    """Expected maximum of three centred Gaussian variables from the standard deviations of the three differences."""
    import numpy as np

    return roots.sum(axis=1) / (2 * np.sqrt(2 * np.pi))


def _three(rng: "Generator", draws: int, push: float) -> Attempt:
    """Closed form: three points of space; the first family is their image under a linear map of norm `push`."""
    import numpy as np

    points = rng.normal(size=(draws, 3, 3))
    matrix = rng.normal(size=(draws, 3, 3))
    matrix *= push / np.linalg.norm(matrix, ord=2, axis=(1, 2), keepdims=True)
    sides = []
    for cloud in (points @ matrix, points):
        sides.append(np.linalg.norm(cloud - np.roll(cloud, 1, axis=1), axis=2))
    return _claim(_of_three(sides[0]), _of_three(sides[1]))


@trial(sudakov_fernique_inequality)
def three_variables(rng: "Generator", draws: int) -> Attempt:
    """Three variables, the first family a contraction of the second."""
    return _three(rng, draws, 1.0)


def _independent(scales: "Any") -> "Any":
    """Expected maximum of independent centred Gaussian variables with these standard deviations, by quadrature."""
    import numpy as np
    from scipy.stats import norm

    x = np.linspace(-10, 10, 2001)
    below = np.prod(norm.cdf(x / scales[:, :, None]), axis=1)
    return np.trapezoid(np.where(x > 0, 1 - below, -below), x, axis=1)


def _moved_variance(rng: "Generator", draws: int, part: float) -> Attempt:
    """Independent variables: variance moved to the first one from each of the others, times `part`."""
    import numpy as np

    variances = rng.uniform(0.5, 2, size=(draws, 5))
    moved = 0.45 * variances.min(axis=1, keepdims=True)
    other = variances - np.array([-1.0, 1.0, 1.0, 1.0, 1.0]) * moved * np.array([1.0, part, part, part, part])
    return _claim(_independent(np.sqrt(other)), _independent(np.sqrt(variances)))


@trial(sudakov_fernique_inequality)
def not_all_variances_less(rng: "Generator", draws: int) -> Attempt:
    """One variance grows, the others shrink by as much: the increments are dominated, the variances are not."""
    return _moved_variance(rng, min(draws, 60), 1.0)


@ablation(sudakov_fernique_inequality, breaks="increments")
def others_keep_their_variance(rng: "Generator", draws: int) -> Attempt:
    """One variance grows and the others do not shrink."""
    return _moved_variance(rng, min(draws, 60), 0.0)


@ablation(sudakov_fernique_inequality, breaks="increments")
def an_expansion(rng: "Generator", draws: int) -> Attempt:
    """The map expands."""
    return _three(rng, draws, 3.0)


@ablation(sudakov_fernique_inequality, breaks="gaussian")
def signs(rng: "Generator", draws: int) -> Attempt:
    """The two families of signs of the page, all four sign patterns; scaled at random."""
    import numpy as np

    e = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]])
    scale = rng.uniform(0.1, 10, size=draws)
    return _claim(scale * np.abs(e[:, 0] / 2).mean(), scale * np.abs(e.sum(axis=1) / np.sqrt(8)).mean())


@ablation(sudakov_fernique_inequality, breaks="comparator")
def compared_with_rare_values(rng: "Generator", draws: int) -> Attempt:
    """Two independent standard normal variables, compared with two that are 0 but with probability q, and of variance 1 too."""
    import numpy as np

    q = rng.uniform(0.001, 0.1, size=draws)
    return _claim(np.full(draws, np.pi**-0.5), np.sqrt(q) * (1 - q) + q**1.5 / 2)


# Checked steps of the proof.


@step(sudakov_fernique_inequality, 1, mutant={"one": 2})
def softmax(one: Constant = 1) -> Verdict:
    r"""$\partial_j p_i = \beta (\ind\{i = j\} p_i - p_i p_j)$ for `i = j` and three coordinates."""
    return identity(
        lambda beta, x, y, z: derivative(lambda s: exp(beta * s) / (exp(beta * s) + exp(beta * y) + exp(beta * z)), x),
        lambda beta, x, y, z: (
            beta
            * (exp(beta * x) / (exp(beta * x) + exp(beta * y) + exp(beta * z)))
            * (one - exp(beta * x) / (exp(beta * x) + exp(beta * y) + exp(beta * z)))
        ),
    )


@step(sudakov_fernique_inequality, 4, mutant={"half": 1})
def bracket(half: Constant = Fraction(1, 2)) -> Verdict:
    r"""The bracket is $\frac12 \sum_{i, j} p_i p_j (D_{ii} + D_{jj} - 2 D_{ij})$, for three coordinates."""

    def weights(p: Any, q: Any) -> tuple[Any, Any, Any]:
        return p, q, 1 - p - q

    def entries(a: Any, b: Any, c: Any, d: Any, e: Any, f: Any) -> list[list[Any]]:
        return [[a, b, c], [b, d, e], [c, e, f]]

    def left(p: Any, q: Any, a: Any, b: Any, c: Any, d: Any, e: Any, f: Any) -> Any:
        w, m = weights(p, q), entries(a, b, c, d, e, f)
        return sum(m[i][i] * w[i] for i in range(3)) - sum(m[i][j] * w[i] * w[j] for i in range(3) for j in range(3))

    def right(p: Any, q: Any, a: Any, b: Any, c: Any, d: Any, e: Any, f: Any) -> Any:
        w, m = weights(p, q), entries(a, b, c, d, e, f)
        return half * sum(w[i] * w[j] * (m[i][i] + m[j][j] - 2 * m[i][j]) for i in range(3) for j in range(3))

    return identity(left, right)
