"""Differential characterisations of convexity."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, Constant, ablation, step, trial
from corollary.logic.checking import Verdict, entails, identity

if TYPE_CHECKING:
    import numpy as np


def _tangent(x: "np.ndarray", y: "np.ndarray", quadratic: "np.ndarray") -> Attempt:
    """f(x) + ⟨∇f(x), y − x⟩ ≤ f(y) for f(x) = log Σ exp(x_j) + xᵀ A x / 2, on each pair of rows."""
    import numpy as np

    def value(v: "np.ndarray") -> "np.ndarray":
        top = v.max(axis=1)
        return top + np.log(np.exp(v - top[:, None]).sum(axis=1)) + np.einsum("ni,ij,nj->n", v, quadratic, v) / 2

    softmax = np.exp(x - x.max(axis=1, keepdims=True))
    gradient = softmax / softmax.sum(axis=1, keepdims=True) + x @ quadratic
    return Attempt(value(x) + np.sum(gradient * (y - x), axis=1), value(y))


@trial("first-order-convexity")
def tangent_below_graph(rng: "np.random.Generator", draws: int) -> Attempt:
    """A convex function with a singular quadratic part, at pairs of points near and far."""
    import numpy as np

    root = rng.normal(size=(2, 5))
    x = 3 * rng.normal(size=(draws, 5))
    return _tangent(x, x + np.exp(rng.normal(size=(draws, 1)) * 2) * rng.normal(size=(draws, 5)), root.T @ root)


@ablation("first-order-convexity", breaks="constant")
def one_negative_curvature(rng: "np.random.Generator", draws: int) -> Attempt:
    """The Hessian has a negative eigenvalue."""
    import numpy as np

    x = 3 * rng.normal(size=(draws, 5))
    return _tangent(x, x + rng.normal(size=(draws, 5)), np.diag([1.0, 1, 1, 1, -2]))


# Checked steps of the proof.


@step("first-order-convexity", 3, mutant={"one": 2})
def scaled(one: Constant = 1) -> Verdict:
    r"""$(t - s) (\varphi'(t) - \varphi'(s))$ is (iii) at the points $x + t (y - x)$ and $x + s (y - x)$; gradients `g` and `p`."""
    return identity(
        lambda s, t, x, y, g, p: (t - s) * (g * (y - x) - p * (y - x)),
        lambda s, t, x, y, g, p: (g - p) * (x + t * (y - x) - (x + one * s * (y - x))),
        vectors="x y g p",
    )


@step("first-order-convexity", 4, mutant={"one": 2})
def rearranged(one: Constant = 1) -> Verdict:
    r"""$(1 - t)(\varphi(t) - \varphi(0)) \le t (\varphi(1) - \varphi(t))$, that is $\varphi(t) \le (1 - t) \varphi(0) + t \varphi(1)$."""
    return identity(lambda t, a, b, c: t * (c - b) - (one - t) * (b - a), lambda t, a, b, c: (1 - t) * a + t * c - b)


@step("first-order-convexity", 2, mutant={"one": -1})
def added(one: Constant = 1) -> Verdict:
    r"""The inequality at $x$ for $y$ and the one at $y$ for $x$, added: `p`, `q` are the values, `a`, `b` the inner products."""
    return entails(lambda p, q, a, b: [q >= p + a, p >= q + b], lambda p, q, a, b: -a - one * b >= 0)
