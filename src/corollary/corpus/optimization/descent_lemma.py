"""Descent lemma."""

from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.optimization.gradient_descent import GradientDescent, LastDecrease, LastSquaredGradient
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.logic import AtLeast, AtMost, Attempt, Constant, ablation, require, step, theorem, trial
from corollary.logic.checking import Verdict, identity, integral

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


# Checked steps of the proof.


@step(descent_lemma, 2, mutant={"two": 3})
def integrand(two: Constant = 2) -> Verdict:
    r"""The integral of $L t \norm{y - x}^2$ over `[0, 1]` is $\frac{L}{2} \norm{y - x}^2$."""
    return identity(lambda L, d: integral(lambda t: L * t * d**2, 0, 1), lambda L, d: L / two * d**2, vectors="d")


@step(descent_lemma, 3, mutant={"two": 1})
def one_step(two: Constant = 2) -> Verdict:
    r"""$- \eta \norm{\nabla f(x)}^2 + \frac{L}{2} \eta^2 \norm{\nabla f(x)}^2$ is minus the factor $\eta (1 - L \eta / 2)$ times the square."""
    return identity(
        lambda L, eta, g: -eta * g**2 + L / two * eta**2 * g**2,
        lambda L, eta, g: -eta * (1 - L * eta / 2) * g**2,
        vectors="g",
    )


@step(descent_lemma, 4, mutant={"two": 3})
def best_step(two: Constant = 2) -> Verdict:
    r"""With $\eta = 1/L$ the decrease of step 3 is $\frac{1}{2L} \norm{\nabla f(x)}^2$."""
    return identity(
        lambda L, g: 1 / L * (1 - L / L / 2) * g**2, lambda L, g: g**2 / (two * L), {"L": (0, inf)}, vectors="g"
    )
