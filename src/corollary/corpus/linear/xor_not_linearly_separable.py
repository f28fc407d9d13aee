"""Exclusive or: no affine classifier, and correlations of parity."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.cover_function_counting import separated
from corollary.logic import Attempt, Constant, ablation, step, trial
from corollary.logic.checking import Verdict, cases, entails

if TYPE_CHECKING:
    import numpy as np

POINTS = ((0, 0), (0, 1), (1, 0), (1, 1))


def _inputs() -> "tuple[np.ndarray, np.ndarray]":
    """The points with a constant coordinate, and the labels."""
    import numpy as np

    x = np.array(POINTS, dtype=float)
    return np.hstack([x, np.ones((4, 1))]), np.where(x[:, 0] != x[:, 1], 1.0, -1.0)


@trial("xor-not-linearly-separable")
def errors(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random affine classifiers, half of them near an optimal one: at least one error."""
    import numpy as np

    x, y = _inputs()
    w = rng.normal(size=(draws, 3))
    w[::2] = np.array([1, 1, -0.5]) + 0.1 * rng.normal(size=w[::2].shape)
    wrong = np.where(w @ x.T >= 0, 1, -1) != y
    return Attempt(wrong.sum(axis=1), 1.0, sense="at_least")


@trial("xor-not-linearly-separable")
def separation(rng: "np.random.Generator", draws: int) -> Attempt:
    """By linear programming: not separated, and separated with the product of the coordinates."""
    import numpy as np

    x, y = _inputs()
    more = np.hstack([x, x[:, :1] * x[:, 1:2]])
    return Attempt([separated(x, y), not separated(more, y)], 0.0)


@trial("xor-not-linearly-separable")
def logistic_fit(rng: "np.random.Generator", draws: int) -> Attempt:
    """No random weights have a logistic risk below log 2."""
    import numpy as np

    x, y = _inputs()
    risks = np.logaddexp(0, -y * (0.3 * rng.normal(size=(draws, 3)) @ x.T)).mean(axis=1)
    return Attempt(risks, np.log(2), sense="at_least")


@trial("xor-not-linearly-separable")
def parity(rng: "np.random.Generator", draws: int) -> Attempt:
    """Correlation of parity on {0, 1}⁴ with random functions of three coordinates."""
    import numpy as np

    cube = np.indices((2, 2, 2, 2))
    sign = (-1.0) ** cube.sum(axis=0)
    return Attempt(np.abs((sign * rng.normal(size=(draws, 2, 1, 2, 2))).mean(axis=(1, 2, 3, 4))), 0.0)


@ablation("xor-not-linearly-separable", breaks="constant")
def conjunction(rng: "np.random.Generator", draws: int) -> Attempt:
    """The conjunction of the coordinates has an affine classifier without error."""
    import numpy as np

    x, _ = _inputs()
    y = np.where(x[:, 0] * x[:, 1] > 0, 1, -1)
    wrong = np.where(np.tile(x @ [1, 1, -1.5], (draws, 1)) >= 0, 1, -1) != y
    return Attempt(wrong.sum(axis=1), 1.0, sense="at_least")


@ablation("xor-not-linearly-separable", breaks="constant")
def all_coordinates(rng: "np.random.Generator", draws: int) -> Attempt:
    """Functions of all four coordinates correlate with parity."""
    import numpy as np

    sign = (-1.0) ** np.indices((2, 2, 2, 2)).sum(axis=0)
    return Attempt(np.abs((sign * rng.normal(size=(draws, 2, 2, 2, 2))).mean(axis=(1, 2, 3, 4))), 0.0)


# Checked steps of the proof.


@step("xor-not-linearly-separable", 1, mutant={"one": 2})
def four_points(one: Constant = 1) -> Verdict:
    r"""$f(0, 0) + f(1, 1) = f(0, 1) + f(1, 0)$ for an affine `f`, and no such `f` has the signs."""
    return entails(
        lambda a, b, c: [c < 0, a + b + c < 0, a + c >= 0],
        lambda a, b, c: b + c < 1 - one,
    )


@step("xor-not-linearly-separable", 4, mutant={"two": 1})
def network(two: Constant = 2) -> Verdict:
    r"""$\relu(t) - 2 \relu(t - 1)$ is $0$, $1$, $0$ at $t = 0, 1, 2$."""
    return cases(((0, 0), (1, 1), (2, 0)), lambda t, value: max(t, 0) - two * max(t - 1, 0) == value)


@step("xor-not-linearly-separable", 4, mutant={"two": 1})
def polynomial(two: Constant = 2) -> Verdict:
    r"""$x_1 + x_2 - 2 x_1 x_2 - \frac12 = \frac12 y(x)$ at the four points, the label 1 where they differ and else -1."""
    points = ((x, y) for x in (0, 1) for y in (0, 1))
    return cases(points, lambda x, y: 2 * (x + y) - 2 * two * x * y - 1 == (1 if x != y else -1))
