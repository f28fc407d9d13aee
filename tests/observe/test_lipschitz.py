"""Lipschitz bounds of networks: never below difference quotients and Jacobians, sharp where the composition rule is."""

from math import inf, sqrt

import numpy as np
import pytest
import scipy.special

from corollary.errors import InputError
from corollary.observe.certified.constants import layer_constant
from corollary.observe.certified.fold import fold
from corollary.observe.certified.operators import linear_part, spectral_norm_of
from corollary.observe.forward import apply, forward
from corollary.observe.lipschitz import certified_radii, lipschitz_bounds, row_distances
from corollary.observe.network import (
    INPUT,
    Activation,
    ActivationKind,
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
    Pooling,
    Reshape,
    Softmax,
    chain,
)  # fmt: skip


def jacobians(network: Network, points: np.ndarray) -> np.ndarray:
    import jax

    scores = network.without_link()
    with jax.enable_x64(True):
        found = jax.jit(jax.vmap(jax.jacobian(lambda x: apply(scores, {}, x[None])[0].ravel())))(points)
        return np.asarray(found).reshape(len(points), scores.output_size, -1)


def residual_network(rng: np.random.Generator) -> Network:
    def convolution(width: int) -> Convolution:
        return Convolution(
            rng.standard_normal((3, width, 3, 3)) / 3, rng.standard_normal(3), (1, 1), ((1, 1), (1, 1)), (1, 1)
        )

    build = Builder("residual", (2, 6, 6))
    x = build.add(
        Activation("gelu"),
        build.add(Affine(rng.standard_normal((3, 1, 1)), np.zeros(1)), build.add(convolution(2), INPUT)),
    )
    y = build.add(convolution(3), build.add(Activation("leaky_relu", 0.1), build.add(convolution(3), x)))
    x = build.add(Add(), x, y)
    x = build.add(Concatenate(0), x, build.add(Activation("tanh"), x))
    x = build.add(Pooling("max", (3, 3), (2, 2), ((1, 1), (1, 1)), (1, 1), (0, 0)), x)
    x = build.add(Reshape((54,)), build.add(Pooling("average", (2, 2), (1, 1), ((1, 0), (1, 0)), (1, 1), (0, 0)), x))
    x = build.add(Affine(rng.standard_normal(4), np.zeros(1)), build.add(Dense(rng.standard_normal((4, 54))), x))
    return build.build(build.add(Softmax(0), x))


def test_bounds_of_a_network_of_every_kind_hold() -> None:
    rng = np.random.default_rng(0)
    for _ in range(2):
        network = residual_network(rng)
        seen: list[str] = []
        found = lipschitz_bounds(network, seen.append)
        assert found.missing is None and "add" in seen
        for jacobian in jacobians(network, 3 * rng.standard_normal((40, 2, 6, 6))):
            assert np.linalg.norm(jacobian, 2) <= found.network
            for k in range(4):
                for other in range(4):
                    assert np.linalg.norm(jacobian[k] - jacobian[other]) <= found.pairs[k, other] * (1 + 1e-12)
        assert found.margin <= sqrt(2) * found.network * (1 + 1e-12)


def test_a_linear_network_has_its_exact_constant() -> None:
    """Layers without activation between are composed first: the product of the norms would be 4."""
    turn = np.array([[0.0, 2.0], [0.0, 0.0]])
    network = chain("linear", (2,), [Dense(turn), Dense(turn)])
    assert lipschitz_bounds(network).network < 1e-12
    rng = np.random.default_rng(1)
    a, b, s = rng.standard_normal((3, 4)), rng.standard_normal((5, 3)), rng.standard_normal(3)
    found = lipschitz_bounds(chain("linear", (4,), [Dense(a), Affine(s, s), Dense(b)]))
    matrix = b @ np.diag(s) @ a
    assert np.isclose(found.network, np.linalg.norm(matrix, 2), rtol=1e-12) and found.network >= np.linalg.norm(
        matrix, 2
    )
    assert np.isclose(found.pairs[0, 1], np.linalg.norm(matrix[0] - matrix[1]), rtol=1e-12)


def test_batch_normalisation_is_folded_into_the_convolution() -> None:
    rng = np.random.default_rng(2)
    kernel, scale = rng.standard_normal((3, 2, 3)), np.array([[100.0], [1.0], [0.01]])
    layers: list[Layer] = [Convolution(kernel, None, (1,), ((1, 1),), (1,)), Affine(scale, np.zeros(1))]
    maps = fold(linear_part(layer, shape) for layer, shape in zip(layers, [(2, 8), (3, 8)], strict=True))
    assert len(maps) == 1
    folded = Convolution(kernel * scale[:, :, None], None, (1,), ((1, 1),), (1,))
    truth = spectral_norm_of(linear_part(folded, (2, 8)))
    assert truth.lower <= spectral_norm_of(maps[0]).upper <= truth.upper * (1 + 1e-10)


def test_the_difference_of_a_function_with_itself_shows_the_looseness() -> None:
    """relu(x) - relu(x) is 0; the composition rule says at most 2."""
    network = chain("zero", (1,), [Dense(np.array([[1.0], [1.0]])), Activation("relu"), Dense(np.array([[1.0, -1.0]]))])
    found = lipschitz_bounds(network)
    assert 2 <= found.network <= 2 * (1 + 1e-12) and found.pairs.shape == (1, 1)


def test_networks_without_layers_or_with_a_last_activation() -> None:
    assert lipschitz_bounds(chain("nothing", (3,), [])).network == 1
    ends = lipschitz_bounds(chain("ends", (2,), [Dense(3 * np.eye(2)), Activation("tanh")]))
    assert 3 <= ends.network <= 3 * (1 + 1e-12) and 3 * sqrt(2) <= ends.pairs[0, 1] <= 3 * sqrt(2) * (1 + 1e-12)
    rows = lipschitz_bounds(chain("rows", (2, 3), [Dense(np.ones((2, 3))), Reshape((4,))]))
    assert sqrt(6) <= rows.network * (1 + 1e-15) and rows.margin >= rows.network


KINDS: list[tuple[ActivationKind, float]] = [
    ("relu", 1), ("abs", 1), ("tanh", 1), ("softplus", 1), ("softsign", 1), ("sigmoid", 0.25),
    ("gelu", 1.12890415), ("silu", 1.09983933),
    ("gelu_tanh", 1.12899307), ("mish", 1.08849817), ("hard_swish", 1.5), ("selu", 1.75809934),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "supremum"), KINDS)
def test_activations(kind: ActivationKind, supremum: float) -> None:
    layer = Activation(kind)
    bound, _ = layer_constant(layer, (1,))
    grid = np.linspace(-8, 8, 20001)[:, None]
    values = forward(chain("f", (1,), [layer]))(grid)[:, 0]
    slope = np.max(np.abs(np.diff(values))) / (grid[1, 0] - grid[0, 0])
    assert slope * (1 - 1e-9) <= bound <= supremum + 2e-4 and slope > supremum - 2e-3


def test_layers_with_parameters() -> None:
    assert layer_constant(Activation("leaky_relu", -3.0), (2,))[0] == 3
    assert layer_constant(Activation("leaky_relu", np.array([0.1, 2.0])), (2,))[0] == 2
    assert (
        layer_constant(Activation("elu", 1.5), (2,))[0] == 1.5 and layer_constant(Activation("celu", 2.0), (2,))[0] == 1
    )
    assert layer_constant(Clip(0, 6), (2,))[0] == 1 and layer_constant(Clip(1, 1), (2,))[0] == 0
    assert layer_constant(Activation("exp"), (2,))[0] == inf
    assert layer_constant(Softmax(0), (5,))[0] == 0.5
    assert layer_constant(Softmax(0, log=True), (5,))[0] >= sqrt(5)
    overlapping = Pooling("max", (3, 3), (2, 1), ((1, 1), (1, 1)), (1, 1), (0, 0))
    assert layer_constant(overlapping, (1, 7, 7))[0] == sqrt(2 * 3) or layer_constant(overlapping, (1, 7, 7))[0] > sqrt(
        6
    )


def test_softmax_jacobians_stay_below_and_come_near() -> None:
    rng = np.random.default_rng(3)
    worst, worst_log = 0.0, 0.0
    for _ in range(500):
        p = scipy.special.softmax(rng.standard_normal(4) * rng.choice([1, 5, 30]))
        worst = max(worst, float(np.linalg.norm(np.diag(p) - np.outer(p, p), 2)))
        worst_log = max(worst_log, float(np.linalg.norm(np.eye(4) - np.outer(np.ones(4), p), 2)))
    assert worst <= 0.5 and worst_log <= 2 * (1 + 1e-12) and worst_log > 1.99
    two = np.array([0.5, 0.5, 0.0, 0.0])
    assert np.isclose(np.linalg.norm(np.diag(two) - np.outer(two, two), 2), 0.5)


def test_layer_normalisation_needs_its_epsilon() -> None:
    """On the direction (1, -1) through 0 the slope is 1 / sqrt(epsilon)."""
    layer = LayerNorm((0,), np.array([2.0, 2.0]), None, 1e-4)
    bound, _ = layer_constant(layer, (2,))
    run = forward(chain("norm", (2,), [layer]))
    step = 1e-7
    moved = run(np.array([[step, -step]])) - run(np.zeros((1, 2)))
    slope = np.linalg.norm(moved) / (sqrt(2) * step)
    assert slope <= bound and slope > 0.999 * bound
    network = chain("norm", (2,), [Dense(np.eye(2)), LayerNorm((0,), None, None, 0.0), Dense(np.eye(2))])
    found = lipschitz_bounds(network)
    assert found.network == inf and found.missing is not None and "epsilon 0" in found.missing


def test_max_pooling_with_overlap_reaches_its_constant() -> None:
    """One entry that is the maximum of two windows moves two outputs."""
    layer = Pooling("max", (2,), (1,), ((0, 0),), (1,), (0,))
    run = forward(chain("pool", (1, 3), [layer]))
    moved = run(np.array([[[0.0, 2.0, 0.0]]])) - run(np.array([[[0.0, 1.0, 0.0]]]))
    assert np.linalg.norm(moved) == pytest.approx(sqrt(2)) and layer_constant(layer, (1, 3))[0] >= sqrt(2)


def test_distances_of_rows() -> None:
    rng = np.random.default_rng(4)
    for scale in (1.0, 1e-320, 1e300):
        rows = np.round(rng.standard_normal((5, 3)) * 100) * scale
        exact = np.array([[np.linalg.norm((a - b) / scale) for b in rows] for a in rows]) * scale
        found = row_distances(rows)
        assert np.all(found >= exact * (1 - 1e-15)) and np.all(found[~np.eye(5, dtype=bool)] > 0)
    assert np.all(row_distances(np.ones((3, 2))) <= 1e-150)


def test_certified_radii_are_the_distances_for_a_linear_classifier() -> None:
    rng = np.random.default_rng(5)
    weight = rng.standard_normal((3, 4))
    network = chain("linear", (4,), [Dense(weight)])
    x = rng.standard_normal((50, 4))
    scores = forward(network)(x)
    radii = certified_radii(scores, lipschitz_bounds(network).pairs)
    for point, score, radius in zip(x, scores, radii, strict=True):
        y = int(np.argmax(score))
        distances = [(score[y] - score[k]) / np.linalg.norm(weight[y] - weight[k]) for k in range(3) if k != y]
        assert radius <= min(distances) and np.isclose(radius, min(distances), rtol=1e-10)
        k = [k for k in range(3) if k != y][int(np.argmin(distances))]
        direction = (weight[k] - weight[y]) / np.linalg.norm(weight[k] - weight[y])
        assert np.argmax(weight @ (point + 1.000001 * radius * direction)) != y
        assert np.argmax(weight @ (point + 0.999999 * radius * direction)) == y


def test_no_attack_inside_a_certified_radius_succeeds() -> None:
    rng = np.random.default_rng(6)
    network = residual_network(rng)
    x = 3 * rng.standard_normal((20, 2, 6, 6))
    run = forward(network)
    scores = forward(network.without_link())(x)
    radii = certified_radii(scores, lipschitz_bounds(network).pairs)
    slopes = jacobians(network, x)
    for point, score, slope, radius in zip(x, scores, slopes, radii, strict=True):
        y = int(np.argmax(score))
        attacks = np.stack([slope[k] - slope[y] for k in range(4) if k != y] + list(rng.standard_normal((20, 72))))
        attacks *= radius / np.linalg.norm(attacks, axis=1, keepdims=True)
        assert np.all(np.argmax(run(point + attacks.reshape(-1, 2, 6, 6)), axis=1) == y)


def test_radii_of_ties_single_scores_and_slack() -> None:
    pairs = np.array([[0.0, 2.0], [2.0, 0.0]])
    assert list(certified_radii([[1.0, 1.0], [3.0, 1.0]], pairs)) == pytest.approx([0.0, 1.0])
    assert certified_radii([[3.0, 1.0]], pairs, slack=0.25)[0] == pytest.approx(0.75)
    assert certified_radii([[3.0, 1.0], [3.0, 1.0]], pairs, slack=[0.0, 2.0])[1] == 0
    assert certified_radii([-3.0], [[2.0]])[0] == pytest.approx(1.5) and certified_radii([0.0], [[2.0]])[0] == 0
    assert (
        certified_radii([[3.0, 1.0]], np.zeros((2, 2)))[0] == inf
        and certified_radii([[3.0, 1.0]], np.full((2, 2), inf))[0] == 0
    )
    for scores, constants in (([[1.0, 2.0]], [[1.0]]), ([[1.0, 2.0]], -pairs)):
        with pytest.raises(InputError):
            certified_radii(scores, constants)
    with pytest.raises(InputError, match="slack"):
        certified_radii([[3.0, 1.0]], pairs, slack=-1.0)
