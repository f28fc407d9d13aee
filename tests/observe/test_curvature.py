"""Largest Hessian eigenvalues, against closed forms and full Hessians."""

import numpy as np
import pytest

from corollary.errors import InputError
from corollary.observe.curvature import ENCLOSED, MEASURED, curvature, training_loss
from corollary.observe.network import Activation, Affine, Dense, Network, Softmax, chain


def quadratic(values: np.ndarray) -> object:
    return lambda theta: (values * theta**2).sum() / 2


def test_a_small_hessian_is_enclosed() -> None:
    values = np.linspace(-5, 3, 50)
    found = curvature(quadratic(values), np.ones(50))  # type: ignore[arg-type]
    assert found.status == ENCLOSED and found.lower <= 3 <= found.upper and found.upper - found.lower < 1e-12
    assert found.step_threshold == pytest.approx(2 / 3)
    assert found.gradient_norm == pytest.approx(float(np.linalg.norm(values)))


def test_lanczos_gives_a_lower_estimate_with_its_residual() -> None:
    rng = np.random.default_rng(0)
    values = np.append(rng.uniform(0, 1, 999), 1.5)
    seen: list[int] = []
    found = curvature(quadratic(values), np.zeros(1000), tolerance=1e-8, progress=lambda step, value: seen.append(step))  # type: ignore[arg-type]
    assert found.status == MEASURED and found.upper == np.inf and found.parameters == 1000
    assert found.lower <= 1.5 * (1 + 1e-14) and found.lower == pytest.approx(1.5, rel=1e-9)
    assert np.min(np.abs(values - found.lower)) <= found.residual + 1e-12
    assert seen == list(range(1, found.steps + 1)) and found.steps < 60
    again = curvature(quadratic(values), np.zeros(1000), tolerance=1e-8)  # type: ignore[arg-type]
    assert again.lower == found.lower
    short = curvature(quadratic(values), np.zeros(1000), steps=3)  # type: ignore[arg-type]
    assert short.lower < found.lower and short.steps == 3


def test_a_start_without_the_leading_direction_shows_why_it_is_no_upper_bound() -> None:
    """One step of Lanczos is the Rayleigh quotient of a random vector, far below the largest eigenvalue."""
    values = np.append(np.zeros(999), 1000.0)
    found = curvature(quadratic(values), np.zeros(1000), steps=1)  # type: ignore[arg-type]
    assert found.lower < 100


def test_a_negative_definite_hessian_sets_no_step() -> None:
    found = curvature(quadratic(-np.ones(4)), np.zeros(4))  # type: ignore[arg-type]
    assert found.lower == pytest.approx(-1) and found.step_threshold == np.inf


def test_the_squared_loss_of_a_linear_model_has_the_hessian_of_least_squares() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((30, 4)), rng.standard_normal(30)
    network = chain("linear", (4,), [Dense(rng.standard_normal((1, 4)), np.zeros(1))])
    objective, point = training_loss(network, x, y, "squared")
    found = curvature(objective, point)
    design = np.column_stack([x, np.ones(30)])
    truth = np.linalg.eigvalsh(design.T @ design / 30)[-1]
    assert found.parameters == 5 and found.lower == pytest.approx(truth, rel=1e-12)


def test_the_cross_entropy_of_a_linear_model_has_its_known_hessian() -> None:
    """Mean over the sample of (diag(p) - p p^T) (x) x x^T; a final softmax changes nothing."""
    rng = np.random.default_rng(2)
    x, y = rng.standard_normal((20, 3)), rng.integers(0, 4, 20)
    weight = rng.standard_normal((4, 3))
    network = chain("linear", (3,), [Dense(weight), Softmax(0)])
    found = curvature(*training_loss(network, x, y))
    p = np.exp(x @ weight.T)
    p /= p.sum(axis=1, keepdims=True)
    hessian = np.mean([np.kron(np.diag(q) - np.outer(q, q), np.outer(v, v)) for q, v in zip(p, x, strict=True)], axis=0)
    assert found.lower == pytest.approx(np.linalg.eigvalsh(hessian)[-1], rel=1e-10)


def test_batches_do_not_change_the_loss() -> None:
    import jax

    rng = np.random.default_rng(6)
    x, y = rng.standard_normal((600, 3)), rng.integers(0, 4, 600)
    weight = rng.standard_normal((4, 3))
    objective, point = training_loss(chain("linear", (3,), [Dense(weight)]), x, y)
    scores = x @ weight.T
    truth = np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(600), y])
    with jax.enable_x64(True):
        assert float(objective(jax.numpy.asarray(point))) == pytest.approx(truth, rel=1e-13)


def test_one_score_is_the_logistic_loss() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.standard_normal((20, 3)), rng.integers(0, 2, 20)
    weight = rng.standard_normal((1, 3))
    objective, point = training_loss(chain("logistic", (3,), [Dense(weight), Activation("sigmoid")]), x, y)
    p = 1 / (1 + np.exp(-x @ weight[0]))
    truth = np.linalg.eigvalsh((x * (p * (1 - p))[:, None]).T @ x / 20)[-1]
    assert curvature(objective, point).lower == pytest.approx(truth, rel=1e-10)


def wide_network(rng: np.random.Generator) -> Network:
    layers = [
        Affine(np.array([0.5]), np.array([0.1])),
        Dense(rng.standard_normal((30, 12)) / 3, rng.standard_normal(30)),
        Activation("tanh"),
    ]
    return chain("wide", (12,), [*layers, Dense(rng.standard_normal((5, 30)) / 5, rng.standard_normal(5))])


def test_lanczos_agrees_with_the_full_hessian_of_a_network() -> None:
    import jax

    rng = np.random.default_rng(4)
    network = wide_network(rng)
    objective, point = training_loss(network, rng.standard_normal((40, 12)), rng.integers(0, 5, 40))
    assert len(point) == 12 * 30 + 30 + 30 * 5 + 5
    with jax.enable_x64(True):
        top = float(np.linalg.eigvalsh(np.asarray(jax.jit(jax.hessian(objective))(point)))[-1])
    found = curvature(objective, point)
    assert found.status == MEASURED and found.lower <= top * (1 + 1e-10) and found.lower == pytest.approx(top, rel=1e-6)
    assert not jax.config.jax_enable_x64


def test_chosen_nodes_vary_alone() -> None:
    rng = np.random.default_rng(5)
    network = wide_network(rng)
    _, point = training_loss(network, rng.standard_normal((4, 12)), [0, 1, 2, 3], nodes=["affine"])
    assert np.array_equal(np.sort(point), [0.1, 0.5])
    with pytest.raises(InputError, match="no parameters"):
        training_loss(network, rng.standard_normal((4, 12)), [0, 1, 2, 3], nodes=[])


def test_unfit_data_are_refused() -> None:
    network = chain("n", (2,), [Dense(np.ones((3, 2)))])
    x = np.ones((2, 2))
    for inputs, labels in ((x, [0]), (x, [0, 3]), (np.ones((2, 3)), [0, 1]), (np.ones((0, 2)), [])):
        with pytest.raises(InputError):
            training_loss(network, inputs, labels)
    with pytest.raises(InputError, match="targets"):
        training_loss(network, x, [1.0, 2.0], "squared")
    with pytest.raises(InputError, match="finite vector"):
        curvature(quadratic(np.ones(2)), [np.nan, 0.0])  # type: ignore[arg-type]
    with pytest.raises(InputError, match="not finite"):
        curvature(lambda theta: (theta**0.5).sum(), np.zeros(2))
