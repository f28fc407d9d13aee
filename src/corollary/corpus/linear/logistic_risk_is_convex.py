"""The logistic risk is convex."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.logistic_regression import LogisticRisk
from corollary.corpus.optimization.convex_function import Convex
from corollary.logic import Attempt, ablation, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def logistic_risk_is_convex(objective: LogisticRisk) -> Convex:
    """Its Hessian is positive semidefinite."""
    return None  # type: ignore[return-value]


def _midpoints(rng: "np.random.Generator", draws: int, probability: bool) -> Attempt:
    """The risk at midpoints of random pairs of weights against the mean of the risks."""
    import numpy as np

    x, y = rng.normal(size=(draws, 6, 2)), rng.choice([-1.0, 1.0], size=(draws, 6))
    w, v = 2 * rng.normal(size=(2, draws, 2))

    def risk(u: "np.ndarray") -> "np.ndarray":
        margins = y * np.einsum("nij,nj->ni", x, u)
        return np.asarray((1 / (1 + np.exp(margins)) if probability else np.logaddexp(0, -margins)).mean(axis=1))

    return Attempt(risk((w + v) / 2), (risk(w) + risk(v)) / 2)


@trial(logistic_risk_is_convex)
def midpoints(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random data in the plane."""
    return _midpoints(rng, draws, probability=False)


@ablation(logistic_risk_is_convex, breaks="objective")
def mean_probability_of_the_wrong_label(rng: "np.random.Generator", draws: int) -> Attempt:
    """The instance of the Necessity section, on random data."""
    return _midpoints(rng, draws, probability=True)
