"""Gaussian discriminant analysis: the Bayes risk by quadrature, and slopes of regressions."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _formula(distance: "np.ndarray", first: "np.ndarray", sign: float = 1.0) -> "np.ndarray":
    import numpy as np
    from scipy.stats import norm

    shift = sign * np.log(first / (1 - first)) / distance
    return np.asarray(
        first * norm.cdf(-distance / 2 - shift) + (1 - first) * norm.cdf(-distance / 2 + shift), dtype=float
    )


def _quadrature(rng: "np.random.Generator", draws: int, sign: float) -> Attempt:
    """∫ min(π₁ f₁, π₂ f₂) on the line for means ±m and variance σ²."""
    import numpy as np
    from scipy.stats import norm

    mean, deviation = rng.uniform(0.2, 2, size=(2, draws, 1))
    first = rng.uniform(0.1, 0.9, size=(draws, 1))
    grid = np.linspace(-25, 25, 8001)
    least = np.minimum(first * norm.pdf(grid, mean, deviation), (1 - first) * norm.pdf(grid, -mean, deviation))
    exact = least.sum(axis=1) * (grid[1] - grid[0])
    return Attempt(np.abs(exact - _formula(2 * mean / deviation, first, sign)[:, 0]), 0.0, tolerance=1e-4)


@trial("linear-discriminant-analysis")
def bayes_risk(rng: "np.random.Generator", draws: int) -> Attempt:
    """(b) on the line."""
    return _quadrature(rng, min(draws, 100), 1.0)


@ablation("linear-discriminant-analysis", breaks="constant")
def odds_inverted(rng: "np.random.Generator", draws: int) -> Attempt:
    """The threshold moved the wrong way."""
    return _quadrature(rng, min(draws, 100), -1.0)


@trial("linear-discriminant-analysis")
def regression_slope(rng: "np.random.Generator", draws: int) -> Attempt:
    """(c): the law of x replaced by 2d points a class with the same mean and covariance; cosine with Σ⁻¹v."""
    import numpy as np

    d = 3
    means, root = rng.normal(size=(draws, 2, d)), rng.normal(size=(draws, d, d))
    cloud = np.sqrt(d) * np.concatenate([np.eye(d), -np.eye(d)])
    points = means[:, :, None, :] + np.einsum("nij,pj->npi", root, cloud)[:, None]
    first = rng.uniform(0.2, 0.8, size=draws)
    weight = np.repeat(np.stack([first, 1 - first], axis=1), 2 * d, axis=1)
    x = np.concatenate([points.reshape(draws, -1, d), np.ones((draws, 4 * d, 1))], axis=2)
    code = np.repeat([1.0, -3.0], 2 * d)
    gram = np.einsum("npi,np,npj->nij", x, weight, x)
    slope = np.linalg.solve(gram, np.einsum("npi,np,p->ni", x, weight, code)[..., None])[:, :d, 0]
    fisher = np.linalg.solve(root @ root.transpose(0, 2, 1), (means[:, 0] - means[:, 1])[..., None])[..., 0]
    cosine = np.sum(slope * fisher, axis=1) / np.linalg.norm(slope, axis=1) / np.linalg.norm(fisher, axis=1)
    return Attempt(cosine, 1.0, sense="at_least", tolerance=1e-6)
