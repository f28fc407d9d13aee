"""A network of finite precision is one of finitely many."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.cardinality import LogCardinality
from corollary.corpus.networks.feedforward_network import ParameterBits, ParameterCount
from corollary.logic import AtMost, Attempt, Property, ablation, theorem, trial
from corollary.logic.arithmetic import log

if TYPE_CHECKING:
    from numpy.random import Generator


class FinitePrecisionClass(
    Property,
    says="{hypotheses} consists of all functions that {network} computes, over all values its free parameters can take",
):
    """Architecture, precision and program are fixed; evaluation is deterministic."""

    hypotheses: str
    network: str


@theorem
def finite_precision_network_class(
    family: FinitePrecisionClass, parameters: AtMost[ParameterCount], bits: AtMost[ParameterBits]
) -> AtMost[LogCardinality]:
    """Count the values of the parameters."""
    return parameters.value * bits.value * log(2)


def _attempt(rng: "Generator", draws: int, stored_bits: int, claimed_bits: int, programs: int = 1) -> Attempt:
    """Networks w2 max(0, w1 x + b) of three parameters read from random tables: distinct functions on 16 inputs.

    The class is the union over that many `programs`, each with its own tables.
    """
    import numpy as np

    values = 2**stored_bits
    code = np.indices((values,) * 3).reshape(3, -1)
    inputs = np.linspace(-2, 2, 16)[:, None]
    logs = []
    for _ in range(draws):
        tables = rng.normal(size=(programs, 3, values))
        w1, b, w2 = np.concatenate([np.take_along_axis(table, code, axis=1) for table in tables], axis=1)
        logs.append(np.log(len(np.unique(w2 * np.maximum(0, w1 * inputs + b), axis=1).T)))
    facts = FinitePrecisionClass(), AtMost[ParameterCount](3), AtMost[ParameterBits](claimed_bits)
    return Attempt(np.array(logs), float(finite_precision_network_class(*facts).value))


@trial(finite_precision_network_class)
def three_parameters(rng: "Generator", draws: int) -> Attempt:
    """All networks of three parameters of two bits."""
    return _attempt(rng, draws, 2, 2)


@ablation(finite_precision_network_class, breaks="bits")
def bits_understated(rng: "Generator", draws: int) -> Attempt:
    """Two bits said to be one."""
    return _attempt(rng, draws, 2, 1)


@ablation(finite_precision_network_class, breaks="family")
def several_programs(rng: "Generator", draws: int) -> Attempt:
    """Four programs read the bits, each in its own way, and the class has the functions of all of them."""
    return _attempt(rng, draws, 2, 2, 4)
