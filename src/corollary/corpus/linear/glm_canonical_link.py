"""Canonical links: Poisson and Bernoulli models."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _instance(rng: "np.random.Generator", draws: int) -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
    x, w = rng.normal(size=(draws, 8, 3)), 0.5 * rng.normal(size=(draws, 3))
    return x, rng.poisson(2, size=(draws, 8)).astype(float), w


@trial("glm-canonical-link")
def poisson_gradient(rng: "np.random.Generator", draws: int) -> Attempt:
    """Central differences of the Poisson log-likelihood of another library against (a), up to the factorial."""
    import numpy as np
    from scipy.stats import poisson

    x, y, w = _instance(rng, draws)

    def risk(v: "np.ndarray") -> "np.ndarray":
        return np.asarray(-poisson.logpmf(y, np.exp(np.einsum("nij,nj->ni", x, v))).sum(axis=1))

    score = np.einsum("nij,ni->nj", x, np.exp(np.einsum("nij,nj->ni", x, w)) - y)
    shift = 1e-4 * np.eye(3)[1]
    return Attempt(np.abs((risk(w + shift) - risk(w - shift)) / 2e-4 - score[:, 1]), 0.0, tolerance=1e-3)


def _step(rng: "np.random.Generator", draws: int, sign: float) -> Attempt:
    """The Newton step, with the Hessian by differences of the score, against weighted least squares."""
    import numpy as np

    x, y, w = _instance(rng, draws)

    def mean(v: "np.ndarray") -> "np.ndarray":
        return np.asarray(np.exp(np.einsum("nij,nj->ni", x, v)))

    def score(v: "np.ndarray") -> "np.ndarray":
        return np.einsum("nij,ni->nj", x, mean(v) - y)

    hessian = np.stack([(score(w + 1e-5 * e) - score(w - 1e-5 * e)) / 2e-5 for e in np.eye(3)], axis=2)
    newton = w - np.linalg.solve(hessian, score(w)[..., None])[..., 0]
    root = np.sqrt(mean(w))
    z = np.einsum("nij,nj->ni", x, w) + sign * (y - mean(w)) / mean(w)
    weighted = np.stack([np.linalg.lstsq(r[:, None] * a, r * b)[0] for r, a, b in zip(root, x, z, strict=True)])
    return Attempt(np.abs(newton - weighted).max(axis=1), 0.0, tolerance=1e-4)


@trial("glm-canonical-link")
def newton_is_weighted_least_squares(rng: "np.random.Generator", draws: int) -> Attempt:
    """(d) for the Poisson model."""
    return _step(rng, draws, 1.0)


@ablation("glm-canonical-link", breaks="constant")
def wrong_sign(rng: "np.random.Generator", draws: int) -> Attempt:
    """The working response with the other sign."""
    return _step(rng, draws, -1.0)


@trial("glm-canonical-link")
def score_equations(rng: "np.random.Generator", draws: int) -> Attempt:
    """(b): no point near the solution of the score equations has a smaller risk."""
    import numpy as np

    x, y, w = _instance(rng, draws)
    for _ in range(100):
        mean = np.exp(np.einsum("nij,nj->ni", x, w))
        hessian = np.einsum("nij,ni,nik->njk", x, mean, x) + 1e-10 * np.eye(3)
        step = np.linalg.solve(hessian, np.einsum("nij,ni->nj", x, mean - y)[..., None])[..., 0]
        w = w - step / np.maximum(1, 2 * np.linalg.norm(step, axis=1, keepdims=True))

    def risk(v: "np.ndarray") -> "np.ndarray":
        scores = np.einsum("nij,nj->ni", x, v)
        return np.asarray(np.sum(np.exp(scores) - y * scores, axis=1))

    solved = np.abs(step).max(axis=1) < 1e-8
    return Attempt(risk(w)[solved], risk(w + 0.1 * rng.normal(size=w.shape))[solved])


@ablation("glm-canonical-link", breaks="constant")
def cauchy_link(rng: "np.random.Generator", draws: int) -> Attempt:
    """Midpoint convexity of the risk of one observation for the link of the Necessity section."""
    import numpy as np

    u, v = rng.uniform(-10, 0, size=(2, draws))

    def risk(t: "np.ndarray") -> "np.ndarray":
        return np.asarray(-np.log(0.5 + np.arctan(t) / np.pi))

    return Attempt(risk((u + v) / 2), (risk(u) + risk(v)) / 2)
