"""A tree of pairwise maxima."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.feedforward_network import HiddenUnits
from corollary.corpus.networks.relu_network_calculus import affine, hidden_widths, merge, parallel, realise
from corollary.logic import AtMost, Attempt, Property, ablation, require, theorem, trial
from corollary.logic.arithmetic import exact

if TYPE_CHECKING:
    import numpy as np

    from corollary.corpus.networks.relu_network_calculus import Network


class MaximumNetwork(Property, says="{network} is the tree of ReLU networks for the maximum of {inputs} numbers"):
    network: str
    inputs: int


@theorem
def relu_maximum_network(network: MaximumNetwork) -> AtMost[HiddenUnits]:
    """Three units for a pair."""
    require(network.inputs >= 2, "n >= 2")
    return exact(6) * network.inputs - 9


def pair_maximum() -> "Network":
    """(a, b) to max(a, b)."""
    return affine([[1.0, -1.0], [0.0, 1.0], [0.0, -1.0]]) + affine([[1.0, 1.0, -1.0]])


def maximum_network(inputs: int) -> "Network":
    """The network of the page for at least two inputs."""
    import numpy as np

    levels = (inputs - 1).bit_length()
    padded = np.minimum(np.arange(2**levels), inputs - 1)
    stages = [parallel(*[pair_maximum()] * 2**level) for level in reversed(range(levels))]
    return merge(affine(np.eye(inputs)[padded]), *stages)


def _units(n: "np.ndarray", missing: int) -> Attempt:
    import numpy as np

    bound = relu_maximum_network(MaximumNetwork(inputs=n - missing)).value
    return Attempt(np.array([sum(hidden_widths(maximum_network(int(k)))) for k in n]), bound)


@trial(relu_maximum_network)
def units_counted(rng: "np.random.Generator", draws: int) -> Attempt:
    """The units of the network built; as many as claimed for one number more than a power of two."""
    import numpy as np

    return _units(np.append(rng.integers(2, 34, size=min(draws, 40)), [3, 5, 9, 17]), 0)


@ablation(relu_maximum_network, breaks="network")
def one_input_less(rng: "np.random.Generator", draws: int) -> Attempt:
    """The units for one number less."""
    return _units(rng.choice([3, 5, 9, 17], size=min(draws, 40)), 1)


def _values(rng: "np.random.Generator", draws: int, repeated: bool) -> Attempt:
    """Relative errors of the network on random inputs."""
    import numpy as np

    errors = []
    for n in rng.integers(2, 34, size=min(draws, 60)):
        x = rng.normal(size=(50, n)) * 10.0 ** rng.integers(-3, 4)
        network = maximum_network(int(n))
        if not repeated:
            network = merge(affine(np.eye(n)[np.minimum(np.arange(n), n - 2)]), network)
        errors.append(np.abs(realise(network, x)[:, 0] - x.max(axis=1)).max() / np.abs(x).max())
    return Attempt(np.array(errors), 1e-12, tolerance=0.0)


@trial("relu-maximum-network")
def values(rng: "np.random.Generator", draws: int) -> Attempt:
    """The values of the network are the maxima, on random inputs."""
    return _values(rng, draws, True)


@ablation("relu-maximum-network", breaks="network")
def last_input_lost(rng: "np.random.Generator", draws: int) -> Attempt:
    """The last number is not read."""
    return _values(rng, draws, False)
