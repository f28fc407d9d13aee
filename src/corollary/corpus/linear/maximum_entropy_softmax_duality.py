"""Softmax regression is conditional maximum entropy: both programs solved, by different solvers."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np

N, LABELS, FEATURES = 4, 3, 2


def _instance(rng: "np.random.Generator") -> "tuple[np.ndarray, np.ndarray]":
    """Features φ(x_i, y) of shape (N, LABELS, FEATURES) and labels."""
    return rng.normal(size=(N, LABELS, FEATURES)), rng.integers(LABELS, size=N)


def _least_risk(features: "np.ndarray", labels: "np.ndarray") -> float:
    """inf L by a quasi-Newton method; for separated data the weights grow until L changes no more."""
    import numpy as np
    from scipy.optimize import minimize
    from scipy.special import logsumexp, softmax

    observed = features[np.arange(N), labels]

    def risk(w: "np.ndarray") -> "tuple[float, np.ndarray]":
        scores = features @ w
        gradient = np.einsum("iy,iyp->p", softmax(scores, axis=1), features) - observed.sum(axis=0)
        return float(np.mean(logsumexp(scores, axis=1) - observed @ w)), gradient / N

    return float(minimize(risk, np.zeros(FEATURES), jac=True, method="BFGS", options={"gtol": 1e-9}).fun)


def _greatest_entropy(features: "np.ndarray", labels: "np.ndarray") -> float:
    """The entropy program, by sequential quadratic programming from the point masses mixed with the uniform law."""
    import numpy as np
    from scipy.optimize import minimize

    target = features[np.arange(N), labels].sum(axis=0)
    rows = np.kron(np.eye(N), np.ones(LABELS))
    matrix = np.vstack([rows, features.reshape(N * LABELS, FEATURES).T])
    right = np.concatenate([np.ones(N), target])

    def objective(q: "np.ndarray") -> "tuple[float, np.ndarray]":
        q = np.maximum(q, 1e-12)
        return float(np.sum(q * np.log(q)) / N), (np.log(q) + 1) / N

    start = 0.7 * np.eye(LABELS)[labels].ravel() + 0.3 / LABELS
    constraint = {"type": "eq", "fun": lambda q: matrix @ q - right, "jac": lambda q: matrix}
    solved = minimize(
        objective,
        start,
        jac=True,
        method="SLSQP",
        bounds=[(0, 1)] * (N * LABELS),
        constraints=constraint,
        options={"maxiter": 300, "ftol": 1e-12},
    )
    return -float(solved.fun)


@trial("maximum-entropy-softmax-duality")
def both_programs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random features, separated data among them."""
    instances = [_instance(rng) for _ in range(min(draws, 15))]
    return Attempt([abs(_greatest_entropy(*each) - _least_risk(*each)) for each in instances], 0.0, tolerance=1e-3)


@ablation("maximum-entropy-softmax-duality", breaks="constant")
def other_labels(rng: "np.random.Generator", draws: int) -> Attempt:
    """The constraints of other labels than those of the likelihood."""
    instances = [_instance(rng) for _ in range(min(draws, 15))]
    gaps = [abs(_greatest_entropy(f, (labels + 1) % LABELS) - _least_risk(f, labels)) for f, labels in instances]
    return Attempt(gaps, 0.0, tolerance=1e-3)
