"""Linear predictors of bounded norm, and the size of their inputs."""

from typing import TYPE_CHECKING

from corollary.logic import Quantity

if TYPE_CHECKING:
    import numpy as np


class LinearRadius(Quantity, says="the Euclidean radius of the weights of the linear class {hypotheses}", tex="B"):
    """sup ‖w‖₂ over the class fixed before the data; not the norm of trained weights."""

    hypotheses: str


class LinearRadiusL1(Quantity, says="the largest sum of absolute weights in the linear class {hypotheses}", tex="B_1"):
    """sup ‖w‖₁ over the class fixed before the data."""

    hypotheses: str


class InputRadius(Quantity, says="the Euclidean norm that no input under {law} exceeds", tex=r"\rho"):
    """The least ρ with ‖X‖ ≤ ρ almost surely."""

    law: str


class RootMeanSquareNorm(
    Quantity, says="the root mean square of the Euclidean norms of the inputs of {sample}", tex="X_2"
):
    """((1/n) Σ ‖x_i‖²)^½."""

    sample: str


class CoordinateNorm(
    Quantity, says="the largest root mean square of one coordinate of the inputs of {sample}", tex="X_c"
):
    """max_j ((1/n) Σ_i x_ij²)^½."""

    sample: str


class InputDimension(Quantity, says="the number of coordinates of the inputs of {sample}", tex="d", least=1.0):
    """The dimension d of the inputs."""

    sample: str


def fitted_atoms(
    rng: "np.random.Generator", draws: int, n: int, hard: float, reach: float, atoms: int = 5000
) -> tuple["np.ndarray", "np.ndarray"]:
    """Linear predictors that fit noise, on inputs that are unit vectors of an orthonormal basis.

    With probability 1 - hard the input is e_0 with label 1; else one of `atoms` others, uniformly, with a fair label.
    The predictor has weight 1 on e_0 and, on the others, the weights of norm reach (n hard)^½ that fit the sample best.

    Returns:
        The margins on the sample, shape (draws, n), and the weights on the atoms, shape (draws, atoms).
    """
    import numpy as np

    labels = rng.choice([-1.0, 1.0], size=(draws, n))
    inputs = rng.integers(atoms, size=(draws, n))
    noisy = rng.uniform(size=(draws, n)) < hard
    flat = (inputs + atoms * np.arange(draws)[:, None])[noisy]
    net = np.bincount(flat, weights=labels[noisy], minlength=draws * atoms).reshape(draws, atoms)
    weights = reach * np.sqrt(n * hard) * net / np.maximum(np.linalg.norm(net, axis=1, keepdims=True), 1e-300)
    return np.where(noisy, labels * np.take_along_axis(weights, inputs, axis=1), 1.0), weights
