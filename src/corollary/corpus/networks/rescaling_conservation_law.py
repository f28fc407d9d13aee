"""Conserved quantities of gradient flow from rescaling: trials of the exact change in one step, and of the flow."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

Parameters = list["np.ndarray"]  # W_1 (draws, 4, 3), b_1 (draws, 4), W_2 (draws, 2, 4)


def _gradient(
    parameters: Parameters,
    x: "np.ndarray",
    y: "np.ndarray",
    activation: "Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]",
) -> Parameters:
    """Gradient of half the squared residual, for x (draws, n, 3) and y (draws, n, 2)."""
    inner, bias, outer = parameters
    h, slope = activation(x @ inner.swapaxes(1, 2) + bias[:, None])
    residual = h @ outer.swapaxes(1, 2) - y
    back = (residual @ outer) * slope
    return [back.swapaxes(1, 2) @ x, back.sum(axis=1), residual.swapaxes(1, 2) @ h]


def _balance(parameters: Parameters) -> "np.ndarray":
    """C_u for each hidden unit, shape (draws, 4)."""
    import numpy as np

    inner, bias, outer = parameters
    return np.asarray((inner**2).sum(axis=2) + bias**2 - (outer**2).sum(axis=1))


def _relu(z: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
    return z * (z > 0), 1.0 * (z > 0)


def _tanh(z: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
    import numpy as np

    return np.tanh(z), 1 - np.tanh(z) ** 2


def _problem(rng: "np.random.Generator", draws: int) -> "tuple[Parameters, np.ndarray, np.ndarray]":
    parameters = [rng.normal(size=(draws, 4, 3)), rng.normal(size=(draws, 4)), rng.normal(size=(draws, 2, 4))]
    return parameters, rng.normal(size=(draws, 6, 3)), rng.normal(size=(draws, 6, 2))


def _one_step(
    rng: "np.random.Generator",
    draws: int,
    activation: "Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]",
    counted: float = 1.0,
) -> Attempt:
    import numpy as np

    parameters, x, y = _problem(rng, draws)
    gradient = _gradient(parameters, x, y, activation)
    step = 0.01
    change = _balance([p - step * g for p, g in zip(parameters, gradient, strict=True)]) - _balance(parameters)
    claimed = counted * step**2 * _balance(gradient)
    return Attempt(np.abs(change - claimed).max(axis=1), 1e-9 * (1 + np.abs(claimed).max(axis=1)))


@trial("rescaling-conservation-law")
def one_step(rng: "np.random.Generator", draws: int) -> Attempt:
    """One step of gradient descent on a ReLU network: the change is the squared step times the form of the gradient."""
    return _one_step(rng, draws, _relu)


@ablation("rescaling-conservation-law", breaks="homogeneous")
def hyperbolic_tangent(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same for tanh."""
    return _one_step(rng, draws, _tanh)


@ablation("rescaling-conservation-law", breaks="flow")
def no_change_at_all(rng: "np.random.Generator", draws: int) -> Attempt:
    """Conservation claimed for a step of gradient descent."""
    return _one_step(rng, draws, _relu, counted=0.0)


def _linear_flow(rng: "np.random.Generator", draws: int, slope: float) -> Attempt:
    """Runge-Kutta for the squared loss of W_2 W_1 (identity activation): greatest change of W_1 W_1ᵀ − slope W_2ᵀ W_2."""
    import numpy as np

    first, second = 0.5 * rng.normal(size=(draws, 4, 3)), 0.5 * rng.normal(size=(draws, 2, 4))
    target = rng.normal(size=(draws, 2, 3))

    def velocity(a: "np.ndarray", b: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
        residual = b @ a - target
        return -b.swapaxes(1, 2) @ residual, -residual @ a.swapaxes(1, 2)

    def form(a: "np.ndarray", b: "np.ndarray") -> "np.ndarray":
        return np.asarray(a @ a.swapaxes(1, 2) - slope * b.swapaxes(1, 2) @ b)

    before, h = form(first, second), 0.01
    a, b = first, second
    for _ in range(100):
        k1 = velocity(a, b)
        k2 = velocity(a + h / 2 * k1[0], b + h / 2 * k1[1])
        k3 = velocity(a + h / 2 * k2[0], b + h / 2 * k2[1])
        k4 = velocity(a + h * k3[0], b + h * k3[1])
        a = a + h / 6 * (k1[0] + 2 * k2[0] + 2 * k3[0] + k4[0])
        b = b + h / 6 * (k1[1] + 2 * k2[1] + 2 * k3[1] + k4[1])
    return Attempt(np.abs(form(a, b) - before).max(axis=(1, 2)), 1e-5)


@trial("rescaling-conservation-law")
def linear_network(rng: "np.random.Generator", draws: int) -> Attempt:
    """The whole matrix is conserved."""
    return _linear_flow(rng, min(draws, 100), 1.0)


@ablation("rescaling-conservation-law", breaks="constant")
def the_sum(rng: "np.random.Generator", draws: int) -> Attempt:
    """The sum in place of the difference."""
    return _linear_flow(rng, min(draws, 100), -1.0)
