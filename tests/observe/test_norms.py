"""Norms of matrices, of weight layers and of whole networks, against exact arithmetic and matrices written out."""

from fractions import Fraction
from itertools import pairwise
from math import prod

import numpy as np
import pytest

from corollary.errors import InputError
from corollary.observe import norms
from corollary.observe.certified.operators import (
    frobenius_of,
    linear_part,
    row_norm_bounds,
    row_sum_of,
    spectral_norm_of,
)
from corollary.observe.feedforward import (
    NotFeedforward,
    balanced_constants,
    feedforward_form,
    path_norm,
    weight_products,
)
from corollary.observe.forward import forward
from corollary.observe.network import (
    INPUT,
    Activation,
    Add,
    Affine,
    Builder,
    Convolution,
    Dense,
    Layer,
    Network,
    Pad,
    Pooling,
    Reshape,
    Softmax,
    Transpose,
    chain,
)  # fmt: skip

CLOSE = 1 + 1e-12


def matrix_of(layers: list[Layer], shape: tuple[int, ...]) -> np.ndarray:
    """The linear part of affine layers, from their forward pass on unit vectors."""
    run = forward(chain("affine", shape, layers))
    size = prod(shape)
    columns = run(np.eye(size).reshape(size, *shape)) - run(np.zeros((1, *shape)))
    return columns.reshape(size, -1).T


def affine_layers() -> list[tuple[Layer, tuple[int, ...]]]:
    normal = np.random.default_rng(0).standard_normal
    return [
        (Dense(normal((3, 4)), normal(3)), (4,)),
        (Dense(normal((3, 4))), (2, 5, 4)),
        (Convolution(normal((4, 2, 3, 2)), normal(4), (2, 1), ((1, 2), (0, 1)), (1, 2), 2), (4, 5, 6)),
        (Convolution(normal((2, 3, 3)), None, (1,), ((4, 4),), (1,)), (3, 2)),
        (Affine(normal((3, 1)), normal((3, 1))), (3, 5)),
        (Pooling("average", (3, 2), (2, 1), ((1, 1), (0, 1)), (1, 1), (0, 0)), (2, 7, 6)),
        (Pooling("average", (3, 2), (2, 1), ((1, 1), (0, 1)), (1, 2), (1, 0), count_padding=True), (2, 6, 6)),
        (Reshape((6,)), (2, 3)),
        (Transpose((1, 0)), (2, 3)),
        (Pad(((1, 0), (0, 2))), (2, 3)),
    ]


@pytest.mark.parametrize("index", range(len(affine_layers())))
def test_every_affine_layer_against_its_matrix(index: int) -> None:
    layer, shape = affine_layers()[index]
    linear, truth = linear_part(layer, shape), matrix_of([layer], shape)
    values = {
        spectral_norm_of(linear): np.linalg.norm(truth, 2),
        frobenius_of(linear): np.linalg.norm(truth),
        row_sum_of(linear): np.linalg.norm(truth, axis=1).sum(),
    }
    for found, value in values.items():
        assert found.lower <= value * CLOSE and value <= found.upper * CLOSE and found.relative_width < 1e-10
    rows = np.linalg.norm(truth, axis=1)
    lower, upper = row_norm_bounds(linear)
    if not isinstance(layer, Pad):
        assert np.all(lower <= rows * CLOSE) and np.all(rows <= upper * CLOSE)


def test_matrix_norms_hold_exact_values() -> None:
    rng = np.random.default_rng(1)
    for scale in (1.0, 1e200, 1e-200, 1e-312):
        matrix, start = scale * rng.standard_normal((4, 3)), scale * rng.standard_normal((4, 3))
        exact = [[Fraction(x) for x in row] for row in matrix.tolist()]
        found = norms.frobenius_norm(matrix)
        assert Fraction(found.lower) ** 2 <= sum(x * x for row in exact for x in row) <= Fraction(found.upper) ** 2
        largest_row = max(sum(map(abs, row)) for row in exact)
        found = norms.infinity_norm(matrix)
        assert Fraction(found.lower) <= largest_row <= Fraction(found.upper)
        assert norms.one_norm(matrix.T).upper == found.upper
        assert norms.max_norm(matrix).upper == np.max(np.abs(matrix))
        moved = [
            [x - Fraction(y) for x, y in zip(row, other, strict=True)]
            for row, other in zip(exact, start.tolist(), strict=True)
        ]
        truth = sum(float(sum(x * x for x in row) / Fraction(scale) ** 2) ** 0.5 for row in moved) * scale
        found = norms.row_norm_sum(matrix, start)
        assert found.lower <= truth * CLOSE and truth <= found.upper * CLOSE
    assert norms.row_norm_sum(matrix, matrix).upper <= 1e-300
    assert norms.infinity_norm(np.zeros((2, 2))).upper == 0


def test_layers_of_a_network_and_their_distance_from_the_start() -> None:
    rng = np.random.default_rng(2)

    def made() -> Network:
        first = Convolution(rng.standard_normal((3, 2, 3, 3)), None, (1, 1), ((1, 1), (1, 1)), (1, 1))
        return chain("net", (2, 4, 4), [first, Activation("relu"), Reshape((48,)), Dense(rng.standard_normal((5, 48)))])

    network, initial = made(), made()
    seen: list[str] = []
    found = norms.layer_norms(network, initial, seen.append)
    assert seen == [layer.name for layer in found] == ["convolution", "dense"]
    for layer, node, start in zip(found, network.weight_layers, initial.weight_layers, strict=True):
        shape = network.shape_of(node.inputs[0])
        truth, moved = matrix_of([node.layer], shape), matrix_of([node.layer], shape) - matrix_of([start.layer], shape)
        assert (layer.rows, layer.columns) == truth.shape
        assert layer.spectral.lower <= np.linalg.norm(truth, 2) * CLOSE <= layer.spectral.upper * CLOSE**2
        assert layer.distance is not None and layer.distance_row_sum is not None
        assert np.isclose(layer.distance.upper, np.linalg.norm(moved), rtol=1e-12)
        assert np.isclose(layer.distance_row_sum.upper, np.linalg.norm(moved, axis=1).sum(), rtol=1e-12)
        assert layer.stable_rank_upper >= (np.linalg.norm(truth) / np.linalg.norm(truth, 2)) ** 2 / CLOSE
    assert found[0].weights == 54
    with pytest.raises(InputError, match="same architecture"):
        norms.layer_norms(network, chain("other", (2,), [Dense(np.ones((2, 2)))]))


def biased(rng: np.random.Generator, widths: list[int]) -> Network:
    layers: list[Layer] = []
    for width, out in pairwise(widths):
        layers += [Dense(rng.standard_normal((out, width)), rng.standard_normal(out)), Activation("relu")]
    return chain("net", (widths[0],), layers[:-1])


def lifted(network: Network, constants: tuple[float, ...]) -> list[np.ndarray]:
    """The weight matrices of the form with a constant input (page `constant-input`)."""
    matrices = []
    nodes = network.weight_layers
    for j, node in enumerate(nodes):
        assert isinstance(node.layer, Dense) and node.layer.bias is not None
        top = np.column_stack([node.layer.weight, node.layer.bias / constants[j]])
        if j + 1 < len(nodes):
            corner = np.zeros((1, top.shape[1]))
            corner[0, -1] = constants[j + 1] / constants[j]
            top = np.vstack([top, corner])
        matrices.append(top)
    return matrices


@pytest.mark.parametrize("constants", [(1.0, 1.0, 1.0), (8.0, 0.3, 2.0)])
def test_products_of_a_network_with_biases(constants: tuple[float, ...]) -> None:
    network = biased(np.random.default_rng(3), [4, 6, 5, 3])
    form = feedforward_form(network)
    assert form.widths == (4, 6, 5, 3) and form.relu and not form.bias_free
    found = weight_products(form, constants)
    matrices = lifted(network, constants)
    x = np.random.default_rng(4).standard_normal(4)
    h = np.append(x, constants[0])
    for matrix in matrices[:-1]:
        h = np.maximum(matrix @ h, 0)
    assert np.allclose(matrices[-1] @ h, forward(network)(x[None])[0])
    frobenius, spectra = [np.linalg.norm(m) for m in matrices], [np.linalg.norm(m, 2) for m in matrices]
    sums = [np.linalg.norm(m, axis=1).sum() for m in matrices]
    expected = {
        "frobenius": prod(frobenius),
        "spectral": prod(
            np.linalg.norm(node.layer.weight, 2) for node in network.weight_layers if isinstance(node.layer, Dense)
        ),
        "group": prod(frobenius[:-1]) * sums[-1],
        "complexity": prod(spectra) * sum((b / s) ** (2 / 3) for b, s in zip(sums, spectra, strict=True)) ** 1.5,
    }
    for name, value in expected.items():
        assert value <= getattr(found, name) * CLOSE <= value * (1 + 1e-9), name


def test_balanced_constants_are_valid_and_no_worse() -> None:
    form = feedforward_form(biased(np.random.default_rng(5), [3, 20, 20, 2]))
    constants = balanced_constants(form, 4.0)
    assert constants[0] == 4.0 and min(constants) > 0
    assert weight_products(form, constants).frobenius < weight_products(form, (4.0, 4.0, 4.0)).frobenius
    with pytest.raises(InputError, match="constants"):
        weight_products(form, (1.0,))


def test_affine_runs_are_one_matrix() -> None:
    """Standardisation, convolution, batch normalisation and average pooling before a ReLU: upper bounds of the
    composed matrix.
    """
    normal = np.random.default_rng(6).standard_normal
    run: list[Layer] = [
        Affine(np.array([0.25]), np.array([0.0])),
        Convolution(normal((3, 1, 3, 3)), None, (1, 1), ((1, 1), (1, 1)), (1, 1)),
        Affine(normal((3, 1, 1)), np.zeros((3, 1, 1))),
        Pooling("average", (2, 2), (2, 2), ((0, 0), (0, 0)), (1, 1), (0, 0)),
    ]
    network = chain("net", (1, 6, 6), [*run, Activation("relu"), Reshape((27,)), Dense(normal((4, 27))), Softmax(0)])
    form = feedforward_form(network)
    assert form.depth == 2 and form.bias_free and form.widths == (36, 27, 4)
    found = weight_products(form)
    matrix = matrix_of(run, (1, 6, 6))
    spectral, frobenius, row_sum = found.layers[0]
    assert np.linalg.norm(matrix, 2) <= spectral <= 2 * np.linalg.norm(matrix, 2)
    assert np.linalg.norm(matrix) <= frobenius and np.linalg.norm(matrix, axis=1).sum() <= row_sum


def test_the_path_norm_is_a_forward_pass_with_absolute_weights() -> None:
    network = biased(np.random.default_rng(7), [3, 5, 4, 2])
    total = np.ones(4)
    for matrix in lifted(network, (1.0, 1.0, 1.0)):
        total = np.abs(matrix) @ total
    found = path_norm(network)
    assert found.lower <= total.max() * CLOSE <= found.upper * CLOSE**2 and found.relative_width < 1e-12


def test_other_networks_are_named() -> None:
    pooled = chain("pooled", (1, 4), [Pooling("max", (2,), (2,), ((0, 0),), (1,), (0,)), Dense(np.ones((1, 2)))])
    with pytest.raises(NotFeedforward, match="pooling"):
        feedforward_form(pooled)
    build = Builder("residual", (2,))
    joined = build.add(Add(), INPUT, build.add(Dense(np.eye(2)), INPUT))
    with pytest.raises(NotFeedforward, match="chain"):
        feedforward_form(build.build(joined))
    with pytest.raises(NotFeedforward, match="ends in an activation"):
        path_norm(chain("relu", (2,), [Dense(np.eye(2)), Activation("relu")]))
