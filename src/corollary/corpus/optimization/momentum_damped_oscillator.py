"""Momentum as a damped oscillator."""

from collections.abc import Callable
from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Any

from corollary.corpus.optimization.linear_dynamics_classification import PlanarSystem, linear_dynamics_classification
from corollary.logic import Attempt, Constant, Property, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import exp
from corollary.logic.checking import Verdict, derivative, entails, identity

if TYPE_CHECKING:
    import numpy as np


class DampedOscillator(
    Property,
    says="{system} is the motion x'' + γx' + λx = 0 of position and velocity, with damping {damping} and curvature {curvature}",
):
    """Momentum in continuous time, for one eigenvalue of a quadratic function."""

    system: str
    damping: float
    curvature: float


@theorem
def momentum_damped_oscillator(oscillator: DampedOscillator) -> PlanarSystem:
    """Position and velocity."""
    require(oscillator.damping >= 0, "damping >= 0")
    require(oscillator.curvature > 0, "curvature > 0")
    return PlanarSystem(trace=-oscillator.damping, determinant=oscillator.curvature)


def _decay(rng: "np.random.Generator", draws: int, damping: float = 1.0) -> Attempt:
    """The measured rate of decay over a long time against the one derived through the classification; `damping` is told by a factor."""
    import numpy as np
    from scipy.linalg import expm

    found = []
    for _ in range(min(draws, 60)):
        gamma, curvature = float(rng.uniform(0.2, 3)), float(rng.uniform(0.2, 2))
        if abs(gamma**2 - 4 * curvature) < 0.2:
            continue
        matrix = np.array([[0.0, 1.0], [-curvature, -gamma]])
        low, high = 30.0, 60.0
        if gamma**2 < 4 * curvature:  # a whole number of turns apart
            turn = 2 * np.pi / np.sqrt(curvature - gamma**2 / 4)
            high = low + turn * np.ceil((high - low) / turn)
        norms = [np.linalg.norm(expm(t * matrix)) for t in (low, high)]
        system = momentum_damped_oscillator(DampedOscillator(damping=damping * gamma, curvature=curvature))
        rate = linear_dynamics_classification(system).value
        found.append(abs(np.log(norms[1] / norms[0]) / (high - low) - rate))
    return Attempt(np.array(found), 1e-4)


@trial(momentum_damped_oscillator)
def rates(rng: "np.random.Generator", draws: int) -> Attempt:
    """Under- and over-damped motions, by the matrix exponential."""
    return _decay(rng, draws)


@trial("momentum-damped-oscillator")
def heavy_ball(rng: "np.random.Generator", draws: int) -> Attempt:
    """(c): the spectral radius is below 1 exactly in the range claimed, and √β where the roots are not real."""
    import numpy as np

    beta, scaled = rng.uniform(0, 1.3, size=draws), rng.uniform(0.01, 5, size=draws)
    matrices = np.zeros((draws, 2, 2))
    matrices[:, 0, 0], matrices[:, 0, 1], matrices[:, 1, 0] = 1 + beta - scaled, -beta, 1
    radius = np.abs(np.linalg.eigvals(matrices)).max(axis=1)
    stable = (beta < 1) & (scaled < 2 * (1 + beta))
    complex_ = ((1 - np.sqrt(beta)) ** 2 < scaled) & (scaled < (1 + np.sqrt(beta)) ** 2)
    off = np.where(complex_, np.abs(radius - np.sqrt(beta)), 0)
    return Attempt(np.concatenate([(radius < 1) != stable, off]).astype(float), 1e-7)


@ablation(momentum_damped_oscillator, breaks="oscillator")
def damping_doubled(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twice the damping is claimed."""
    return _decay(rng, draws, damping=2.0)


@step("momentum-damped-oscillator", 2, mutant={"two": 3})
def critical(two: Constant = 2) -> Verdict:
    r"""$t e^{- \sqrt{\lambda} t}$ solves the equation for $\gamma = 2 \sqrt{\lambda}$; `w` is the root of lambda."""
    return identity(lambda t, w: _damped(lambda s: s * exp(-w * s), t, two * w, w), lambda t, w: 0 * t)


@step("momentum-damped-oscillator", 3, mutant={"two": 3})
def rate(two: Constant = 2) -> Verdict:
    r"""$r = \frac{2 \lambda}{\gamma + \sqrt{\gamma^2 - 4 \lambda}}$, with `g >= h` for $\gamma$ and the root: `4 lambda = g^2 - h^2`."""
    return identity(
        lambda g, h: (g - h) / 2, lambda g, h: two * (g**2 - h**2) / 4 / (g + h), {"g": (0, inf), "h": (0, inf)}
    )


@step("momentum-damped-oscillator", 3, mutant={"two": Fraction(3, 2)})
def denominator(two: Constant = 2) -> Verdict:
    r"""The denominator is between $\gamma$ and $2 \gamma$; `h` is the root, at most `g` for $\gamma$."""
    return entails(lambda g, h: [g > 0, h >= 0, h <= g], lambda g, h: (g + h - g) * (two * g - (g + h)) >= 0)


@step("momentum-damped-oscillator", 6, mutant={"one": 2})
def outside(one: Constant = 1) -> Verdict:
    r"""If $\abs{b} \ge 1 + \beta$, $p(1) \le 0$ or $p(-1) \le 0$: their product is at most 0."""
    return entails(
        lambda b, beta: [beta >= 0, abs(b) >= 1 + beta], lambda b, beta: (one - b + beta) * (one + b + beta) <= 0
    )


def _damped(solution: "Callable[[Any], Any]", t: "Any", damping: "Any", frequency: "Any") -> "Any":
    """ẍ + γ ẋ + ω² x for a function of time."""
    return (
        derivative(lambda s: derivative(solution, s), t)
        + damping * derivative(solution, t)
        + frequency**2 * solution(t)
    )
