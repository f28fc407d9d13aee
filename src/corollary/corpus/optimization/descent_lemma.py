"""Descent lemma."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.gradient_descent import GradientDescent, LastDecrease, LastSquaredGradient
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.logic import AtLeast, AtMost, Attempt, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def descent_lemma(
    objective: AtMost[Smoothness], method: GradientDescent, gradient: AtLeast[LastSquaredGradient]
) -> AtLeast[LastDecrease]:
    """Decrease of one step."""
    require(method.step > 0, "step > 0")
    require(method.iterations >= 1, "at least one iteration")
    require(objective.value * method.step <= 2, "step <= 2/L")
    return method.step * (1 - objective.value * method.step / 2) * gradient.value


def _step(x: "np.ndarray", smoothness: float, step: float) -> Attempt:
    """One step on f(x) = Σ_j c_j cos x_j with c_1 = L: near a minimum of cos the lemma is almost an equality."""
    import numpy as np

    scales = 2.0 * np.linspace(1, 0.1, x.shape[1])
    gradient = -scales * np.sin(x)
    decrease = (scales * np.cos(x)).sum(axis=1) - (scales * np.cos(x - step * gradient)).sum(axis=1)
    claimed = descent_lemma(
        AtMost[Smoothness](smoothness),
        GradientDescent(step=step, iterations=1),
        AtLeast[LastSquaredGradient](np.sum(gradient**2, axis=1)),
    ).value
    return Attempt(decrease, claimed, sense="at_least")


@trial(descent_lemma)
def cosines(rng: "np.random.Generator", draws: int) -> Attempt:
    """A non-convex function with L = 2, from points anywhere and from points near a minimum."""
    import numpy as np

    anywhere, near = 4 * rng.normal(size=(draws // 2, 3)), np.pi + 0.01 * rng.normal(size=(draws - draws // 2, 3))
    near[:, 1:] = np.pi
    return _step(np.concatenate([anywhere, near]), 2.0, 0.9)


@ablation(descent_lemma, breaks="objective")
def more_curved_than_claimed(rng: "np.random.Generator", draws: int) -> Attempt:
    """The gradient is twice as steep as L says."""
    import numpy as np

    return _step(np.pi + 0.01 * rng.normal(size=(draws, 3)), 1.0, 0.9)


@ablation(descent_lemma, breaks="constant")
def quarter_instead_of_half(rng: "np.random.Generator", draws: int) -> Attempt:
    """L η / 4 in place of L η / 2."""
    import numpy as np

    x = np.full((draws, 3), np.pi)
    x[:, 0] += 0.01 * rng.normal(size=draws)
    return _step(x, 1.0, 0.9)
