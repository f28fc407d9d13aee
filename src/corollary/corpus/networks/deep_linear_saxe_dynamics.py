"""Exact learning curves of a deep linear network."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, Equals, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import exp

if TYPE_CHECKING:
    import numpy as np


class AlignedStart(
    Property,
    says="{method} starts with two linear layers that are aligned with the singular vectors of {target}, {mode} having the "
    "strength {scale} in each of them and being a singular value {singular} of {target}",
):
    """W_1 = Σ a e vᵀ, W_2 = Σ a u eᵀ; the values are those of one mode."""

    method: str
    target: str
    mode: str
    scale: float
    singular: float


class LinearNetworkFlow(
    Property,
    says="{method} is the gradient flow of half the squared Frobenius distance of the product of two matrices from "
    "{target}, for the time {time}",
):
    """F = ½ ‖W_2 W_1 − Σ‖²."""

    method: str
    target: str
    time: float


class ModeStrength(
    Quantity, says="the coefficient of {mode} in the product of the layers where {method} ends", tex=r"c_r(t)"
):
    """⟨u, W_2 W_1 v⟩."""

    mode: str
    method: str


@theorem
def deep_linear_saxe_dynamics(start: AlignedStart, flow: LinearNetworkFlow) -> Equals[ModeStrength]:
    """The logistic equation."""
    require(start.scale > 0, "a > 0")
    require(start.singular > 0, "s > 0")
    require(flow.time >= 0, "t >= 0")
    return start.singular / (1 + (start.singular / start.scale**2 - 1) * exp(-2 * start.singular * flow.time))


def _flow(
    rng: "np.random.Generator", draws: int, claimed: float = 1.0, unbalanced: float = 1.0, later: float = 1.0
) -> Attempt:
    """Runge-Kutta of the matrices 4 → 5 → 3 against the formula, three modes a draw."""
    import numpy as np

    draws = min(draws, 100)
    u = np.linalg.qr(rng.normal(size=(draws, 3, 3)))[0]
    v = np.linalg.qr(rng.normal(size=(draws, 4, 4)))[0][..., :3]
    e = np.linalg.qr(rng.normal(size=(draws, 5, 5)))[0][..., :3]
    s, a = rng.uniform(0.5, 2, size=(draws, 3)), rng.uniform(0.1, 1, size=(draws, 3))
    target = (u * s[:, None]) @ v.swapaxes(1, 2)
    first, second = unbalanced * (e * a[:, None]) @ v.swapaxes(1, 2), (u * a[:, None]) @ e.swapaxes(1, 2) / unbalanced
    steps, time = 200, rng.uniform(0.2, 2, size=draws)
    h = (time / steps)[:, None, None]

    def velocity(x: "np.ndarray", y: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
        error = target - y @ x
        return y.swapaxes(1, 2) @ error, error @ x.swapaxes(1, 2)

    x, y = first, second
    for _ in range(steps):
        k1 = velocity(x, y)
        k2 = velocity(x + h / 2 * k1[0], y + h / 2 * k1[1])
        k3 = velocity(x + h / 2 * k2[0], y + h / 2 * k2[1])
        k4 = velocity(x + h * k3[0], y + h * k3[1])
        x = x + h / 6 * (k1[0] + 2 * k2[0] + 2 * k3[0] + k4[0])
        y = y + h / 6 * (k1[1] + 2 * k2[1] + 2 * k3[1] + k4[1])
    strength = np.einsum("nir,nij,njr->nr", u, y @ x, v)
    given = AlignedStart(scale=claimed * a, singular=s), LinearNetworkFlow(time=later * time[:, None])
    return Attempt(np.abs(strength - deep_linear_saxe_dynamics(*given).value), 1e-7)


@trial(deep_linear_saxe_dynamics)
def matrix_flow(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three modes at once."""
    return _flow(rng, draws)


@ablation(deep_linear_saxe_dynamics, breaks="start")
def unequal_layers(rng: "np.random.Generator", draws: int) -> Attempt:
    """The first layer twice as large, the second half as large."""
    return _flow(rng, draws, unbalanced=2.0)


@ablation(deep_linear_saxe_dynamics, breaks="flow")
def time_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A tenth more time than there was."""
    return _flow(rng, draws, later=1.1)


@ablation(deep_linear_saxe_dynamics, breaks="constant")
def scale_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A start stronger by a hundredth."""
    return _flow(rng, draws, claimed=1.01)


def _deep(rng: "np.random.Generator", draws: int, power: float) -> Attempt:
    """Four layers: the velocity of the product along the velocities of the layers, for one mode."""
    import numpy as np

    layers = 4
    a, s = rng.uniform(0.2, 1.2, size=draws), rng.uniform(0.5, 2, size=draws)
    short = 1e-6
    moved = (a + short * a ** (layers - 1) * (s - a**layers)) ** layers
    back = (a - short * a ** (layers - 1) * (s - a**layers)) ** layers
    c = a**layers
    return Attempt(np.abs((moved - back) / (2 * short) - layers * c**power * (s - c)), 1e-6)


@trial("deep-linear-saxe-dynamics")
def four_layers(rng: "np.random.Generator", draws: int) -> Attempt:
    """The exponent 2 − 2/N."""
    return _deep(rng, draws, 1.5)


@ablation("deep-linear-saxe-dynamics", breaks="constant")
def another_exponent(rng: "np.random.Generator", draws: int) -> Attempt:
    """The exponent 2 − 1/N."""
    return _deep(rng, draws, 1.75)
