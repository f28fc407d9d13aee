"""Homogeneity in the weights, run."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np


def _scaled(rng: "np.random.Generator", draws: int, activation: "Callable[[np.ndarray], np.ndarray]") -> Attempt:
    import numpy as np

    weights = [rng.normal(size=(draws, 4, 3)), rng.normal(size=(draws, 4, 4)), rng.normal(size=(draws, 1, 4))]
    biases = [rng.normal(size=(draws, w.shape[1], 1)) for w in weights]
    x, scale = rng.normal(size=(draws, 3, 1)), rng.uniform(0, 2, size=(draws, 1, 1))

    def value(scale: "np.ndarray | float") -> "np.ndarray":
        h = x
        for j, (w, b) in enumerate(zip(weights, biases, strict=True), start=1):
            h = scale * w @ (h if j == 1 else activation(h)) + scale**j * b
        return h.ravel()

    error = np.abs(value(scale) - scale.ravel() ** 3 * value(1.0))
    return Attempt(truth=error, bound=1e-9 * (1 + np.abs(value(1.0))))


@trial("positive-homogeneity-of-relu-networks")
def relu_is_homogeneous(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three weight matrices with biases."""
    import numpy as np

    return _scaled(rng, draws, lambda t: np.maximum(t, 0))


@ablation("positive-homogeneity-of-relu-networks", breaks="homogeneous")
def tanh_is_not(rng: "np.random.Generator", draws: int) -> Attempt:
    """The hyperbolic tangent in place of the ReLU."""
    import numpy as np

    return _scaled(rng, draws, np.tanh)
