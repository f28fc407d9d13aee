"""Bayesian linear regression."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _instance(rng: "np.random.Generator") -> "tuple[np.ndarray, ...]":
    """Design, prior mean, prior covariance and labels: five labels, three parameters."""
    import numpy as np

    root = rng.normal(size=(3, 3))
    return rng.normal(size=(5, 3)), rng.normal(size=3), root @ root.T + 0.1 * np.eye(3), rng.normal(size=5)


@trial("bayesian-linear-regression")
def joint_gaussian(rng: "np.random.Generator", draws: int) -> Attempt:
    """Mean, covariance and determinant against those of the regression of θ on y in their joint law."""
    import numpy as np

    worst, variance = [], 0.7
    for _ in range(draws):
        x, mean, prior, y = _instance(rng)
        cross = prior @ x.T
        marginal = variance * np.eye(5) + x @ cross
        direct = mean + cross @ np.linalg.solve(marginal, y - x @ mean)
        spread = prior - cross @ np.linalg.solve(marginal, cross.T)
        posterior = np.linalg.inv(np.linalg.inv(prior) + x.T @ x / variance)
        centre = posterior @ (np.linalg.solve(prior, mean) + x.T @ y / variance)
        determinant = 5 * np.log(variance) + np.linalg.slogdet(prior)[1] - np.linalg.slogdet(posterior)[1]
        faults = (
            np.abs(centre - direct).max(),
            np.abs(posterior - spread).max(),
            abs(np.linalg.slogdet(marginal)[1] - determinant),
        )
        worst.append(max(faults))
    return Attempt(np.array(worst), 0.0, tolerance=1e-8)


def _numerical(rng: "np.random.Generator", draws: int, prior: str) -> Attempt:
    """One parameter: the posterior mean by summation over a grid against the formula for a Gaussian prior of variance 1."""
    import numpy as np

    theta = np.linspace(-12, 12, 4001)
    log_prior = -(theta**2) / 2 if prior == "Gaussian" else -np.abs(theta) * np.sqrt(2)
    x, y = rng.normal(size=(draws, 4)), rng.normal(size=(draws, 4))
    fit = ((y[:, :, None] - x[:, :, None] * theta) ** 2).sum(axis=1)
    density = np.exp(log_prior - fit / 2)
    mean = (density * theta).sum(axis=1) / density.sum(axis=1)
    return Attempt(np.abs(mean - (x * y).sum(axis=1) / ((x**2).sum(axis=1) + 1)), 1e-8)


@trial("bayesian-linear-regression")
def summation(rng: "np.random.Generator", draws: int) -> Attempt:
    """Gaussian prior; the formula is ridge regression with n λ = σ² / τ² = 1."""
    return _numerical(rng, draws, "Gaussian")


@ablation("bayesian-linear-regression", breaks="prior")
def laplace_prior(rng: "np.random.Generator", draws: int) -> Attempt:
    """A Laplace prior of the same mean and variance."""
    return _numerical(rng, draws, "Laplace")
