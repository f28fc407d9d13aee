"""The inner representation: shapes, counts, refusals; and its forward pass against NumPy and PyTorch."""

import math

import numpy as np
import pytest

from corollary.errors import InputError
from corollary.observe.forward import apply, forward, parameters
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
    Node,
    Pad,
    Pooling,
    Reshape,
    Softmax,
    Transpose,
    chain,
)
from corollary.observe.readers.simplify import simplify

pytestmark = pytest.mark.usefixtures("quick_compilation")
rng = np.random.default_rng(0)


def perceptron() -> Network:
    first, second = Dense(rng.normal(size=(3, 4)), rng.normal(size=3)), Dense(rng.normal(size=(2, 3)))
    return chain("perceptron", (4,), [first, Activation("relu"), second, Softmax(0)])


def convolution(out: int, channels: int, size: int, groups: int = 1, stride: int = 1) -> Convolution:
    kernel = rng.normal(size=(out, channels // groups, size, size))
    return Convolution(kernel, None, (stride, stride), ((1, 0), (0, 2)), (1, 2), groups)


def test_counts_and_shapes() -> None:
    network = perceptron()
    assert network.parameter_count == 3 * 4 + 3 + 2 * 3
    assert network.parameter_bits == 64 * network.parameter_count
    assert (network.input_size, network.output_size, network.output_shape) == (4, 2, (2,))
    assert [len(node.layer.arrays) for node in network.weight_layers] == [2, 1]
    assert network.is_feedforward_chain and not network.piecewise_linear
    assert network.without_link().piecewise_linear and network.without_link().output == "dense_2"


def test_a_shared_array_counts_once() -> None:
    weight = rng.normal(size=(3, 3))
    assert chain("tied", (3,), [Dense(weight), Activation("tanh"), Dense(weight)]).parameter_count == 9


def test_a_residual_network_is_no_chain() -> None:
    builder = Builder("residual", (3,))
    inner = builder.add(Dense(np.eye(3)), INPUT)
    network = builder.build(builder.add(Add(), inner, INPUT))
    assert not network.is_feedforward_chain
    np.testing.assert_allclose(forward(network)(np.ones((2, 3))), 2 * np.ones((2, 3)))


def test_builder_names_are_unique_and_unused_nodes_are_dropped() -> None:
    builder = Builder("named", (3,))
    first = builder.add(Activation("relu"), INPUT, name="a")
    builder.add(Activation("tanh"), first, name="a")
    last = builder.add(Activation("relu"), first, name="a")
    assert [node.name for node in builder.build(last).nodes] == ["a", "a_3"]


@pytest.mark.parametrize(
    ("layers", "word"),
    [
        ([Dense(np.ones((2, 5)))], "width 5"),
        ([Dense(np.ones((2, 4)), np.ones(3))], "bias"),
        ([convolution(2, 4, 3)], "spatial"),
        ([Reshape((2, 2)), Transpose((0, 0))], "permute"),
        ([Reshape((5,))], "cannot become"),
        ([Softmax(1)], "axis 1"),
        ([Pad(((-1, 0),))], "padding"),
        ([Affine(np.ones(3), np.ones(4))], "broadcast"),
        ([Concatenate(2)], "join"),
        ([Add()], "sum"),
        ([Reshape((1, 4)), Pooling("max", (5,), (1,), ((0, 0),), (1,), (0,))], "does not fit"),
        ([Reshape((1, 4)), Pooling("max", (0,), (1,), ((0, 0),), (1,), (0,))], "window"),
    ],
)
def test_layers_that_do_not_fit_are_refused(layers: list[Dense], word: str) -> None:
    with pytest.raises(InputError, match=word):
        chain("wrong", (4,), layers)


def test_weights_must_be_finite_floats() -> None:
    with pytest.raises(InputError, match="finite"):
        Dense(np.array([[math.nan]]))
    with pytest.raises(InputError, match="int64"):
        Dense(np.ones((2, 2), dtype=np.int64))
    with pytest.raises(ValueError, match="read-only"):
        Dense(np.ones((2, 2))).weight[0, 0] = 3


def test_networks_must_be_in_order() -> None:
    node = Node("a", Activation("relu"), ("b",), (3,))
    with pytest.raises(InputError, match="does not come before"):
        Network("wrong", (3,), (node,), "a")
    with pytest.raises(InputError, match="no node"):
        Network("wrong", (3,), (), "a")
    with pytest.raises(InputError, match="two nodes"):
        Network("wrong", (3,), (Node("a", Activation("relu"), (INPUT,), (3,)),) * 2, "a")
    with pytest.raises(InputError, match="shape"):
        Network("wrong", (3,), (Node("a", Activation("relu"), (INPUT,), (4,)),), "a")
    with pytest.raises(InputError, match="too large"):
        Builder("wrong", (10**6, 10**6))


def test_forward_is_the_matrix_product() -> None:
    network = perceptron()
    first, second = (node.layer for node in network.weight_layers)
    x = rng.normal(size=(1500, 4))  # more than one batch, the last of them short
    hidden = np.maximum(x @ first.weight.T + first.bias, 0) @ second.weight.T
    expected = np.exp(hidden) / np.exp(hidden).sum(1, keepdims=True)
    found = forward(network)(x)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, expected, rtol=1e-13)
    assert forward(network)(x[:0]).shape == (0, 2)
    with pytest.raises(InputError, match="shape"):
        forward(network)(x[0])


def test_forward_leaves_the_precision_of_jax_alone() -> None:
    import jax.numpy as jnp

    forward(perceptron())(np.zeros((1, 4)))
    assert jnp.zeros(1).dtype == jnp.float32


def test_apply_is_differentiable_in_the_parameters() -> None:
    import jax

    network = perceptron().without_link()
    x = rng.normal(size=(5, 4))
    with jax.enable_x64(True):
        gradient = jax.grad(lambda p: apply(network, p, x).sum())(parameters(network))
    hidden = np.maximum(x @ network.nodes[0].layer.weight.T + network.nodes[0].layer.bias, 0)
    np.testing.assert_allclose(gradient["dense_2"]["weight"], np.tile(hidden.sum(0), (2, 1)), rtol=1e-12)


def brute_convolution(layer: Convolution, x: np.ndarray) -> np.ndarray:
    """The definition, entry by entry."""
    padded = np.pad(x, [(0, 0), *layer.padding])
    out, height, width = layer.output_shape(x.shape)
    result = np.zeros((out, height, width))
    per_group, of_group = layer.kernel.shape[1], out // layer.groups
    for o, i, j in np.ndindex(out, height, width):
        for c, a, b in np.ndindex(*layer.kernel.shape[1:]):
            channel = (o // of_group) * per_group + c
            row, column = i * layer.stride[0] + a * layer.dilation[0], j * layer.stride[1] + b * layer.dilation[1]
            result[o, i, j] += layer.kernel[o, c, a, b] * padded[channel, row, column]
    return result


@pytest.mark.parametrize(("groups", "stride"), [(1, 1), (2, 2), (4, 1)])
def test_convolution_by_definition(groups: int, stride: int) -> None:
    layer = convolution(4, 4, 3, groups, stride)
    x = rng.normal(size=(4, 6, 7))
    network = chain("convolution", x.shape, [layer])
    np.testing.assert_allclose(forward(network)(x[None])[0], brute_convolution(layer, x), atol=1e-12)


@pytest.mark.parametrize("counted", [False, True])
def test_average_pooling_by_definition(counted: bool) -> None:
    layer = Pooling("average", (3,), (2,), ((1, 0),), (2,), (2,), counted)
    x = rng.normal(size=(2, 7))
    cells = [[2 * i + 2 * k - 1 for k in range(3)] for i in range(3)]
    expected = np.zeros((2, len(cells)))
    for i, places in enumerate(cells):
        inside = [place for place in places if 0 <= place < 7]
        divisor = len([place for place in places if -1 <= place < 7]) if counted else len(inside)
        expected[:, i] = x[:, inside].sum(1) / divisor
    np.testing.assert_allclose(forward(chain("pool", (2, 7), [layer]))(x[None])[0], expected, rtol=1e-13)


def test_remaining_layers_by_definition() -> None:
    x = rng.normal(size=(3, 2, 4, 5))
    scale, shift = rng.normal(size=(4, 1)), rng.normal(size=(4, 5))
    norm = LayerNorm((1, 2), scale, shift, 1e-3)
    mean, variance = x.mean((2, 3), keepdims=True), x.var((2, 3), keepdims=True)
    layers = {
        norm: (x - mean) / np.sqrt(variance + 1e-3) * scale + shift,
        Clip(-0.5, 0.25): x.clip(-0.5, 0.25),
        Transpose((2, 0, 1)): x.transpose(0, 3, 1, 2),
        Pad(((0, 0), (1, 2), (0, 3)), 7.0): np.pad(x, [(0, 0), (0, 0), (1, 2), (0, 3)], constant_values=7.0),
        Affine(scale, shift): x * scale + shift,
        Softmax(1, log=True): x - np.log(np.exp(x).sum(2, keepdims=True)),
    }
    for layer, expected in layers.items():
        np.testing.assert_allclose(forward(chain("one", (2, 4, 5), [layer]))(x), expected, rtol=1e-12, atol=1e-14)


def test_activations_against_mpmath() -> None:
    import mpmath as mp

    points = np.array([-7.3, -3.1, -1.0, -1e-3, 0.0, 0.4, 2.9, 3.1, 12.5])
    functions = {
        Activation("relu"): lambda x: max(x, 0),
        Activation("leaky_relu", 0.3): lambda x: x if x > 0 else 0.3 * x,
        Activation("abs"): abs,
        Activation("elu", 0.7): lambda x: x if x > 0 else 0.7 * mp.expm1(x),
        Activation("celu", 0.7): lambda x: x if x > 0 else 0.7 * mp.expm1(x / 0.7),
        Activation("selu"): lambda x: 1.0507009873554805 * (x if x > 0 else 1.6732632423543772 * mp.expm1(x)),
        Activation("gelu"): lambda x: x * mp.ncdf(x),
        Activation("gelu_tanh"): lambda x: x / 2 * (1 + mp.tanh(mp.sqrt(2 / mp.pi) * (x + 0.044715 * x**3))),
        Activation("tanh"): mp.tanh,
        Activation("sigmoid"): lambda x: 1 / (1 + mp.exp(-x)),
        Activation("softplus"): lambda x: mp.log1p(mp.exp(x)),
        Activation("softsign"): lambda x: x / (1 + abs(x)),
        Activation("silu"): lambda x: x / (1 + mp.exp(-x)),
        Activation("mish"): lambda x: x * mp.tanh(mp.log1p(mp.exp(x))),
        Activation("hard_swish"): lambda x: x * min(max(x / 6 + 0.5, 0), 1),
        Activation("exp"): mp.exp,
    }
    for layer, function in functions.items():
        found = forward(chain("one", (len(points),), [layer]))(points[None])[0]
        expected = [float(function(mp.mpf(float(point)))) for point in points]
        np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-13, err_msg=layer.kind)


def test_simplify_keeps_the_function_and_merges() -> None:
    builder = Builder("long", (2, 4, 5))
    last = builder.add(Transpose((1, 2, 0)), INPUT)
    last = builder.add(Transpose((2, 0, 1)), last)
    last = builder.add(Pad(((0, 0), (1, 1), (0, 2))), last)
    last = builder.add(convolution(3, 2, 3), last)
    last = builder.add(Affine(np.ones(()), rng.normal(size=(3, 1, 1))), last)
    both = builder.add(Activation("relu"), last)
    last = builder.add(Affine(np.array(2.0), np.zeros(())), both)
    last = builder.add(Affine(np.array(0.5), np.zeros(())), last)
    last = builder.add(Add(), last, both)
    size = math.prod(builder.shape(last))
    last = builder.add(Reshape((size,)), builder.add(Reshape((size, 1)), last))
    last = builder.add(Affine(np.ones(()), rng.normal(size=4)), builder.add(Dense(rng.normal(size=(4, size))), last))
    network = builder.build(last)
    short = simplify(network)
    assert [type(node.layer) for node in short.nodes] == [Convolution, Activation, Add, Reshape, Dense]
    x = rng.normal(size=(3, 2, 4, 5))
    np.testing.assert_allclose(forward(short)(x), forward(network)(x), rtol=1e-12)


def test_simplify_does_not_touch_what_others_use() -> None:
    builder = Builder("branches", (2, 3))
    turned = builder.add(Transpose((1, 0)), INPUT)
    back = builder.add(Transpose((1, 0)), turned)
    first = builder.add(Dense(np.eye(2)), turned)
    network = builder.build(
        builder.add(Concatenate(0), builder.add(Reshape((6,)), first), builder.add(Reshape((6,)), back))
    )
    x = rng.normal(size=(4, 2, 3))
    np.testing.assert_array_equal(forward(simplify(network))(x), forward(network)(x))
