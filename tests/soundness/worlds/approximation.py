"""Networks that square, multiply and fold, by their formulas; what a gradient sees of a sawtooth, by quadrature on a dyadic grid."""

from math import prod
from typing import Any

import numpy as np

from corollary.corpus.networks.linear_region import LinearPieces
from corollary.corpus.networks.relu_polynomial_approximation import Polynomial, PolynomialError, PolynomialNetwork
from corollary.corpus.networks.relu_product_network import ProductError, ProductNetwork
from corollary.corpus.networks.sawtooth_gradient_signal import GradientSignal, GradientVariation
from corollary.corpus.networks.telgarsky_sawtooth_depth_separation import Sawtooth, SawtoothDistance
from corollary.corpus.networks.yarotsky_squaring_network import SquaringError, SquaringNetwork
from tests.soundness.world import Between, World

CELLS = 2**14
FOLDS = {"saw 2": 2, "saw 5": 5}
LAYERS = {"square 1": 1, "square 4": 4}
PRODUCTS = {"pair": (2, 2), "triple": (3, 1)}  # factors, layers
# Coefficient and exponents of each term; the network from squares with one hidden layer.
POLYNOMIALS = {"cubic": {(3, 0): 1.0, (1, 1): -0.5, (0, 0): 0.25}}
# Piecewise linear functions by their knots and values, affine beyond.
KNOTS = {
    "one piece": ([0.0, 1.0], [0.4, 0.6]),
    "two pieces": ([0.0, 0.5, 1.0], [0.0, 1.0, 0.0]),
    "five pieces": ([0.0, 0.25, 0.5, 0.7, 0.75, 1.0], [0.0, 0.9, 0.1, 0.8, 0.5, 0.0]),
}
STEPS = {
    "step": [(0.3, 1.0)],
    "steps": [(0.25, 1.0), (0.5, -1.5), (0.8, 2.0)],
}  # where a partial derivative jumps, and how far


def sawtooth(x: np.ndarray, folds: int) -> np.ndarray:
    for _ in range(folds):
        x = np.minimum(2 * x, 2 - 2 * x)
    return x


def square(x: np.ndarray, layers: int) -> np.ndarray:
    return x - sum(sawtooth(x, s) / 4**s for s in range(1, layers + 1))


def product(x: np.ndarray, layers: int) -> np.ndarray:
    """The product network on the last axis."""
    found = x[..., 0]
    for k in range(1, x.shape[-1]):
        y = x[..., k]
        found = square(np.abs(found + y) / 2, layers) - square(np.abs(found - y) / 2, layers)
    return found


def world(seed: int, draws: int) -> World:
    rng = np.random.default_rng(seed)
    x = (np.arange(CELLS) + 0.5) / CELLS
    dyadic = np.arange(CELLS + 1) / CELLS
    cube = np.concatenate([rng.uniform(-1, 1, (20_000, 3)), rng.integers(-4, 5, (5_000, 3)) / 4])

    def product_error(network: str) -> Any:
        if network not in PRODUCTS:
            return None
        factors, layers = PRODUCTS[network]
        inputs = cube[:, :factors]
        return Between(np.abs(product(inputs, layers) - inputs.prod(axis=1)).max())

    def polynomial_error(target: str, network: str) -> Any:
        if target not in POLYNOMIALS or network != "cubic network":
            return None
        error = 0.0
        for exponents, coefficient in POLYNOMIALS[target].items():
            factors = [cube[:, i] for i, times in enumerate(exponents) for _ in range(times)]
            if len(factors) >= 2:
                error = error + coefficient * (product(np.stack(factors, axis=1), 1) - prod(factors))
        return Between(np.abs(error).max())

    def distance(target: str, network: str) -> Any:
        if target not in FOLDS or network not in KNOTS:
            return None
        found = np.abs(np.interp(x, *KNOTS[network]) - sawtooth(x, FOLDS[target])).mean()
        room = (2.0 ** FOLDS[target] + 40) / CELLS  # slope times the width of a cell
        return Between(found - room, found + room)

    def signal(target: str, network: str) -> Any:
        if target not in FOLDS or network not in STEPS:
            return None
        derivative = sum(jump * (x >= place) for place, jump in STEPS[network])
        found = abs((derivative * (sawtooth(x, FOLDS[target]) - 0.5)).mean())
        return Between(found - 10 / CELLS, found + 10 / CELLS)

    def terms(target: str) -> Any:
        if target not in POLYNOMIALS:
            return None
        found = POLYNOMIALS[target]
        return {"degree": max(map(sum, found)), "coefficients": sum(map(abs, found.values()))}

    truths: dict[Any, Any] = {
        SquaringError: lambda network: (
            np.abs(square(dyadic, LAYERS[network]) - dyadic**2).max() if network in LAYERS else None
        ),
        ProductError: product_error,
        PolynomialError: polynomial_error,
        LinearPieces: lambda network: float(len(KNOTS[network][0]) - 1) if network in KNOTS else None,
        SawtoothDistance: distance,
        GradientVariation: lambda network: sum(abs(jump) for _, jump in STEPS[network]) if network in STEPS else None,
        GradientSignal: signal,
    }
    properties: dict[Any, Any] = {
        Sawtooth: lambda target: {"folds": FOLDS[target]} if target in FOLDS else None,
        SquaringNetwork: lambda network: {"layers": LAYERS[network]} if network in LAYERS else None,
        ProductNetwork: lambda network: (
            dict(zip(("factors", "layers"), PRODUCTS[network], strict=True)) if network in PRODUCTS else None
        ),
        Polynomial: terms,
        PolynomialNetwork: lambda target, network: (
            {"layers": 1} if (target, network) == ("cubic", "cubic network") else None
        ),
    }
    networks = (*LAYERS, *PRODUCTS, "cubic network", *KNOTS, *STEPS)
    objects = {"network": networks, "target": (*FOLDS, *POLYNOMIALS)}
    return World("approximation", 1, objects, truths, properties)
