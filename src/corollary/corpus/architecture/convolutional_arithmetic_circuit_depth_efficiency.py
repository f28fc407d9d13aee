"""Depth efficiency of convolutional arithmetic circuits."""

from typing import TYPE_CHECKING

from corollary.logic import AtLeast, Attempt, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import minimum, power

if TYPE_CHECKING:
    import numpy as np


class IndependentRepresentations(Property, says="the representation functions of {network} are linearly independent"):
    """f_1, …, f_M, functions of one patch."""

    network: str


class ArithmeticCircuit(
    Property,
    says="{network} is a deep convolutional arithmetic circuit on 2^{levels} patches, pooling pairs by products, with "
    "{functions} representation functions and a first layer of width {width}",
):
    """Widths of the later layers are arbitrary."""

    network: str
    levels: int
    functions: int
    width: int


class GenericWeights(
    Property, says="the weights of {network} are outside the zeros of a certain polynomial, which have measure 0"
):
    """True with probability one for weights with a density."""

    network: str


class ShallowCircuitWidth(
    Quantity,
    says="the least number of hidden channels of an arithmetic circuit with one hidden layer that computes {network}",
    tex=r"Z({network})",
):
    """The rank of the coefficient tensor."""

    network: str


@theorem
def convolutional_arithmetic_circuit_depth_efficiency(
    independent: IndependentRepresentations, circuit: ArithmeticCircuit, generic: GenericWeights
) -> AtLeast[ShallowCircuitWidth]:
    """The rank of one matrix made of the coefficients."""
    require(circuit.levels >= 1, "L >= 1")
    require(circuit.functions >= 1, "M >= 1")
    require(circuit.width >= 1, "r_0 >= 1")
    return power(minimum(circuit.width, circuit.functions), power(2, circuit.levels - 1))


PRIME = 998244353


def _rank_modulo(matrix: "np.ndarray") -> int:
    """Rank modulo a prime, which is at most the rank of the whole numbers: no rounding."""
    rows, rank = matrix % PRIME, 0
    for column in range(rows.shape[1]):
        pivots = rows[rank:, column].nonzero()[0]
        if not len(pivots):
            continue
        rows[[rank, rank + pivots[0]]] = rows[[rank + pivots[0], rank]]
        rows[rank] = rows[rank] * pow(int(rows[rank, column]), -1, PRIME) % PRIME
        rows[rank + 1 :] = (rows[rank + 1 :] - rows[rank + 1 :, column : column + 1] * rows[rank]) % PRIME
        rank += 1
        if rank == len(rows):
            break
    return rank


def _rank(
    rng: "np.random.Generator", levels: int, functions: int, width: int, shared: bool, generic: bool, equal: bool
) -> int:
    """Rank of the matrix of the coefficients, odd places against even ones, built level by level as full tensors.

    `equal`: all representation functions are one, the first.
    """
    import numpy as np

    count = 2**levels
    nodes = [rng.integers(PRIME, size=(width, functions)) for _ in range(count)]
    if shared:
        nodes = [nodes[0] for _ in range(count)]
    if equal:
        nodes = [node.sum(axis=1, keepdims=True) % PRIME * (np.arange(functions) == 0) for node in nodes]
    for level in range(1, levels + 1):
        channels = 1 if level == levels else int(rng.integers(1, 4))
        weights = rng.integers(PRIME, size=(channels, len(nodes[0])))
        weights = weights if generic else weights * (np.arange(len(nodes[0])) == 0)
        merged = []
        for left, right in zip(nodes[::2], nodes[1::2], strict=True):
            mixing = weights if shared or not generic else rng.integers(PRIME, size=weights.shape)
            products = np.stack([np.multiply.outer(one, two) for one, two in zip(left, right, strict=True)]) % PRIME
            merged.append(np.tensordot(mixing, products, axes=1) % PRIME)
        nodes = merged
    tensor = nodes[0][0]
    order = [*range(0, count, 2), *range(1, count, 2)]
    matrix = tensor.transpose(order).reshape(functions ** (count // 2), -1)
    return _rank_modulo(matrix)


def _circuits(rng: "np.random.Generator", draws: int, generic: bool, factor: int, equal: bool = False) -> Attempt:
    """The rank of the matrix is at most the number of hidden channels of any shallow circuit."""
    import numpy as np

    ranks, bounds = [], []
    for _ in range(min(draws, 100)):
        levels = int(rng.integers(1, 4))
        functions = int(rng.integers(1, 4)) if levels < 3 else 2
        width = int(rng.integers(1, 5))
        ranks.append(_rank(rng, levels, functions, width, bool(rng.random() < 0.5), generic, equal))
        circuit = ArithmeticCircuit(levels=levels, functions=functions, width=width * factor)
        given = IndependentRepresentations(), circuit, GenericWeights()
        bounds.append(convolutional_arithmetic_circuit_depth_efficiency(*given).value)
    return Attempt(np.array(ranks, float), np.array(bounds, float), sense="at_least")


@trial(convolutional_arithmetic_circuit_depth_efficiency)
def random_circuits(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random whole numbers as weights, shared or not, on 2, 4 or 8 patches: the rank attains the bound."""
    return _circuits(rng, draws, True, 1)


@ablation(convolutional_arithmetic_circuit_depth_efficiency, breaks="generic")
def one_channel_used(rng: "np.random.Generator", draws: int) -> Attempt:
    """All weights 0 but those of the first channel."""
    return _circuits(rng, draws, False, 1)


@ablation(convolutional_arithmetic_circuit_depth_efficiency, breaks="circuit")
def width_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twice the width."""
    return _circuits(rng, draws, True, 2)


@ablation(convolutional_arithmetic_circuit_depth_efficiency, breaks="independent")
def equal_functions(rng: "np.random.Generator", draws: int) -> Attempt:
    """All representation functions are the same."""
    return _circuits(rng, draws, True, 1, equal=True)
