"""Equivalent forms of smoothness for convex functions."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING

from corollary.logic import Attempt, Constant, ablation, step, trial
from corollary.logic.checking import Verdict, certified, identity

if TYPE_CHECKING:
    import numpy as np


def _form_three(rng: "np.random.Generator", draws: int, smoothness: float) -> Attempt:
    """(iii) for the sum of Huber functions of slope at most 1, coordinate by coordinate: curvature 1 where |x| < 1."""
    import numpy as np

    x, y = 2 * rng.normal(size=(draws, 3)), 2 * rng.normal(size=(draws, 3))
    x[: draws // 2] = np.clip(x[: draws // 2], -1, 1)
    y[: draws // 2] = np.clip(y[: draws // 2], -1, 1)

    def value(v: "np.ndarray") -> "np.ndarray":
        return np.asarray(np.where(np.abs(v) < 1, v**2 / 2, np.abs(v) - 0.5).sum(axis=1))

    slope = np.clip(x, -1, 1)
    change = np.sum((slope - np.clip(y, -1, 1)) ** 2, axis=1)
    return Attempt(value(x) + np.sum(slope * (y - x), axis=1) + change / (2 * smoothness), value(y))


@trial("baillon-haddad")
def huber(rng: "np.random.Generator", draws: int) -> Attempt:
    """L = 1; equality for the pairs in the quadratic part."""
    return _form_three(rng, draws, 1.0)


@ablation("baillon-haddad", breaks="constant")
def smoother_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """L = 0.9 is refuted."""
    return _form_three(rng, draws, 0.9)


@ablation("baillon-haddad", breaks="constant")
def without_convexity(rng: "np.random.Generator", draws: int) -> Attempt:
    """(iii) for f(x) = cos x, which is 1-smooth and not convex."""
    import numpy as np

    x, y = 0.1 * rng.normal(size=draws), 0.1 * rng.normal(size=draws)
    below = np.cos(x) - np.sin(x) * (y - x) + (np.sin(x) - np.sin(y)) ** 2 / 2
    return Attempt(below, np.cos(y))


# Checked steps of the proof.


@step("baillon-haddad", 3, mutant={"two": 3})
def one_step(two: Constant = 2) -> Verdict:
    r"""$\varphi(y) - \frac{1}{2L} \norm{\nabla \varphi(y)}^2$ is the value of (ii) at $y - \tfrac{1}{L} \nabla \varphi(y)$."""
    return identity(
        lambda L, g: g * (-g / L) + L / 2 * (g / L) ** 2, lambda L, g: -(g**2) / (two * L), {"L": (0, inf)}, vectors="g"
    )


@step("baillon-haddad", 4, mutant={"one": Fraction(1, 2)})
def added(one: Constant = 1) -> Verdict:
    r"""$(x, y)$ and $(y, x)$ in (iii), added, give (iv); `M` is `1 / L`, `f` and `h` the values, `g` and `p` the gradients."""
    return certified(
        lambda f, h, g, p, x, y, M: (g - p) * (x - y) - M * (g - p) ** 2,
        lambda f, h, g, p, x, y, M: [(1, 1, 0), (1, 1, 1)],
        lambda f, h, g, p, x, y, M: [
            h - f - g * (y - x) - one * M / 2 * (g - p) ** 2,
            f - h - p * (x - y) - M / 2 * (g - p) ** 2,
        ],
        vectors="g p x y",
    )


@step("baillon-haddad", 6, mutant={"two": 1})
def polarised(two: Constant = 2) -> Verdict:
    r"""$\norm{y}^2 - \norm{x}^2 - 2 \inner{x}{y - x} = \norm{y - x}^2$."""
    return identity(lambda x, y: y**2 - x**2 - two * x * (y - x), lambda x, y: (y - x) ** 2, vectors="x y")
