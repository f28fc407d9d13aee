"""Symmetries of the realisation map, and the rank of its Jacobian."""

from itertools import pairwise
from typing import TYPE_CHECKING

from corollary.corpus.networks.feedforward_network import HiddenUnits, ParameterCount
from corollary.corpus.networks.relu_network_calculus import realise
from corollary.logic import AtLeast, AtMost, Attempt, Property, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np


class HomogeneousActivations(Property, says="every activation of {network} is positively homogeneous"):
    network: str


class FreeEntries(Property, says="every entry of the weights and biases of {network} is a free parameter"):
    network: str


class DifferentiableOutputs(
    Property,
    says="at each input of {sample} the output of {network} is continuously differentiable in the parameters "
    "near those of {network}",
):
    network: str
    sample: str


class JacobianRank(
    Quantity,
    says="the rank of the Jacobian of the outputs of {network} on {sample} with respect to its parameters",
    tex=r"\operatorname{{rank}} J({network}, {sample})",
):
    network: str
    sample: str


@theorem
def realization_map_symmetries(
    homogeneous: HomogeneousActivations,
    free: FreeEntries,
    differentiable: DifferentiableOutputs,
    parameters: AtMost[ParameterCount],
    units: AtLeast[HiddenUnits],
) -> AtMost[JacobianRank]:
    """A direction for every unit in which the function does not change."""
    require(parameters.value >= units.value, "P >= U")
    return parameters.value - units.value


WIDTHS = (2, 4, 3, 1)
PARAMETERS, UNITS = 4 * 3 + 3 * 5 + 1 * 4, 7


def _outputs(theta: "np.ndarray", x: "np.ndarray", activation: "Callable[[np.ndarray], np.ndarray]") -> "np.ndarray":
    """Outputs, shape (..., n), of the networks with parameter vectors `theta` of shape (..., P) at x of shape (n, 2)."""
    h, used = x, 0
    for i, (inputs, outputs) in enumerate(pairwise(WIDTHS)):
        block = theta[..., used : used + outputs * (inputs + 1)].reshape(*theta.shape[:-1], outputs, inputs + 1)
        h = h @ block[..., :-1].swapaxes(-1, -2) + block[..., None, :, -1]
        h, used = (activation(h) if i < len(WIDTHS) - 2 else h), used + outputs * (inputs + 1)
    return h[..., 0]


def _ranks(
    rng: "np.random.Generator",
    draws: int,
    activation: "Callable[[np.ndarray], np.ndarray]",
    fixed: "tuple[int, ...]" = (),
) -> "np.ndarray":
    """Ranks of Jacobians at random parameters and 400 inputs, by complex steps (exact but for rounding)."""
    import numpy as np

    ranks = []
    for _ in range(draws):
        theta, x = rng.normal(size=PARAMETERS), 2 * rng.normal(size=(400, 2))
        jacobian = _outputs(theta + 1e-30j * np.eye(PARAMETERS), x, activation).imag / 1e-30
        values = np.linalg.svd(np.delete(jacobian, fixed, axis=0), compute_uv=False)
        ranks.append(np.count_nonzero(values > 1e-10 * values[0]))
    return np.array(ranks, float)


def _bound(units: int, parameters: int = PARAMETERS) -> float:
    given = HomogeneousActivations(), FreeEntries(), DifferentiableOutputs()
    return float(
        realization_map_symmetries(*given, AtMost[ParameterCount](parameters), AtLeast[HiddenUnits](units)).value
    )


def _relu(z: "np.ndarray") -> "np.ndarray":
    return z * (z.real > 0)


@trial(realization_map_symmetries)
def relu_networks(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random ReLU networks with 31 parameters and 7 units: the rank is at most 24, and often 24."""
    return Attempt(_ranks(rng, min(draws, 40), _relu), _bound(UNITS))


@trial("realization-map-symmetries")
def same_function(rng: "np.random.Generator", draws: int) -> Attempt:
    """Permuted and rescaled units: outputs before and after."""
    import numpy as np

    differences = []
    for _ in range(draws):
        pairs = [(rng.normal(size=(o, i)), rng.normal(size=o)) for i, o in pairwise(WIDTHS)]
        changed, before = [], np.eye(WIDTHS[0])
        for j, (weight, bias) in enumerate(pairs):
            last = j == len(pairs) - 1
            scale = np.ones(len(bias)) if last else rng.uniform(0.1, 10, size=len(bias))
            now = np.diag(scale)[rng.permutation(len(bias))]
            changed.append((now @ weight @ np.linalg.inv(before), now @ bias))
            before = now
        x = rng.normal(size=(20, WIDTHS[0]))
        differences.append(np.abs(realise(pairs, x) - realise(changed, x)).max())
    return Attempt(differences, 1e-8)


@ablation(realization_map_symmetries, breaks="homogeneous")
def smooth_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """The hyperbolic tangent: the rank is the number of parameters."""
    import numpy as np

    return Attempt(_ranks(rng, min(draws, 10), np.tanh), _bound(UNITS))


@ablation(realization_map_symmetries, breaks="units")
def units_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A unit more than there is."""
    return Attempt(_ranks(rng, min(draws, 40), _relu), _bound(UNITS + 1))


@ablation(realization_map_symmetries, breaks="free")
def biases_fixed(rng: "np.random.Generator", draws: int) -> Attempt:
    """The biases of the hidden units are fixed, and not counted: no unit can be rescaled."""
    biases = (2, 5, 8, 11, 16, 21, 26)
    return Attempt(_ranks(rng, min(draws, 40), _relu, biases), _bound(UNITS, PARAMETERS - len(biases)))
