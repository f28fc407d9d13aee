"""Contraction factor of a gradient step."""

from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.optimization.gradient_descent import GradientDescent
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.corpus.optimization.strongly_convex_function import StrongConvexity
from corollary.logic import AtLeast, AtMost, Attempt, Constant, Quantity, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import absolute, maximum
from corollary.logic.checking import Verdict, certified, identity

if TYPE_CHECKING:
    import numpy as np


class StepFactor(
    Quantity, says="the Lipschitz constant of the map of one step of {method} on {objective}", tex=r"\mathrm{{Lip}}(T)"
):
    """Of x ↦ x − step ∇f(x), for the Euclidean norm."""

    method: str
    objective: str


@theorem
def gradient_step_contraction(
    objective: AtLeast[StrongConvexity], smooth: AtMost[Smoothness], method: GradientDescent
) -> AtMost[StepFactor]:
    """Every constant step."""
    require(objective.value > 0, "strong convexity > 0")
    require(objective.value <= smooth.value, "strong convexity <= L")
    require(method.step > 0, "step > 0")
    return maximum(absolute(1 - method.step * objective.value), absolute(1 - method.step * smooth.value))


def _ratios(
    rng: "np.random.Generator", draws: int, mu: float = 0.2, smooth: float = 1.0, concave: float = 0.0
) -> Attempt:
    """0.2 x²/2 + 0.8 Huber(x) by coordinates, at pairs that lie on one side or apart; L = 1, steps up to 3."""
    import numpy as np

    x, y = rng.normal(size=(2, draws, 2)) * np.exp(2 * rng.normal(size=(draws, 1)))
    y[: draws // 2] = x[: draws // 2] + 0.1 * rng.normal(size=(draws // 2, 2))
    step = rng.uniform(0.05, 3, size=draws)

    def moved(v: "np.ndarray") -> "np.ndarray":
        return np.asarray(v - step[:, None] * ((0.2 - concave) * v + 0.8 * np.clip(v, -1, 1)))

    ratio = np.linalg.norm(moved(x) - moved(y), axis=1) / np.linalg.norm(x - y, axis=1)
    given = AtLeast[StrongConvexity](mu), AtMost[Smoothness](smooth), GradientDescent(step=step, iterations=1)
    return Attempt(ratio, gradient_step_contraction(*given).value)


@trial(gradient_step_contraction)
def pairs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Equality for many pairs."""
    return _ratios(rng, draws)


@ablation(gradient_step_contraction, breaks="objective")
def curvature_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A strong convexity of 0.3 is claimed."""
    return _ratios(rng, draws, mu=0.3)


@ablation(gradient_step_contraction, breaks="objective")
def not_convex(rng: "np.random.Generator", draws: int) -> Attempt:
    """Smooth, and concave far away."""
    return _ratios(rng, draws, concave=0.5)


@ablation(gradient_step_contraction, breaks="smooth")
def smoother_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """L = 0.9 is claimed."""
    return _ratios(rng, draws, smooth=0.9)


@ablation(gradient_step_contraction, breaks="constant")
def slightly_less(rng: "np.random.Generator", draws: int) -> Attempt:
    """A thousandth less than the bound."""
    attempt = _ratios(rng, draws)
    return Attempt(attempt.truth, 0.999 * attempt.bound)


# Checked steps of the proof.


@step(gradient_step_contraction, 2, mutant={"two": 1})
def expanded(two: Constant = 2) -> Verdict:
    r"""$(1 - \eta \mu)^2 \norm{u}^2 - \eta (2 - 2 \eta \mu - \eta M) \inner{p}{u}$ bounds the square, by $T(x) - T(y) = (1 - \eta \mu) u - \eta p$."""
    return certified(
        lambda u, p, eta, mu, M: (
            (1 - eta * mu) ** 2 * u**2
            - eta * (two - 2 * eta * mu - eta * M) * p * u
            - ((1 - eta * mu) * u - eta * p) ** 2
        ),
        lambda u, p, eta, mu, M: [(1, eta, 0)],
        lambda u, p, eta, mu, M: [M * p * u - p**2],
        vectors="u p",
    )


@step(gradient_step_contraction, 3, mutant={"two": 3})
def coefficient(two: Constant = 2) -> Verdict:
    r"""$2 - 2 \eta \mu - \eta M = 2 - \eta (L + \mu)$, as `M = L - mu`."""
    return identity(lambda eta, L, mu: 2 - two * eta * mu - eta * (L - mu), lambda eta, L, mu: 2 - eta * (L + mu))


@step(gradient_step_contraction, 4, mutant={"two": 1})
def other_factor(two: Constant = 2) -> Verdict:
    r"""$(1 - \eta \mu)^2 - 2 \eta M (1 - \eta \mu) + \eta^2 M^2 = (1 - \eta L)^2$."""
    return identity(
        lambda eta, L, mu: (1 - eta * mu) ** 2 - two * eta * (L - mu) * (1 - eta * mu) + eta**2 * (L - mu) ** 2,
        lambda eta, L, mu: (1 - eta * L) ** 2,
    )


@step(gradient_step_contraction, 6, mutant={"two": 1})
def meeting(two: Constant = 2) -> Verdict:
    r"""`1 - eta mu` and `eta L - 1` meet at $\eta = \frac{2}{L + \mu}$."""
    return identity(
        lambda L, mu: 1 - two / (L + mu) * mu, lambda L, mu: two / (L + mu) * L - 1, {"L": (0, inf), "mu": (0, inf)}
    )
