"""Product of layer norms."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.feedforward_network import LipschitzActivations, SpectralNormProduct
from corollary.corpus.networks.lipschitz_constant_of_network import LipschitzConstant
from corollary.logic import AtMost, Attempt, ablation, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def lipschitz_product_bound(
    activations: LipschitzActivations, product: AtMost[SpectralNormProduct]
) -> AtMost[LipschitzConstant]:
    """Composition of Lipschitz maps."""
    return product.value


def _quotients(rng: "np.random.Generator", draws: int, slope: float) -> Attempt:
    import numpy as np

    # Nearly rank-one weights with positive leading vectors: the product bound is close to attained.
    a = 1 + 0.1 * rng.normal(size=(draws, 5, 4))
    b = 1 + 0.1 * rng.normal(size=(draws, 3, 5))
    x = rng.uniform(1, 2, size=(draws, 4, 1))
    y = x + rng.uniform(0.5, 1, size=(draws, 4, 1))

    def network(x: "np.ndarray") -> "np.ndarray":
        return b @ (slope * np.maximum(a @ x + 1, 0))

    quotient = np.linalg.norm(network(x) - network(y), axis=(1, 2)) / np.linalg.norm(x - y, axis=(1, 2))
    product = np.linalg.norm(a, 2, axis=(1, 2)) * np.linalg.norm(b, 2, axis=(1, 2))
    bound = lipschitz_product_bound(LipschitzActivations(), AtMost[SpectralNormProduct](product)).value
    return Attempt(truth=quotient, bound=bound)


@trial(lipschitz_product_bound)
def aligned_layers(rng: "np.random.Generator", draws: int) -> Attempt:
    """Difference quotients of ReLU networks with aligned leading singular vectors."""
    return _quotients(rng, draws, 1.0)


@ablation(lipschitz_product_bound, breaks="activations")
def steep_activation(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twice the ReLU."""
    return _quotients(rng, draws, 2.0)
