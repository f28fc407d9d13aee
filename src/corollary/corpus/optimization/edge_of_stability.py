"""Edge of stability: small tanh networks trained by gradient descent."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator

POINTS, UNITS, STEPS = 20, 10, 4000


def _gradient(weights: "Any") -> "Any":
    """Gradient of half the mean squared error of w₂ᵀ tanh(w₁ x + b) at 20 points; weights (3, runs, units)."""
    import numpy as np

    x = np.linspace(-1, 1, POINTS)[None, :, None]
    inner, shift, outer = weights[:, :, None, :]
    hidden = np.tanh(x * inner + shift)
    residual = (hidden * outer).sum(axis=2) - 1.5 * np.sin(3 * x[..., 0])
    back = residual[:, :, None] * outer * (1 - hidden**2) / POINTS
    return np.stack([(back * x).sum(axis=1), back.sum(axis=1), (residual[:, :, None] * hidden).sum(axis=1) / POINTS])


def _sharpness(weights: "Any") -> "Any":
    """Greatest eigenvalue of the Hessian, from central differences of the gradient; (runs,)."""
    import numpy as np

    runs, columns = weights.shape[1], []
    for one in range(3 * UNITS):
        step = np.zeros((3, 1, UNITS))
        step[one // UNITS, 0, one % UNITS] = 1e-5
        slope = (_gradient(weights + step) - _gradient(weights - step)) / 2e-5
        columns.append(slope.transpose(1, 0, 2).reshape(runs, -1))
    hessian = np.stack(columns, axis=1)
    return np.linalg.eigvalsh((hessian + hessian.transpose(0, 2, 1)) / 2)[:, -1]


def _late(rng: "Generator", draws: int, rate: float) -> Attempt:
    """Distance of the mean sharpness over the last fifth of the steps from 2 / rate, relative to 2 / rate."""
    import numpy as np

    weights = rng.normal(size=(3, min(draws, 8), UNITS)) * np.array([1.0, 1.0, 0.3])[:, None, None]
    late = []
    for step in range(STEPS):
        weights = weights - rate * _gradient(weights)
        if step >= 4 * STEPS // 5 and step % 100 == 0:
            late.append(_sharpness(weights))
    return Attempt(np.abs(np.mean(late, axis=0) * rate / 2 - 1), 0.2)


@trial("edge-of-stability")
def long_step(rng: "Generator", draws: int) -> Attempt:
    """Step 0.4: the sharpness ends within a fifth of 5."""
    return _late(rng, draws, 0.4)


@ablation("edge-of-stability", breaks="step")
def short_step(rng: "Generator", draws: int) -> Attempt:
    """Step 0.1: the sharpness does not come near 20 in this time."""
    return _late(rng, draws, 0.1)
