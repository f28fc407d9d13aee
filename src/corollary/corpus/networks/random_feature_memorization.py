"""Least singular values of feature matrices."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np

    from corollary.corpus.networks.cybenko_theorem import Activation


def _least(rng: "np.random.Generator", draws: int, activation: "Activation", dimension: int = 2) -> Attempt:
    """Four random points and four normal units: least over largest singular value, against the rounding level."""
    import numpy as np

    x = rng.normal(size=(draws, 4, dimension))
    w, b = 3 * rng.normal(size=(draws, 4, dimension)), 3 * rng.normal(size=(draws, 1, 4))
    values = np.linalg.svd(activation(np.einsum("nid,njd->nij", x, w) + b), compute_uv=False)
    largest = values[:, 0]
    ratio = np.where(largest > 0, values[:, -1] / np.where(largest > 0, largest, 1), 0)
    return Attempt(ratio, 1e-14, sense="at_least", tolerance=0.0)


@trial("random-feature-memorization")
def tanh_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """tanh in the plane: of full rank."""
    import numpy as np

    return _least(rng, draws, np.tanh)


@trial("random-feature-memorization")
def sine_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """Sines."""
    import numpy as np

    return _least(rng, draws, np.sin)


@ablation("random-feature-memorization", breaks="nonpolynomial")
def squares(rng: "np.random.Generator", draws: int) -> Attempt:
    """Squares on the line: rank 3 at most."""
    return _least(rng, draws, lambda t: (t * 2.0**-10) ** 2, 1)


@ablation("random-feature-memorization", breaks="analytic")
def relu_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """ReLU units, some of them 0 on all the points."""
    import numpy as np

    return _least(rng, draws, lambda t: np.maximum(t, 0))
