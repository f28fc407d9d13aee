"""Stability threshold of gradient descent."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.gradient_descent import GradientDescent
from corollary.logic import (
    AtLeast,
    Attempt,
    Constant,
    Property,
    Quantity,
    ablation,
    require,
    step,
    theorem,
    trial,
    unrefuted,
)
from corollary.logic.arithmetic import sqrt
from corollary.logic.checking import Verdict, entails

if TYPE_CHECKING:
    import numpy as np


class CriticalPoint(Property, says="{point} is a critical point of {objective}, which is twice differentiable there"):
    """∇f = 0 at the point."""

    point: str
    objective: str


class Sharpness(
    Quantity,
    says="the greatest eigenvalue of the Hessian of {objective} at {point}",
    tex=r"\lambda_\max",
    least=None,
):
    """λ_max(∇²f) at one point."""

    objective: str
    point: str


class Unstable(
    Property,
    says="{point} is unstable for {method}: from some starts arbitrarily near, it leaves a fixed ball around {point} if it "
    "goes on for long enough",
):
    """Lyapunov instability of the iteration, whatever the number of steps taken; some sequences may still converge."""

    point: str
    method: str


@theorem
def gradient_descent_stability_threshold(
    critical: CriticalPoint, sharpness: AtLeast[Sharpness], method: GradientDescent
) -> Unstable:
    """Steps above 2/λ_max."""
    require(method.step > 0, "step > 0")
    require(sharpness.value * method.step > 2, "step > 2/sharpness")
    return Unstable()


def _departure(rng: "np.random.Generator", draws: int, step: float) -> Attempt:
    """Greatest distance from 0 on f(x) = ½ xᵀHx + ¼‖x‖⁴ with sharpness 1, from 1e-9 off in the sharpest direction.

    The radius is the one of the proof: ‖r(e)‖ = step ‖e‖³ ≤ ε ‖e‖ in the ball of radius (ε / step)^½.
    """
    import numpy as np

    curvatures = np.concatenate([np.ones((draws, 1)), rng.uniform(0, 0.9, size=(draws, 3))], axis=1)
    frames = np.linalg.qr(rng.normal(size=(draws, 4, 4)))[0]
    hessians = np.einsum("nij,nj,nkj->nik", frames, curvatures, frames)
    radius = np.sqrt((2.1 - 2) / (2 * np.sqrt(2)) / 2.1)
    x = 1e-9 * frames[:, :, 0]
    farthest = np.zeros(draws)
    for _ in range(600):
        inside = np.linalg.norm(x, axis=1) < radius
        gradient = np.einsum("nij,nj->ni", hessians, x) + np.sum(x**2, axis=1, keepdims=True) * x
        x = np.where(inside[:, None], x - step * gradient, x)
        farthest = np.maximum(farthest, np.linalg.norm(x, axis=1))
    return Attempt(farthest, np.full(draws, radius), sense="at_least")


@trial(gradient_descent_stability_threshold)
def leaves_the_ball(rng: "np.random.Generator", draws: int) -> Attempt:
    """Step 2.1 / sharpness: every sequence that starts along the sharpest direction leaves the ball of the proof."""
    return _departure(rng, draws, 2.1)


@ablation(gradient_descent_stability_threshold, breaks="method")
def below_the_threshold(rng: "np.random.Generator", draws: int) -> Attempt:
    """Step 1.9 / sharpness: the sequences stay."""
    return _departure(rng, draws, 1.9)


unrefuted(
    gradient_descent_stability_threshold,
    "without:critical",
    because="the gradient is continuous: if it is g != 0 at the point, all starts near enough leave the ball of radius step |g|/2 at the "
    "first step; if it is 0, this is the rule",
    proved=True,
)


# Checked steps of the proof.


@step(gradient_descent_stability_threshold, 4, mutant={"two": 3})
def expansion(two: Constant = 2) -> Verdict:
    r"""$a \norm{P e} - \varepsilon \norm{e} \ge \frac{a + 1}{2} \norm{P e}$ for $\norm{e} \le \sqrt{2} \norm{P e}$."""
    return entails(
        lambda a, length, part: [a > 1, part >= 0, length <= sqrt(two) * part],
        lambda a, length, part: a * part - (a - 1) / (2 * sqrt(2)) * length >= (a + 1) / 2 * part,
    )


@step(gradient_descent_stability_threshold, 4, mutant={"two": 3})
def rest(two: Constant = 2) -> Verdict:
    r"""$\norm{Q e} + \varepsilon \norm{e} \le \frac{a + 1}{2} \norm{P e}$, as $\norm{Q e} \le \norm{P e}$."""
    return entails(
        lambda a, length, part, other: [a > 1, other >= 0, other <= part, length <= sqrt(two) * part],
        lambda a, length, part, other: other + (a - 1) / (2 * sqrt(2)) * length <= (a + 1) / 2 * part,
    )
