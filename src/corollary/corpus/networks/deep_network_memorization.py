"""How many points an architecture can fit with any labels."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.feedforward_network import HiddenWidth
from corollary.corpus.networks.relu_network import ReluNetwork
from corollary.logic import AtLeast, Attempt, Property, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class FreeParameters(Property, says="all weights and biases of the architecture of {network} are free"):
    network: str


class Memory(
    Quantity,
    says="the number of distinct inputs that the architecture of {network} can fit with any labels",
    tex=r"N({network})",
):
    network: str


@theorem
def deep_network_memorization(relu: ReluNetwork, dense: FreeParameters, width: AtLeast[HiddenWidth]) -> AtLeast[Memory]:
    """One wide layer is enough."""
    require(width.value >= 1, "a hidden layer")
    return width.value + 1


def _fitted(
    rng: "np.random.Generator", draws: int, shortage: int, linear: bool = False, biases: bool = True
) -> Attempt:
    """Widths (1, w, 1), three classes, two inputs: the construction, with random labels."""
    import numpy as np

    w, fitted = 7, []
    for _ in range(draws):
        x, labels = rng.normal(size=(w + 1, 2)), rng.permutation(np.arange(w + 1) % 3) + 1
        p = x @ rng.normal(size=2)
        p = np.maximum(p - p.min() + 1, 0)
        kinks = np.sort(p)[: w - shortage] * biases
        units = p[:, None] - kinks[None]
        design = np.hstack([np.ones((w + 1, 1)), units if linear else np.maximum(units, 0)])
        carried = np.maximum(design @ np.linalg.lstsq(design, labels, rcond=None)[0], 0)
        classes = np.arange(1, 4)
        predicted = (classes * carried[:, None] - classes**2 / 2).argmax(1) + 1
        fitted.append((w + 1) * float(np.all(predicted == labels)))
    claimed = deep_network_memorization(ReluNetwork(), FreeParameters(), AtLeast[HiddenWidth](float(w))).value
    return Attempt(truth=np.array(fitted), bound=np.full(draws, claimed), sense="at_least")


@trial(deep_network_memorization)
def construction(rng: "np.random.Generator", draws: int) -> Attempt:
    """All labels are fitted."""
    return _fitted(rng, draws, 0)


@ablation(deep_network_memorization, breaks="width")
def narrower(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three units less in the wide layer."""
    return _fitted(rng, draws, 3)


@ablation(deep_network_memorization, breaks="relu")
def linear_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """The wide layer is linear: any number of units gives affine functions of the projection."""
    return _fitted(rng, draws, 0, linear=True)


@ablation(deep_network_memorization, breaks="dense")
def biases_fixed(rng: "np.random.Generator", draws: int) -> Attempt:
    """The biases of the wide layer are fixed at 0: all units have their kink at one place."""
    return _fitted(rng, draws, 0, biases=False)
