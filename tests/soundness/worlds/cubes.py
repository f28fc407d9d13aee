"""Functions on cubes and what approximates them: interpolants, Taylor and radial networks, trees, steps. Errors on grids, by formulas."""

from itertools import combinations
from math import factorial
from typing import Any

import numpy as np

from corollary.corpus.architecture import compositional_function_approximation as tree
from corollary.corpus.learning.vc_dimension import VCDimension
from corollary.corpus.networks import barron_linear_lower_bound as linear
from corollary.corpus.networks import feedforward_network as ff
from corollary.corpus.networks import radial_function_two_hidden_layers as radial
from corollary.corpus.networks import realization_map_symmetries as symmetries
from corollary.corpus.networks.approximation_lower_bound_vc import ApproximatesLipschitz
from corollary.corpus.networks.barron_approximation import ShallowSigmoidal, SquaredDistance
from corollary.corpus.networks.barron_class import BallRadius, BarronConstant, CarriedBy
from corollary.corpus.networks.continuous_selection_lower_bound import ContinuousSelection, WorstUniformError
from corollary.corpus.networks.lipschitz_relu_interpolation import CubeError, KuhnInterpolant, LipschitzOnCube
from corollary.corpus.networks.relu_maximum_network import MaximumNetwork, maximum_network
from corollary.corpus.networks.relu_network_calculus import hidden_widths
from corollary.corpus.networks.yarotsky_smooth_approximation import SmoothOnCube, TaylorNetwork
from tests.soundness.world import Between, World, table
from tests.soundness.worlds.approximation import product

INTERVALS = {"coarse": 1, "fine": 4}
TIP = np.array([1 / 3, 2 / 3])
TAYLOR = {"constants": (1, 5, 1), "lines": (2, 3, 3), "parabolas": (3, 2, 2)}  # terms, intervals, layers of squares
RADIUS, SQUARES, PIECES = 1.5, 6, 4
HEIGHT, SLIP = 3, 0.02  # of a tree of means, and the error at each of its nodes
STEPS, STEEP = 4, 1.0  # a class of step functions with so many cells
MAXIMA = {"pair maximum": 2, "maximum": 7}
UNITS = {"one step": 1, "two steps": 2}
GRID = np.linspace(-1, 1, 41)  # the inputs of the law that one and two steps are fitted under
FREQUENCY = 2.0
WIDTHS = (2, 3, 1)  # of a ReLU network with random weights


def cone(x: np.ndarray) -> np.ndarray:
    """max |x_i - tip_i|."""
    return np.abs(x - TIP).max(axis=-1)


def kuhn(x: np.ndarray, intervals: int) -> np.ndarray:
    """The interpolant of the cone: from the corner of the cell along the coordinates, the greatest first."""
    corner = np.minimum(np.floor(intervals * x), intervals - 1)
    rest = intervals * x - corner
    found = cone(corner / intervals)
    order = np.argsort(-rest, axis=1)
    for k in range(x.shape[1]):
        step = np.take_along_axis(rest, order[:, [k]], axis=1)[:, 0]
        before = cone(corner / intervals)
        np.put_along_axis(corner, order[:, [k]], np.take_along_axis(corner, order[:, [k]], axis=1) + 1, axis=1)
        found = found + step * (cone(corner / intervals) - before)
    return found


def taylor(x: np.ndarray, terms: int, intervals: int, layers: int) -> np.ndarray:
    """Of sin(x + 1): hats times powers, multiplied by the product network, missing factors being 1."""
    found = np.zeros_like(x)
    for node in np.arange(intervals + 1) / intervals:
        hat = np.maximum(0, 1 - np.abs(intervals * (x - node)))
        for a in range(terms):
            factors = [hat] + [x - node] * a + [np.ones_like(x)] * (terms - 1 - a)
            derivative = np.sin(node + 1 + a * np.pi / 2)
            found += derivative / factorial(a) * product(np.stack(factors, axis=-1), layers)
    return found


def zigzag(s: np.ndarray) -> np.ndarray:
    """Zero where the profile is interpolated, of slope 1."""
    step = 2 * RADIUS**2 / PIECES
    return np.abs(s - step * np.round(s / step))


def means(x: np.ndarray, slip: float) -> np.ndarray:
    while x.shape[1] > 1:
        x = np.minimum(1, (x[:, 0::2] + x[:, 1::2]) / 2 + slip)
    return x


def best_steps(values: np.ndarray, cuts: int) -> float:
    """The least mean squared error of a function with so many jumps."""
    sets = combinations(range(1, len(values)), cuts)
    return min(sum(((p - p.mean()) ** 2).sum() for p in np.split(values, list(c))) for c in sets) / len(values)


def jacobian_rank(rng: np.random.Generator) -> float:
    """Of the outputs of a network with random weights at many inputs, in all parameters, layer by layer."""
    inner = rng.normal(size=(WIDTHS[1], WIDTHS[0]))
    shift, outer = rng.normal(size=(2, WIDTHS[1]))
    x = rng.normal(size=(60, WIDTHS[0]))
    z = x @ inner.T + shift
    on = (z > 0) * outer
    by_inner = (on[:, :, None] * x[:, None]).reshape(60, -1)
    return float(np.linalg.matrix_rank(np.hstack([by_inner, on, np.maximum(z, 0), np.ones((60, 1))])))


def world(seed: int, draws: int) -> World:
    rng = np.random.default_rng(seed)
    line = np.linspace(0, 1, 2001)
    square = np.concatenate([rng.random((5000, 2)), [TIP]])
    disc = rng.uniform(-RADIUS, RADIUS, (20_000, 2))
    knots = np.linspace(-RADIUS, RADIUS, SQUARES + 1)
    added = np.interp(disc, knots, knots**2).sum(axis=1)
    levels = np.linspace(0, 2 * RADIUS**2, PIECES + 1)
    leaves = np.concatenate([rng.random((500, 2**HEIGHT)), np.zeros((1, 2**HEIGHT))])
    errors = {("cone", name): np.abs(kuhn(square, n) - cone(square)).max() for name, n in INTERVALS.items()}
    errors |= {("sine", name): np.abs(taylor(line, *of) - np.sin(line + 1)).max() for name, of in TAYLOR.items()}
    bend = np.sqrt((line - 0.5) ** 2 + 0.01)  # its slopes are at most 1
    errors["bend", "chord"] = np.abs(bend - bend[0]).max()
    errors["means", "slipping means"] = np.abs(means(leaves, SLIP) - means(leaves, 0.0)).max()

    truths: dict[Any, Any] = {
        LipschitzOnCube: table({("cone",): 1.0}),
        CubeError: table({names: Between(error) for names, error in errors.items()}),
        tree.NodeLipschitz: table({("means", "tree"): 1.0}),
        tree.NodeError: table({("means", "slipping means", "tree"): SLIP}),
        radial.ProfileLipschitz: table({("zigzag",): 1.0}),
        radial.CenteredCubeError: table({
            ("zigzag", "radial"): Between(np.abs(np.interp(added, levels, zigzag(levels)) - zigzag((disc**2).sum(axis=1))).max())
        }),
        VCDimension: table({("steps",): STEPS}),  # one point in each cell, and no two
        WorstUniformError: table({("midpoints",): STEEP / (2 * STEPS)}),
        BarronConstant: table({("cosine", "interval"): Between(0.0, FREQUENCY)}),
        BallRadius: lambda ball: 1.0,
        SquaredDistance: lambda target, hypotheses, law: (
            best_steps(np.cos(FREQUENCY * GRID), UNITS[hypotheses]) if target == "cosine" and hypotheses in UNITS else None
        ),
        # A function on the interval with slopes up to C varies about its mean by C / sqrt(12) in mean square at most.
        linear.WorstLinearDistance: table({("smooth ones", "constants only"): Between(0.0, 3 / np.sqrt(12))}),
        ff.HiddenUnits: table({
            **{(name,): sum(hidden_widths(maximum_network(n))) for name, n in MAXIMA.items()}, ("random network",): WIDTHS[1],
        }),
        ff.ParameterCount: table({("random network",): WIDTHS[1] * (WIDTHS[0] + 2) + 1}),
        symmetries.JacobianRank: table({("random network", "inputs"): jacobian_rank(rng)}),
    }  # fmt: skip
    properties: dict[Any, Any] = {
        KuhnInterpolant: table({("cone", name): {"intervals": n} for name, n in INTERVALS.items()}),
        SmoothOnCube: table({("sine",): {"inputs": 1, "order": 5}, ("bend",): {"inputs": 1, "order": 1}}),
        TaylorNetwork: table({
            ("bend", "chord"): {"terms": 1, "intervals": 1, "layers": 1},
            **{("sine", name): dict(zip(("terms", "intervals", "layers"), of, strict=True)) for name, of in TAYLOR.items()},
        }),
        tree.SameTree: table({("means", "slipping means", "tree"): {"height": HEIGHT}}),
        radial.RadialNetwork: table({
            ("zigzag", "radial"): {"inputs": 2, "radius": RADIUS, "first": SQUARES, "second": PIECES}
        }),
        MaximumNetwork: table({(name,): {"inputs": n} for name, n in MAXIMA.items()}),
        ApproximatesLipschitz: table({("steps",): {"inputs": 1, "lipschitz": STEEP, "accuracy": STEEP / (2 * STEPS)}}),
        ContinuousSelection: table({("midpoints",): {"inputs": 1, "lipschitz": STEEP, "parameters": STEPS}}),
        ShallowSigmoidal: table({(name,): {"units": n} for name, n in UNITS.items()}),
        CarriedBy: lambda law, ball: True,
        linear.LinearSpace: table({("constants only",): {"dimension": 1}}),
        linear.BarronBall: table({("smooth ones",): {"inputs": 1, "constant": 3.0}}),
        symmetries.HomogeneousActivations: table({("random network",): True}),
        symmetries.FreeEntries: table({("random network",): True}),
        symmetries.DifferentiableOutputs: table({("random network", "inputs"): True}),
    }  # fmt: skip
    objects = {
        "target": ("cone", "sine", "bend", "means", "zigzag", "cosine"),
        "network": (*INTERVALS, *TAYLOR, "chord", "slipping means", "radial", *MAXIMA, "random network"),
        "tree": ("tree",), "hypotheses": ("steps", *UNITS, "constants only"), "targets": ("smooth ones",),
        "method": ("midpoints",), "ball": ("interval",), "law": ("grid",), "sample": ("inputs",),
    }  # fmt: skip
    return World("cubes", 1, objects, truths, properties)
