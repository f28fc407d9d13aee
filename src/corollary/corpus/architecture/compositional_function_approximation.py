"""Errors passed up a binary tree."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.lipschitz_relu_interpolation import CubeError
from corollary.logic import AtMost, Attempt, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import maximum, power

if TYPE_CHECKING:
    import numpy as np


class SameTree(
    Property,
    says="{target} and {network} are computed by {tree}, a full binary tree of height {height} with the coordinates at the "
    "leaves, in order, with functions from the unit square to the unit interval at the nodes",
):
    target: str
    network: str
    tree: str
    height: int


class NodeLipschitz(
    Quantity,
    says="the largest Lipschitz constant, for the maximum norm, of the functions at the nodes of {tree} that compute {target}",
    tex=r"\Lambda",
):
    target: str
    tree: str


class NodeError(
    Quantity,
    says="the largest uniform distance on the unit square, over the nodes of {tree}, of the functions of {network} from "
    "those of {target}",
    tex=r"\varepsilon",
):
    target: str
    network: str
    tree: str


@theorem
def compositional_function_approximation(
    compositional: SameTree, lipschitz: AtMost[NodeLipschitz], nodes: AtMost[NodeError]
) -> AtMost[CubeError]:
    """One error for every level, enlarged on the way up."""
    require(compositional.height >= 1, "D >= 1")
    require(lipschitz.value >= 0, "a Lipschitz constant is not negative")
    return nodes.value * compositional.height * power(maximum(1, lipschitz.value), compositional.height - 1)


def _trees(rng: "np.random.Generator", draws: int, extra: float, steepness: float) -> Attempt:
    """Nodes min(1, c mean(a)) or max, or bilinear ones, disturbed by epsilon and clipped; x = 0 among the inputs."""
    import numpy as np

    truth, bounds = [], []
    for _ in range(min(draws, 100)):
        height, error, constant = int(rng.integers(1, 6)), float(rng.uniform(0, 0.05)), float(rng.uniform(0.5, 1.2))
        x = rng.random(size=(60, 2**height))
        x[0], kind = 0.0, int(rng.integers(3))
        constant = 1.0 if kind else constant
        clean, noisy = x, x
        while clean.shape[1] > 1:
            corners = rng.random(size=(2, 2, clean.shape[1] // 2)) / 2
            shift = (1 + extra) * error * (1.0 if rng.random() < 0.7 else rng.uniform(-1, 1, clean.shape[1] // 2))
            values = [_node(y, kind, steepness * constant, corners) for y in (clean, noisy)]
            clean, noisy = values[0], np.clip(values[1] + shift, 0, 1)
        truth.append(np.abs(clean - noisy).max())
        given = SameTree(height=height), AtMost[NodeLipschitz](constant), AtMost[NodeError](error)
        bounds.append(float(compositional_function_approximation(*given).value))
    return Attempt(np.array(truth), np.array(bounds))


def _node(y: "np.ndarray", kind: int, constant: float, corners: "np.ndarray") -> "np.ndarray":
    """Pairs of values of shape (inputs, 2 nodes) to values of shape (inputs, nodes)."""
    import numpy as np

    a, b = y[:, 0::2], y[:, 1::2]
    if kind == 0:
        return np.asarray(np.minimum(1, constant * (a + b) / 2))
    if kind == 1:
        return np.asarray(np.minimum(1, constant * np.maximum(a, b)))
    low, high = corners[0, 0] * (1 - b) + corners[0, 1] * b, corners[1, 0] * (1 - b) + corners[1, 1] * b
    return np.asarray(np.minimum(1, constant * (low * (1 - a) + high * a)))


@trial(compositional_function_approximation)
def trees(rng: "np.random.Generator", draws: int) -> Attempt:
    """Up to 32 variables; attained by means with constant 1."""
    return _trees(rng, draws, 0.0, 1.0)


@ablation(compositional_function_approximation, breaks="nodes")
def larger_node_errors(rng: "np.random.Generator", draws: int) -> Attempt:
    """A tenth more than claimed at the nodes."""
    return _trees(rng, draws, 0.1, 1.0)


@ablation(compositional_function_approximation, breaks="lipschitz")
def steeper_nodes(rng: "np.random.Generator", draws: int) -> Attempt:
    """One and a half times as steep as claimed."""
    return _trees(rng, draws, 0.0, 1.5)
