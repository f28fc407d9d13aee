"""Tangent matrices of networks with one output."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, Quantity, ablation, trial

if TYPE_CHECKING:
    import numpy as np


class TangentEigenvalue(
    Quantity,
    says="the least eigenvalue of the tangent matrix of {network}, in its trained parameters, at the inputs of {sample}",
    tex=r"\lambda_\min(\Theta)",
):
    """λ_min(J Jᵀ) over the trained parameters of a network with one output, at its present parameters."""

    network: str
    sample: str


def tangent_matrix(weights: "np.ndarray", x: "np.ndarray") -> "np.ndarray":
    """J Jᵀ of m^(-1/2) Σ_r ± relu(w_r·x) in the weights (…, m, d), at x (n, d); shape (…, n, n)."""
    import numpy as np

    active = 1.0 * (weights @ x.T > 0)
    return np.asarray(x @ x.T * (active.swapaxes(-1, -2) @ active) / weights.shape[-2])


def _speed(rng: "np.random.Generator", draws: int, share: float) -> Attempt:
    """Outputs of a tanh network before and after a short step of gradient descent against −Θ r."""
    import numpy as np

    weights, outer = rng.normal(size=(draws, 5, 3)), rng.normal(size=(draws, 5))
    x, y, step = rng.normal(size=(draws, 4, 3)), rng.normal(size=(draws, 4)), 1e-6

    def outputs(w: "np.ndarray", a: "np.ndarray") -> "np.ndarray":
        return np.einsum("nr,nir->ni", a, np.tanh(x @ w.swapaxes(1, 2)))

    h = np.tanh(x @ weights.swapaxes(1, 2))
    inner = (outer[:, None] * (1 - h**2))[..., None] * x[:, :, None, :]
    jacobian = np.concatenate([inner.reshape(draws, 4, 15), h], axis=2)
    residual = outputs(weights, outer) - y
    gradient = np.einsum("nip,ni->np", jacobian, residual)
    moved = outputs(weights - step * gradient[:, :15].reshape(draws, 5, 3), outer - step * gradient[:, 15:])
    tangent = jacobian @ jacobian.swapaxes(1, 2)
    expected = -share * np.einsum("nij,nj->ni", tangent, residual)
    error = np.abs((moved - residual - y) / step - expected).max(axis=1)
    return Attempt(error / (1 + np.abs(expected).max(axis=1)), 1e-2)


@trial("neural-tangent-kernel")
def speed_of_the_outputs(rng: "np.random.Generator", draws: int) -> Attempt:
    """A step of 1e-6 for the squared loss."""
    return _speed(rng, draws, 1.0)


@ablation("neural-tangent-kernel", breaks="constant")
def twice_the_speed(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two times the kernel."""
    return _speed(rng, draws, 2.0)
