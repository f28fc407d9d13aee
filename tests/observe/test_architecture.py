"""Counts, homogeneity, receptive fields and equivariance, against brute force."""

from itertools import product
from math import prod

import numpy as np
import pytest

from corollary.errors import InputError
from corollary.observe.architecture import architecture
from corollary.observe.equivariance import equivariance_defect
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
    Layer,
    LayerNorm,
    Network,
    Pad,
    Pooling,
    Reshape,
    Softmax,
    Transpose,
    chain,
)  # fmt: skip
from corollary.observe.receptive import receptive_fields, spatial_trunk


def convolution(
    rng: np.random.Generator,
    out: int,
    width: int,
    size: int,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    space: int = 2,
) -> Convolution:
    kernel = rng.uniform(0.1, 1, (out, width, *(size,) * space))
    return Convolution(kernel, None, (stride,) * space, ((padding, padding),) * space, (dilation,) * space)


def small_classifier(rng: np.random.Generator, bias: bool = True) -> Network:
    layers: list[Layer] = [
        Convolution(
            rng.standard_normal((4, 1, 3, 3)),
            rng.standard_normal(4) if bias else None,
            (1, 1),
            ((1, 1), (1, 1)),
            (1, 1),
        ),
        Activation("relu"),
        Pooling("max", (2, 2), (2, 2), ((0, 0), (0, 0)), (1, 1), (0, 0)),
        Reshape((64,)),
        Dense(rng.standard_normal((10, 64)).astype(np.float32), np.zeros(10, np.float32) if bias else None),
        Softmax(0),
    ]
    return chain("classifier", (1, 8, 8), layers)


def test_counts() -> None:
    found = architecture(small_classifier(np.random.default_rng(0)))
    assert found.parameters == 36 + 4 + 640 + 10 and found.nonzero == 36 + 4 + 640
    assert found.bits == 64 * 40 + 32 * 650 and found.precision is None
    assert found.depth == 2 and found.outputs == ((4, 8, 8), (10,)) and found.hidden_units == found.width == 256
    assert found.activations == ("relu",) and found.piecewise_linear and found.is_chain
    assert not found.bias_free and not found.homogeneous and found.parameter_degree is None
    assert architecture(chain("one", (2,), [Dense(np.ones((1, 2)))])).precision == 64


def test_bias_free_relu_networks_are_homogeneous_of_their_depth() -> None:
    rng = np.random.default_rng(1)
    network = small_classifier(rng, bias=False)
    found = architecture(network)
    assert found.bias_free and found.homogeneous and found.parameter_degree == 2
    scores, x = network.without_link(), rng.standard_normal((3, 1, 8, 8))
    assert np.allclose(forward(scores)(2.5 * x), 2.5 * forward(scores)(x))
    layers: list[Layer] = []
    for node in scores.nodes:
        layer = node.layer
        if isinstance(layer, Convolution):
            layer = Convolution(3 * layer.kernel, None, layer.stride, layer.padding, layer.dilation)
        layers.append(Dense(3 * layer.weight) if isinstance(layer, Dense) else layer)
    assert np.allclose(forward(chain("scaled", (1, 8, 8), layers))(x), 3**2 * forward(scores)(x), rtol=1e-5)


@pytest.mark.parametrize(
    ("layer", "linear", "homogeneous"),
    [
        (Activation("relu"), True, True), (Activation("leaky_relu", 0.1), True, True), (Activation("abs"), True, True),
        (Activation("gelu"), False, False), (Activation("tanh"), False, False), (Clip(0.0, 6.0), True, False),
        (Clip(0.0, np.inf), True, True), (LayerNorm((0,), None, None, 1e-5), False, False), (Softmax(0), False, False),
        (Affine(np.ones(4), np.zeros(4)), True, True), (Affine(np.ones(4), np.ones(4)), True, False),
        (Pad(((1, 1),), 2.0), True, False),
    ],
)  # fmt: skip
def test_layers_decide_what_the_network_is(layer: Layer, linear: bool, homogeneous: bool) -> None:
    rng = np.random.default_rng(2)
    width = layer.output_shape((4,))[0]
    network = chain("net", (4,), [Dense(rng.standard_normal((4, 4))), layer, Dense(rng.standard_normal((2, width)))])
    found = architecture(network)
    assert (found.piecewise_linear, found.homogeneous) == (linear, homogeneous)
    x = rng.standard_normal((20, 4)) * 3
    agrees = np.allclose(forward(network)(4 * x), 4 * forward(network)(x))
    assert agrees == homogeneous


def test_sums_of_unequal_depth_have_no_degree() -> None:
    build = Builder("residual", (3,))
    joined = build.add(Add(), INPUT, build.add(Dense(np.eye(3)), INPUT))
    found = architecture(build.build(joined))
    assert found.homogeneous and found.parameter_degree is None and not found.is_chain


def dependence(network: Network, name: str) -> dict[tuple[int, ...], set[tuple[int, ...]]]:
    """For each unit of a node with one channel: the spatial positions of the input whose perturbation changes it."""
    part = Network("part", network.input_shape, network.nodes[: [n.name for n in network.nodes].index(name) + 1], name)
    run = forward(part)
    size = prod(network.input_shape)
    base = np.linspace(1, 2, size).reshape(1, *network.input_shape)
    moved = run(base + np.eye(size).reshape(size, *network.input_shape) * 100) - run(base)
    space = network.input_shape[1:]
    units: dict[tuple[int, ...], set[tuple[int, ...]]] = {}
    for unit in np.ndindex(moved.shape[2:]):
        changed = np.nonzero(np.abs(moved[(slice(None), 0, *unit)]) > 1e-9)[0]
        units[unit] = {
            tuple(int(i) for i in np.unravel_index(p, (network.input_shape[0], *space))[1:]) for p in changed
        }
    return units


def predicted(network: Network, name: str, unit: tuple[int, ...]) -> set[tuple[int, ...]]:
    fields = receptive_fields(network)[name][1:]
    axes = [[t * f.stride + o for o in f.offsets] for t, f in zip(unit, fields, strict=True) if f is not None]
    assert len(axes) == len(unit)
    space = network.input_shape[1:]
    return {place for place in product(*axes) if all(0 <= p < n for p, n in zip(place, space, strict=True))}


@pytest.mark.parametrize("seed", range(12))
def test_receptive_fields_without_padding_are_exact(seed: int) -> None:
    rng = np.random.default_rng(seed)
    layers: list[Layer] = []
    width = 1
    for _ in range(int(rng.integers(1, 4))):
        size, stride, dilation = (int(k) for k in rng.integers(1, 4, 3))
        if rng.random() < 0.3:
            layers.append(Pooling("average", (size,), (stride,), ((0, 0),), (dilation,), (0,)))
        else:
            out = int(rng.integers(1, 3))
            layers += [convolution(rng, out, width, size, stride, 0, dilation, 1), Activation("relu")]
            width = out
    try:
        network = chain("stack", (1, 40), layers)
    except InputError:
        pytest.skip("the stack does not fit")
    name = network.nodes[-1].name
    for unit, places in dependence(network, name).items():
        assert places == predicted(network, name, unit)


def test_axes_of_one_position_come_and_go_without_hiding_the_fields() -> None:
    rng = np.random.default_rng(0)
    layers = [convolution(rng, 1, 1, 3, 2, 0, 1, 1), Activation("relu")]
    plain = chain("plain", (1, 20), layers)
    name = plain.nodes[-1].name
    framed = chain("framed", (20,), [Reshape((1, 20)), *layers, Reshape((9,)), Dense(np.ones((2, 9)), None)])
    assert spatial_trunk(framed) == spatial_trunk(plain) == name
    (field,), (other,) = (receptive_fields(network)[name][1:] for network in (plain, framed))
    assert field is not None and other is not None
    assert (field.stride, field.offsets) == (other.stride, other.offsets) and other.input_axis == 0
    mixed = chain("mixed", (20,), [Reshape((4, 5)), convolution(rng, 1, 4, 3, 1, 0, 1, 1)])
    assert spatial_trunk(mixed) is None


def test_receptive_fields_with_padding_contain_the_dependence() -> None:
    """The example of the page: a path through a padded position of a hidden layer is cut."""
    rng = np.random.default_rng(3)
    first = Convolution(rng.uniform(0.1, 1, (1, 1, 2)), None, (1,), ((0, 0),), (3,))
    second = Convolution(rng.uniform(0.1, 1, (1, 1, 2)), None, (1,), ((1, 1),), (1,))
    network = chain("cut", (1, 8), [first, second])
    name = network.nodes[-1].name
    units = dependence(network, name)
    assert all(places <= predicted(network, name, unit) for unit, places in units.items())
    assert units[(0,)] == {(0,), (3,)} and predicted(network, name, (0,)) == {(0,), (2,), (3,)}


def test_size_stride_and_gaps() -> None:
    rng = np.random.default_rng(4)
    stack = [
        convolution(rng, 1, 1, 3, padding=1),
        Pooling("max", (2, 2), (2, 2), ((0, 0), (0, 0)), (1, 1), (0, 0)),
        convolution(rng, 1, 1, 3),
    ]
    network = chain("stack", (1, 16, 16), stack)
    field = receptive_fields(network)[network.nodes[-1].name][1]
    assert field is not None and (field.size, field.stride, field.start, field.has_gaps) == (8, 2, -1, False)
    gridded = chain("gridded", (1, 16), [convolution(rng, 1, 1, 2, dilation=d, space=1) for d in (1, 3)])
    field = receptive_fields(gridded)[gridded.nodes[-1].name][1]
    assert field is not None and field.offsets == (0, 1, 3, 4) and field.has_gaps
    wavenet = chain("wavenet", (1, 40), [convolution(rng, 1, 1, 2, dilation=2**k, space=1) for k in range(5)])
    field = receptive_fields(wavenet)[wavenet.nodes[-1].name][1]
    assert field is not None and field.size == 32 and not field.has_gaps


def test_branches_are_joined_and_flattening_sees_everything() -> None:
    rng = np.random.default_rng(5)
    build = Builder("net", (9, 9, 2))
    x = build.add(Transpose((2, 0, 1)), INPUT)
    x = build.add(Pad(((0, 0), (1, 1), (1, 1))), x)
    y = build.add(convolution(rng, 2, 2, 3), x)
    z = build.add(Add(), y, build.add(convolution(rng, 2, 2, 5, padding=2), y))
    z = build.add(Concatenate(0), z, y)
    w = build.add(Dense(rng.standard_normal((3, prod(build.shape(z))))), build.add(Reshape((prod(build.shape(z)),)), z))
    network = build.build(w)
    fields = receptive_fields(network)
    channel, row, column = fields[z]
    assert channel is None and row is not None and column is not None
    assert (row.input_axis, column.input_axis, row.size, row.start) == (0, 1, 7, -3)
    assert fields[w] == (None,) and spatial_trunk(network) == z
    assert spatial_trunk(chain("dense", (3,), [Dense(np.eye(3))])) is None


def test_convolutions_commute_with_shifts_away_from_the_border() -> None:
    rng = np.random.default_rng(6)
    stack: list[Layer] = [
        convolution(rng, 3, 2, 3, padding=1), Activation("gelu"),
        Pooling("max", (2, 2), (2, 2), ((0, 0), (0, 0)), (1, 1), (0, 0)),
        convolution(rng, 2, 3, 3, padding=1), Activation("relu"),
    ]  # fmt: skip
    network = chain("net", (2, 20, 20), [*stack, Reshape((200,)), Dense(rng.standard_normal((3, 200)))])
    x = rng.standard_normal((4, 2, 20, 20))
    inside = equivariance_defect(network, x)
    assert inside is not None and inside.value < 1e-12 and inside.node == "activation_2" and len(inside.shifts) == 8
    assert all(shift in product((-2, 0, 2), repeat=2) for shift in inside.shifts) and inside.units > 0
    around = equivariance_defect(network, x, "circular")
    assert around is not None and around.value > 0.01, "zero padding breaks cyclic shifts"
    with pytest.raises(InputError, match="multiples of the strides"):
        equivariance_defect(network, x, shifts=[(1, 0)])
    with pytest.raises(InputError, match="do not fit"):
        equivariance_defect(network, x[:, :1])


def test_a_position_dependent_layer_is_seen() -> None:
    rng = np.random.default_rng(7)
    mask = Affine(rng.uniform(0.5, 2, (1, 12)), np.zeros(1))
    network = chain("net", (1, 12), [convolution(rng, 1, 1, 3, space=1, padding=1), mask])
    found = equivariance_defect(network, rng.standard_normal((3, 1, 12)))
    assert found is not None and found.value > 0.05
    pointwise = chain("net", (1, 12), [convolution(rng, 1, 1, 1, space=1)])
    around = equivariance_defect(pointwise, rng.standard_normal((3, 1, 12)), "circular")
    assert around is not None and around.value < 1e-13


def test_where_nothing_can_be_compared() -> None:
    rng = np.random.default_rng(8)
    dense = chain("dense", (4,), [Dense(np.eye(4))])
    assert equivariance_defect(dense, np.ones((1, 4))) is None
    whole = chain("whole", (1, 5), [convolution(rng, 1, 1, 5, space=1)])
    assert equivariance_defect(whole, np.ones((1, 1, 5))) is None
    assert equivariance_defect(whole, np.ones((1, 1, 5)), "circular") is None
