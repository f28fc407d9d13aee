"""What small ReLU architectures can represent on the line: interpolation error, labels that can be fitted, points shattered."""

from typing import Any

import numpy as np

from corollary.corpus.learning.no_free_lunch import AllFunctions
from corollary.corpus.learning.pac_learnable import RealizableMinimaxRisk, SampleBudget
from corollary.corpus.learning.vc_dimension import BinaryClassifiers, VCDimension
from corollary.corpus.networks import feedforward_network as ff
from corollary.corpus.networks.deep_network_memorization import FreeParameters, Memory
from corollary.corpus.networks.finite_sample_memorization import ShallowReluClass
from corollary.corpus.networks.linear_region import LinearPieces
from corollary.corpus.networks.relu_network import ReluNetwork
from corollary.corpus.networks.relu_network_vc_dimension import ReluArchitecture
from corollary.corpus.networks.univariate_relu_interpolation import LipschitzOnInterval, ShallowError
from tests.soundness.world import Between, World

UNITS = {"narrow": 2, "wide": 9}  # hidden units of shallow networks with one input and one output
TARGETS = {
    "sawtooth": lambda t: np.abs((8 * t) % 2 - 1),
    "wave": lambda t: np.sin(5 * t),
    "kink": lambda t: np.abs(t - 0.3),
}
STEEPEST = {"sawtooth": 8.0, "wave": 5.0, "kink": 1.0}
BUDGETS = {"one": 1, "five": 5}


def world(seed: int, draws: int) -> World:
    grid = np.linspace(0, 1, 20_001)

    def error(target: str, network: str) -> Any:
        knots = np.linspace(0, 1, UNITS[network] + 1)
        function = TARGETS[target]
        return Between(np.abs(function(grid) - np.interp(grid, knots, function(knots))).max())

    def architecture(hypotheses: str) -> Any:
        units = UNITS[hypotheses.split()[0]]
        # 2 units parameters before the hidden layer, units + 1 after it; layers 1 and 2 have `units` and 1 units
        return {"depth": 2, "cumulative_parameters": 2 * units + 3 * units + 1, "weighted_units": units + 2}

    truths: dict[Any, Any] = {
        LipschitzOnInterval: lambda target: STEEPEST[target],
        ShallowError: error,
        ff.HiddenUnits: lambda network: UNITS[network],
        ff.HiddenWidth: lambda network: UNITS[network],
        ff.Depth: lambda network: 2,
        LinearPieces: lambda network: UNITS[network] + 1,  # of the interpolant of the wave, which has a kink at 0 too
        # A function with `units` kinks separates as many neighbours; it has at most one zero more than kinks.
        Memory: lambda network: Between(UNITS[network] + 1, UNITS[network] + 2),
        VCDimension: lambda hypotheses: Between(UNITS[hypotheses.split()[0]] + 1, UNITS[hypotheses.split()[0]] + 2),
        RealizableMinimaxRisk: lambda hypotheses, budget: Between(0.0, 0.5),
    }
    properties: dict[Any, Any] = {
        ReluNetwork: lambda network: True,
        FreeParameters: lambda network: True,
        ShallowReluClass: lambda hypotheses: {"units": UNITS[hypotheses.split()[0]]},
        ReluArchitecture: architecture,
        BinaryClassifiers: lambda hypotheses: True,
        AllFunctions: lambda hypotheses: None,
        SampleBudget: lambda budget: {"n": BUDGETS[budget]},
    }
    objects = {
        "network": tuple(UNITS), "target": tuple(TARGETS), "hypotheses": tuple(f"{name} networks" for name in UNITS),
        "budget": tuple(BUDGETS),
    }  # fmt: skip
    return World("shapes", 1, objects, truths, properties)
