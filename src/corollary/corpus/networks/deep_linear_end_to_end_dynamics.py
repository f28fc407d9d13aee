"""Gradient flow of a balanced deep linear network: the velocity of the product, from the factors and from the product."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _power(a: "np.ndarray", exponent: float) -> "np.ndarray":
    """Power of a positive semidefinite matrix, rounding errors put to 0; the power 0 is the identity."""
    import numpy as np

    if exponent == 0:
        return np.eye(len(a))
    values, vectors = np.linalg.eigh(a)
    values = np.where(values > 1e-10 * values.max(), values, 0.0)
    return np.asarray((vectors * values**exponent) @ vectors.T)


def _factors(rng: "np.random.Generator", sizes: list[int], unbalanced: float) -> "list[np.ndarray]":
    """Factors with common singular values and matching singular vectors, then multiplied by unequal numbers."""
    import numpy as np

    least = min(sizes)
    values = rng.uniform(0.3, 2, size=least)
    frames = [np.linalg.qr(rng.normal(size=(size, size)))[0][:, :least] for size in sizes]
    found = [(frames[j + 1] * values) @ frames[j].T for j in range(len(sizes) - 1)]
    found[0], found[1] = found[0] * unbalanced, found[1] / unbalanced
    return found


def _velocities(rng: "np.random.Generator", draws: int, unbalanced: float, exponent: float = 1.0) -> Attempt:
    import numpy as np

    errors = []
    for draw in range(draws):
        depth = 2 + draw % 3
        factors = _factors(rng, [int(size) for size in rng.integers(2, 5, size=depth + 1)], unbalanced)
        product = np.linalg.multi_dot(factors[::-1])
        gradient = rng.normal(size=product.shape)
        velocity, formula = np.zeros_like(product), np.zeros_like(product)
        for j in range(depth):
            left = np.eye(len(product))
            for factor in factors[:j:-1]:
                left = left @ factor
            right = np.eye(factors[0].shape[1])
            for factor in factors[:j]:
                right = factor @ right
            velocity -= left @ (left.T @ gradient @ right.T) @ right
            one, other = exponent * (depth - 1 - j) / depth, exponent * j / depth
            formula -= _power(product @ product.T, one) @ gradient @ _power(product.T @ product, other)
        errors.append(np.abs(velocity - formula).max() / np.abs(velocity).max())
    return Attempt(errors, 1e-6)


@trial("deep-linear-end-to-end-dynamics")
def random_factors(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two to four layers of unequal sizes, any gradient."""
    return _velocities(rng, draws, 1.0)


@ablation("deep-linear-end-to-end-dynamics", breaks="balanced")
def unequal_scales(rng: "np.random.Generator", draws: int) -> Attempt:
    """The first layer twice as large, the second half as large."""
    return _velocities(rng, draws, 2.0)


@ablation("deep-linear-end-to-end-dynamics", breaks="constant")
def other_powers(rng: "np.random.Generator", draws: int) -> Attempt:
    """Exponents smaller by a tenth."""
    return _velocities(rng, draws, 1.0, 0.9)
