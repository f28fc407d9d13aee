"""VC dimension of one ReLU architecture."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.vc_dimension import VCDimension
from corollary.logic import AtMost, Attempt, Property, ablation, require, theorem, trial
from corollary.logic.arithmetic import exp, log2

if TYPE_CHECKING:
    import numpy as np


class ReluArchitecture(
    Property,
    says="{hypotheses} consists of the two-class classifiers of one ReLU architecture with {depth} weight matrices; "
    "the parameters up to layer j sum over j to {cumulative_parameters}, "
    "the units of layer j times j to {weighted_units}",
):
    hypotheses: str
    depth: int
    cumulative_parameters: int
    weighted_units: int


@theorem
def relu_network_vc_dimension(architecture: ReluArchitecture) -> AtMost[VCDimension]:
    """Sign patterns of polynomials, layer by layer."""
    depth, parameters, units = architecture.depth, architecture.cumulative_parameters, architecture.weighted_units
    require(depth >= 2, "a hidden layer")
    require(units >= 3, "R >= 3, as for every architecture with a hidden layer")
    require(parameters >= depth, "every layer has a free parameter before or in it")
    return depth + parameters * log2(4 * exp(1) * units * log2(2 * exp(1) * units))


def _counting(rng: "np.random.Generator", draws: int, factor: float) -> Attempt:
    """The largest m with 2^m <= 2^D (2 e m R / P)^P, which is what the counting of cells allows."""
    import numpy as np

    truths, bounds = [], []
    for _ in range(draws):
        depth, units = int(rng.integers(2, 6)), int(rng.integers(3, 200))
        parameters = int(rng.integers(depth, 400))
        if rng.random() < 0.3:  # one shared parameter, one unit in each layer
            parameters, units = depth, depth * (depth + 1) // 2
        low, high = float(parameters), 1e9
        for _ in range(100):
            middle = (low + high) / 2
            allowed = middle <= depth + parameters * np.log2(2 * np.exp(1.0) * middle * units / parameters)
            low, high = (middle, high) if allowed else (low, middle)
        truths.append(low)
        value = relu_network_vc_dimension(
            ReluArchitecture(depth=depth, cumulative_parameters=parameters, weighted_units=units)
        ).value
        bounds.append(value - parameters * np.log2(factor))
    return Attempt(truth=np.array(truths), bound=np.array(bounds))


@trial(relu_network_vc_dimension)
def number_of_cells(rng: "np.random.Generator", draws: int) -> Attempt:
    """The equation that the counting ends in, solved by bisection."""
    return _counting(rng, draws, 1.0)


@ablation(relu_network_vc_dimension, breaks="constant")
def half_the_logarithm(rng: "np.random.Generator", draws: int) -> Attempt:
    """2 e R in place of 4 e R."""
    return _counting(rng, draws, 2.0)
