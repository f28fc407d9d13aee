"""Local Taylor polynomials, multiplied by a ReLU network."""

from functools import lru_cache
from typing import TYPE_CHECKING

from corollary.corpus.networks.lipschitz_relu_interpolation import CubeError
from corollary.corpus.networks.relu_network_calculus import affine, fan_out, hidden_widths, merge, parallel, realise
from corollary.corpus.networks.relu_product_network import product_network
from corollary.logic import AtMost, Attempt, Property, ablation, require, theorem, trial
from corollary.logic.arithmetic import exp, log_factorial, power

if TYPE_CHECKING:
    import numpy as np

    from corollary.corpus.networks.relu_network_calculus import Network


class SmoothOnCube(
    Property,
    says="{target} has on the unit cube of dimension {inputs} continuous partial derivatives up to the order {order}, "
    "and these and {target} itself are at most 1 in modulus",
):
    target: str
    inputs: int
    order: int


class TaylorNetwork(
    Property,
    says="{network} adds the products of hats and of the terms of order less than {terms} of the Taylor polynomials of "
    "{target}, on the grid with {intervals} intervals a side, by product networks from squares with {layers} hidden layers",
):
    target: str
    network: str
    terms: int
    intervals: int
    layers: int


@theorem
def yarotsky_smooth_approximation(smooth: SmoothOnCube, network: TaylorNetwork) -> AtMost[CubeError]:
    """The error of the polynomials and that of the products."""
    d, n = smooth.inputs, network.terms
    require(d >= 1, "d >= 1")
    require(n >= 1, "n >= 1")
    require(smooth.order >= n, "as many derivatives as the degree of the Taylor polynomials and one more")
    require(network.intervals >= 1, "N >= 1")
    require(network.layers >= 1, "M >= 1")
    polynomial = power(d / network.intervals, n) * exp(-log_factorial(n)) / 2
    return polynomial + power(2 * exp(1), d) * (d + n - 2) / power(4, network.layers + 1)


def exponents(dimension: int, below: int) -> "np.ndarray":
    """The multi-indices of order less than `below`, one a row."""
    import numpy as np

    every = np.indices((below,) * dimension).reshape(dimension, -1).T
    return every[every.sum(axis=1) < below]


def factors_network(node: "np.ndarray", alpha: "np.ndarray", intervals: int, count: int) -> "Network":
    """x to the `count` factors of one term, one hidden layer."""
    import numpy as np

    dimension = len(node)
    hats, lines = [], []
    for k in range(dimension):
        row = np.eye(dimension)[[k] * 3] * intervals
        hats.append(affine(row, np.array([1.0, 0.0, -1.0]) - node[k]) + affine([[1.0, -2.0, 1.0]]))
    for k in np.repeat(np.arange(dimension), alpha).tolist():
        row = np.array([[1.0], [-1.0]]) * np.eye(dimension)[[k]]
        shift = node[k] / intervals
        lines.append(affine(row, np.array([-shift, shift])) + affine([[1.0, -1.0]]))
    network = fan_out(*hats, *lines)
    missing = count - len(hats) - len(lines)
    weight, bias = network[-1]
    ones = np.vstack([weight, np.zeros((missing, weight.shape[1]))]), np.append(bias, np.ones(missing))
    return [*network[:-1], ones]


@lru_cache(maxsize=16)
def terms_network(dimension: int, order: int, intervals: int, layers: int) -> "Network":
    """All p_{m, alpha}: nodes in lexicographic order, for each the multi-indices of `exponents`."""
    import numpy as np

    count = dimension + order - 1
    product = product_network(count, layers) if count > 1 else affine([[1.0]])
    nodes = np.indices((intervals + 1,) * dimension).reshape(dimension, -1).T
    pairs = [(node, alpha) for node in nodes for alpha in exponents(dimension, order)]
    first = fan_out(*(factors_network(node, alpha, intervals, count) for node, alpha in pairs))
    return merge(first, parallel(*[product] * len(pairs)))


CASES = [(1, 1, 3, 1), (1, 2, 3, 4), (1, 3, 2, 3), (2, 1, 2, 3), (2, 2, 2, 4)]


def _waves(rng: "np.random.Generator", draws: int, frequency: float, factor: float) -> Attempt:
    """f(x) = sin(a x + b) with |a_k| at most `frequency`."""
    import numpy as np

    errors, bounds = [], []
    for d, n, intervals, layers in CASES:
        network = terms_network(d, n, intervals, layers)
        widths = hidden_widths(network)
        indices = exponents(d, n)
        widest = 3 * (d + n) * len(indices) * (intervals + 1) ** d
        fits = len(widths) == 1 + (d + n - 2) * (layers + 1) and max(widths) <= widest
        nodes = np.indices((intervals + 1,) * d).reshape(d, -1).T / intervals
        points = np.vstack([rng.random(size=(max(1, min(draws, 60)), d)), np.full((1, d), 0.5 / intervals)])
        terms = realise(network, points)
        for _ in range(5):
            a, b = frequency * rng.choice([-1.0, 1.0], size=d), rng.uniform(0, 2 * np.pi)
            factorials = np.array([np.prod([float(np.prod(np.arange(1, k + 1))) for k in row]) for row in indices])
            coefficient = np.prod(a**indices, axis=1) / factorials
            values = np.sin((nodes @ a + b)[:, None] + indices.sum(axis=1) * np.pi / 2) * coefficient
            error = np.abs(terms @ values.ravel() - np.sin(points @ a + b)).max()
            errors.append(error if fits else np.inf)
            facts = SmoothOnCube(inputs=d, order=n), TaylorNetwork(terms=n, intervals=intervals, layers=layers)
            bounds.append(factor * float(yarotsky_smooth_approximation(*facts).value))
    return Attempt(np.array(errors) / np.array(bounds), np.ones(len(bounds)))


@trial(yarotsky_smooth_approximation)
def waves(rng: "np.random.Generator", draws: int) -> Attempt:
    """The networks built, for one and two variables."""
    return _waves(rng, draws, 1.0, 1.0)


@ablation(yarotsky_smooth_approximation, breaks="smooth")
def quick_waves(rng: "np.random.Generator", draws: int) -> Attempt:
    """Derivatives of the order k as large as 5^k."""
    return _waves(rng, draws, 5.0, 1.0)


@ablation(yarotsky_smooth_approximation, breaks="constant")
def a_twentieth(rng: "np.random.Generator", draws: int) -> Attempt:
    """A twentieth of the bound."""
    return _waves(rng, draws, 1.0, 0.05)


def _jet(k: int, x: "np.ndarray") -> "np.ndarray":
    """1/4 - log cosh(100 (x - 1/2)) / 100 and its derivative: nearly a roof of slope 1, with values between -1/4 and 1/4."""
    import numpy as np

    z = 100 * (x - 0.5)
    return np.asarray(-np.tanh(z) if k else 0.25 + np.log(2) / 100 - np.logaddexp(z, -z) / 100)


def _power(degree: int, k: int, x: "np.ndarray") -> "np.ndarray":
    """The derivative of order k of x^degree / degree!, which is at most 1 on the unit interval, as are the others."""
    from math import factorial

    return x ** (degree - k) / factorial(degree - k)


@trial(yarotsky_smooth_approximation)
def nearly_extremal(rng: "np.random.Generator", draws: int) -> Attempt:
    """Roofs, a line and a parabola: the polynomials of degree 0 attain their bound, and the products err by much of theirs."""
    import numpy as np

    del draws
    errors, bounds = [], []
    for d, n, intervals, layers, degree in [(1, 1, 1, 1, 0), (3, 1, 1, 8, 0), (1, 2, 4, 2, 1), (1, 2, 3, 6, 2)]:
        nodes = np.indices((intervals + 1,) * d).reshape(d, -1).T / intervals
        points = np.vstack([rng.random(size=(200, d)), np.full((1, d), 0.5)])
        if degree:
            found, values = _power(degree, 0, points[:, 0]), [_power(degree, k, nodes[:, 0]) for k in range(n)]
        else:
            found, values = _jet(0, points).sum(axis=1), [_jet(0, nodes).sum(axis=1)]
        network = realise(terms_network(d, n, intervals, layers), points) @ np.stack(values, axis=1).ravel()
        errors.append(np.abs(network - found).max())
        facts = (
            SmoothOnCube(inputs=d, order=2 * n if degree else n),
            TaylorNetwork(terms=n, intervals=intervals, layers=layers),
        )
        bounds.append(float(yarotsky_smooth_approximation(*facts).value))
    return Attempt(np.array(errors), np.array(bounds))
