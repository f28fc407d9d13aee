"""Interval bound propagation, against exact rational arithmetic and sampled points."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from math import prod

import numpy as np
import pytest
from flint import arb

from corollary.errors import InputError
from corollary.observe.certified.box import Box, ball
from corollary.observe.certified.constants import SUPREMA
from corollary.observe.certified.elementwise import SELU_ALPHA, SELU_SCALE, VALLEYS, activation_image
from corollary.observe.certified.paths import path_sums
from corollary.observe.certified.propagate import forward_error, output_box, propagate
from corollary.observe.forward import forward
from corollary.observe.network import (
    INPUT,
    Activation,
    Add,
    Affine,
    Builder,
    Clip,
    Concatenate,
    Convolution,
    Dense,
    LayerNorm,
    Network,
    Pad,
    Pooling,
    Reshape,
    Softmax,
    Transpose,
    chain,
)  # fmt: skip

Exact = list[Fraction]


def dense_network(rng: np.random.Generator, widths: list[int]) -> Network:
    layers: list[Dense | Activation] = []
    for width, out in pairwise(widths):
        layers += [Dense(rng.standard_normal((out, width)), rng.standard_normal(out)), Activation("relu")]
    return chain("dense", (widths[0],), layers[:-1])


def with_parameters(network: Network, change: Callable[[np.ndarray], np.ndarray]) -> Network:
    layers = [
        Dense(change(node.layer.weight), change(np.asarray(node.layer.bias)))
        if isinstance(node.layer, Dense)
        else node.layer
        for node in network.nodes
    ]
    return chain("changed", network.input_shape, layers)


def single_precision(network: Network) -> Network:
    return with_parameters(network, lambda values: values.astype(np.float32))


def inside(box: Box, low: Exact, high: Exact) -> bool:
    """Whether a box holds [low, high], decided exactly."""
    lower = all(Fraction(float(a)) <= b for a, b in zip(box.lower, low, strict=True))
    return lower and all(b <= Fraction(float(a)) for a, b in zip(box.upper, high, strict=True))


def exact_interval(network: Network, lower: Exact, upper: Exact) -> tuple[Exact, Exact]:
    """Interval bounds of a dense ReLU network in rational arithmetic."""
    for node in network.nodes:
        if isinstance(node.layer, Dense):
            rows = [[Fraction(float(w)) for w in row] for row in node.layer.weight]
            bias = [Fraction(float(b)) for b in np.asarray(node.layer.bias)]
            ends = [(lower, upper), (upper, lower)]
            lower, upper = (
                [
                    b + sum(w * (low if w >= 0 else high)[j] for j, w in enumerate(row))
                    for row, b in zip(rows, bias, strict=True)
                ]
                for low, high in ends
            )
        else:
            lower, upper = [max(x, Fraction(0)) for x in lower], [max(x, Fraction(0)) for x in upper]
    return lower, upper


def float32_interval(network: Network, lower: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same as popular tools do it: float32, nothing rounded outward."""
    lower, upper = lower.astype(np.float32), upper.astype(np.float32)
    for node in network.nodes:
        if isinstance(node.layer, Dense):
            weight, bias = node.layer.weight.astype(np.float32), np.asarray(node.layer.bias).astype(np.float32)
            plus, minus = np.maximum(weight, 0), np.minimum(weight, 0)
            lower, upper = plus @ lower + minus @ upper + bias, plus @ upper + minus @ lower + bias
        else:
            lower, upper = np.maximum(lower, 0), np.maximum(upper, 0)
    return lower, upper


def test_bounds_hold_the_exact_rational_ones_where_float32_bounds_do_not() -> None:
    """Weights are float32, so all differences come from the arithmetic."""
    rng = np.random.default_rng(0)
    narrower = 0
    for _ in range(40):
        network = single_precision(dense_network(rng, [4, 8, 8, 3]))
        centre = rng.standard_normal(4).astype(np.float32).astype(float)
        box = Box(centre - 2.0**-7, centre + 2.0**-7)
        low, high = exact_interval(network, [Fraction(x) for x in box.lower], [Fraction(x) for x in box.upper])
        found = output_box(network, box)
        assert inside(found, low, high)
        width = max(float(b - a) for a, b in zip(low, high, strict=True))
        assert np.max(found.upper - found.lower) <= width * (1 + 1e-9) + 1e-11
        plain = float32_interval(network, box.lower, box.upper)
        narrower += not inside(Box(*(end.astype(float) for end in plain)), low, high)
    assert narrower > 30


def test_points_are_boxes_that_hold_the_exact_value() -> None:
    rng = np.random.default_rng(1)
    network = dense_network(rng, [5, 7, 2])
    for x in rng.standard_normal((20, 5)):
        found = output_box(network, ball(x, 0.0))
        low, high = exact_interval(network, [Fraction(v) for v in x], [Fraction(v) for v in x])
        assert low == high and inside(found, low, high)
        assert np.max(found.upper - found.lower) < 1e-12


def every_layer(rng: np.random.Generator) -> Network:
    """One network with all layers that have interval bounds."""
    normal = rng.standard_normal
    build = Builder("all", (6, 6, 2))
    x = build.add(Transpose((2, 0, 1)), INPUT)
    x = build.add(Pad(((0, 0), (1, 0), (0, 1)), 0.5), x)
    x = build.add(Convolution(normal((4, 1, 3, 2)), normal(4), (2, 1), ((1, 0), (0, 1)), (1, 2), 2), x)
    y = build.add(Affine(normal((4, 1, 1)), normal((4, 1, 1))), x)
    y = build.add(Activation("gelu"), y)
    x = build.add(Add(), x, y)
    y = build.add(Pooling("max", (2, 3), (1, 2), ((1, 0), (0, 1)), (1, 1), (0, 1)), x)
    z = build.add(Pooling("average", (2, 3), (1, 2), ((1, 0), (0, 1)), (1, 1), (0, 1), count_padding=True), x)
    x = build.add(Concatenate(0), y, z)
    x = build.add(Activation("leaky_relu", -0.25), x)
    x = build.add(Pooling("average", (2, 2), (1, 1), ((0, 1), (1, 0)), (1, 1), (0, 0)), x)
    x = build.add(Reshape((prod(build.shape(x)),)), x)
    for kind in ("silu", "tanh", "softplus", "sigmoid", "softsign", "hard_swish", "abs", "selu", "exp"):
        x = build.add(Dense(normal((5, build.shape(x)[0])) / 3, normal(5)), x)
        x = build.add(Activation(kind), x)
    for kind in ("elu", "celu"):
        x = build.add(Activation(kind, 0.7), build.add(Dense(normal((5, 5)) / 5), x))
    return build.build(build.add(Clip(-1.0, 2.0), x))


@pytest.mark.parametrize("radius", [1e-6, 0.01, 0.5])
def test_sampled_points_stay_inside_at_every_node(radius: float) -> None:
    import jax

    from corollary.observe.forward import apply_all

    rng = np.random.default_rng(2)
    network = every_layer(rng)
    centre = rng.standard_normal(network.input_shape)
    boxes = propagate(network, ball(centre, radius))
    points = centre + radius * rng.uniform(-1, 1, (300, *network.input_shape))
    points[:50] = centre + radius * rng.choice([-1.0, 1.0], (50, *network.input_shape))
    with jax.enable_x64(True):
        values = apply_all(network, {}, points)
    for name, box in boxes.items():
        found = np.asarray(values[name])
        slack = 1e-12 * np.max(np.abs(found))  # the forward pass rounds too
        assert np.all(found >= box.lower - slack) and np.all(found <= box.upper + slack), name


def test_the_error_of_a_forward_pass_is_bounded() -> None:
    rng = np.random.default_rng(3)
    network = dense_network(rng, [4, 30, 3])
    inputs = rng.standard_normal((10, 4))
    outputs = forward(network)(inputs)
    errors = forward_error(network, inputs, outputs)
    for x, y, error in zip(inputs, outputs, errors, strict=True):
        exact = exact_interval(network, [Fraction(v) for v in x], [Fraction(v) for v in x])[0]
        assert max(abs(Fraction(float(v)) - t) for v, t in zip(y, exact, strict=True)) <= Fraction(float(error))
    assert np.all(errors < 1e-11)
    assert np.all(forward_error(network, inputs, outputs.astype(np.float32)) > 1e-10)


@pytest.mark.parametrize("kind", sorted(VALLEYS))
def test_functions_with_a_valley(kind: str) -> None:
    """Minima and turning points, against a fine grid and 30 digits."""
    from corollary.observe.certified.elementwise import _ends, _functions

    start, end, minimum = VALLEYS[kind]
    function = _functions(Activation(kind))[kind]  # type: ignore[arg-type]
    grid = np.linspace(-12, 3, 4001)
    low, high = _ends(function, grid)
    assert np.min(high) >= minimum and np.min(low) < minimum + 1e-5
    assert start - 0.01 < grid[np.argmin(low)] < end + 0.01
    assert np.all(np.diff(low[grid < start]) <= 1e-15) and np.all(np.diff(low[grid > end]) >= -1e-15)
    box = activation_image(Activation(kind), Box(np.array([-3.0, -8.0, -1.0]), np.array([1.0, -4.0, -0.9])))  # type: ignore[arg-type]
    assert box.lower[0] == minimum and box.lower[1] > minimum


Ball = Callable[[arb], arb]


def silu_slope(t: arb) -> arb:
    """sigma(t) (1 + t (1 - sigma(t)))."""
    sigma = 1 / (1 + (-t).exp())
    return sigma * (1 + t * (1 - sigma))


def mish_slope(t: arb) -> arb:
    s = t.exp().log1p().tanh()
    return s + t * (1 - s * s) / (1 + (-t).exp())


def gelu_tanh_slope(t: arb) -> arb:
    c, a = (2 / arb.pi()).sqrt(), arb(44715) / 10**6
    u = (c * (t + a * t**3)).tanh()
    return (1 + u) / 2 + t * (1 - u * u) * c * (1 + 3 * a * t * t) / 2


def below(slope: Ball, bound: float, low: float, high: float) -> bool:
    """Proves |slope| <= bound on [low, high] by bisection with balls."""
    ball = slope(arb((low + high) / 2, (high - low) / 2))
    if abs(ball) <= arb(bound):
        return True
    middle = (low + high) / 2
    return high - low > 1e-6 and below(slope, bound, low, middle) and below(slope, bound, middle, high)


@pytest.mark.parametrize("kind", ["silu", "mish", "gelu_tanh"])
def test_lipschitz_constants_of_activations_are_proved_with_arb(kind: str) -> None:
    """Beyond [-20, 20] the slopes are within 21 e^-20 of 0 and 1."""
    slope = {"silu": silu_slope, "mish": mish_slope, "gelu_tanh": gelu_tanh_slope}[kind]
    assert below(slope, SUPREMA[kind], -20.0, 20.0)
    assert not below(slope, SUPREMA[kind] - 2e-4, 1.0, 3.0)


def test_closed_forms_of_lipschitz_constants() -> None:
    root = arb(2).sqrt()
    gelu = (1 + arb(1).erf()) / 2 + root * arb(-1).exp() / (2 * arb.pi()).sqrt()
    assert gelu <= arb(SUPREMA["gelu"]) and arb(SUPREMA["gelu"]) < gelu + 1e-7
    assert arb(SELU_SCALE) * arb(SELU_ALPHA) <= arb(SUPREMA["selu"])


def test_path_sums_hold_the_exact_ones() -> None:
    rng = np.random.default_rng(4)
    network = dense_network(rng, [3, 6, 6, 2])
    absolute = with_parameters(network, np.abs)
    exact = exact_interval(absolute, [Fraction(1)] * 3, [Fraction(1)] * 3)[0]
    found = path_sums(network)
    assert inside(found, exact, exact)
    assert np.all(found.upper <= found.lower * (1 + 1e-13))
    tiny = chain("tiny", (1,), [Dense(np.array([[1e-200]])), Dense(np.array([[1e-200]])), Dense(np.array([[1e300]]))])
    assert path_sums(tiny).lower[0] <= 1e-100 <= path_sums(tiny).upper[0]
    zero = chain("zero", (2,), [Dense(np.zeros((2, 2)))])
    assert np.all(path_sums(zero).upper == 0)


def test_what_has_no_interval_bound_is_named() -> None:
    for layer in (Softmax(0), LayerNorm((0,), None, None, 1e-5), Activation("mish")):
        with pytest.raises(InputError, match="stop at node"):
            output_box(chain("n", (3,), [layer]), ball(np.zeros(3), 0.1))
    with pytest.raises(InputError, match="does not fit"):
        output_box(chain("n", (3,), [Activation("relu")]), ball(np.zeros(2), 0.1))
    for bad in (-1.0, float("nan")):
        with pytest.raises(InputError, match="radius"):
            ball(np.zeros(2), bad)
    with pytest.raises(InputError):
        Box(np.array([1.0]), np.array([0.0]))


def test_large_numbers_give_infinite_ends_and_not_wrong_ones() -> None:
    network = chain("n", (2,), [Dense(np.array([[1e300, -1e300]])), Dense(np.array([[1e300]]))])
    found = output_box(network, Box(np.array([1.0, 0.0]), np.array([2.0, 1.0])))
    assert found.lower[0] == -np.inf and found.upper[0] == np.inf
