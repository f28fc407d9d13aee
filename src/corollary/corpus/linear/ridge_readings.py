"""One estimator read in many ways: each reading is computed on its own."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _solve(gram: "np.ndarray", moment: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return np.asarray(np.linalg.solve(gram, moment[..., None])[..., 0])


def _data(rng: "np.random.Generator", draws: int) -> "tuple[np.ndarray, ...]":
    """Five observations, seven parameters; also the ridge estimator with penalty 0.3, from its dual formula."""
    import numpy as np

    x, y = rng.normal(size=(draws, 5, 7)), rng.normal(size=(draws, 5))
    dual = _solve(x @ x.transpose(0, 2, 1) + 5 * 0.3 * np.eye(5), y)
    return x, y, np.einsum("nij,ni->nj", x, dual)


@trial("ridge-readings")
def in_a_ball(rng: "np.random.Generator", draws: int) -> Attempt:
    """(a): projected gradient descent in the ball of the radius of the ridge estimator arrives at it."""
    import numpy as np

    x, y, ridge = _data(rng, draws)
    radius = np.linalg.norm(ridge, axis=1, keepdims=True)
    step = 1 / np.linalg.norm(x, ord=2, axis=(1, 2))[:, None] ** 2
    theta = np.zeros_like(ridge)
    for _ in range(600):
        theta = theta - step * np.einsum("nij,ni->nj", x, np.einsum("nij,nj->ni", x, theta) - y)
        theta *= np.minimum(1, radius / np.maximum(np.linalg.norm(theta, axis=1, keepdims=True), 1e-300))
    return Attempt(np.linalg.norm(theta - ridge, axis=1), 1e-6)


@trial("ridge-readings")
def extra_observations(rng: "np.random.Generator", draws: int) -> Attempt:
    """(c): least squares with seven further observations."""
    import numpy as np

    x, y, ridge = _data(rng, draws)
    more = np.concatenate([x, np.broadcast_to(np.sqrt(1.5) * np.eye(7), (draws, 7, 7))], axis=1)
    theta = np.einsum("nij,nj->ni", np.linalg.pinv(more), np.concatenate([y, np.zeros((draws, 7))], axis=1))
    return Attempt(np.abs(theta - ridge).max(axis=1), 1e-9)


@trial("ridge-readings")
def conditional_mean(rng: "np.random.Generator", draws: int) -> Attempt:
    """(b): Cov(θ, y) Cov(y)⁻¹ y, with σ² = 2."""
    import numpy as np

    x, y, ridge = _data(rng, draws)
    spread = 2 / (5 * 0.3)
    weights = _solve(spread * x @ x.transpose(0, 2, 1) + 2 * np.eye(5), y)
    return Attempt(np.abs(spread * np.einsum("nij,ni->nj", x, weights) - ridge).max(axis=1), 1e-9)


def _dropout(rng: "np.random.Generator", draws: int, scale: "np.ndarray") -> Attempt:
    """(e): three columns of norms `scale`, all masks enumerated row by row, keep probability 2/3."""
    import itertools

    import numpy as np

    x = rng.normal(size=(draws, 6, 3))
    x = scale * x / np.linalg.norm(x, axis=1, keepdims=True)
    y = rng.normal(size=(draws, 6))
    masks = np.array(list(itertools.product([0.0, 1.0], repeat=3)))
    chance = np.where(masks == 1, 2 / 3, 1 / 3).prod(axis=1)
    masked = masks[:, None, None, :] * x / (2 / 3)
    gram = np.einsum("m,mnij,mnik->njk", chance, masked, masked)
    theta = _solve(gram, np.einsum("m,mnij,ni->nj", chance, masked, y))
    penalty = 0.5 * np.mean(scale**2)
    ridge = _solve(x.transpose(0, 2, 1) @ x + penalty * np.eye(3), np.einsum("nij,ni->nj", x, y))
    return Attempt(np.abs(theta - ridge).max(axis=1), 1e-9)


@trial("ridge-readings")
def columns_of_one_norm(rng: "np.random.Generator", draws: int) -> Attempt:
    """(e): dropout is ridge."""
    import numpy as np

    return _dropout(rng, draws, np.full(3, 1.7))


@trial("ridge-readings")
def stopped_flow(rng: "np.random.Generator", draws: int) -> Attempt:
    """(f): labels in one singular direction; the flow passes the ridge estimator at the time stated."""
    import numpy as np

    x, _, _ = _data(rng, draws)
    left, values, right = np.linalg.svd(x, full_matrices=False)
    mu, y = values[:, 1] ** 2 / 5, left[:, :, 1]
    ridge = np.einsum("nij,ni->nj", x, _solve(x @ x.transpose(0, 2, 1) + 1.5 * np.eye(5), y))
    time = np.log1p(mu / 0.3) / mu
    flow = ((1 - np.exp(-time * mu)) / mu * values[:, 1] / 5)[:, None] * right[:, 1]
    return Attempt(np.abs(flow - ridge).max(axis=1), 1e-9)


@ablation("ridge-readings", breaks="constant")
def columns_of_different_norms(rng: "np.random.Generator", draws: int) -> Attempt:
    """(e): norms 1, 2, 3."""
    import numpy as np

    return _dropout(rng, draws, np.array([1.0, 2.0, 3.0]))
