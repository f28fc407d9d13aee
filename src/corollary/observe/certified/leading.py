"""Guesses of a leading eigenpair. Nothing here is certified; the callers verify."""

import numpy as np

from corollary.observe.certified.sums import Array

DIRECT = 256
"""Up to this size all eigenvalues are computed; above, Lanczos finds the leading pair."""


def leading_pair(symmetric: Array) -> tuple[float, Array]:
    """About the largest eigenvalue of a positive semidefinite matrix, and a vector that is about its eigenvector."""
    size = symmetric.shape[0]
    if size <= DIRECT:
        values, vectors = np.linalg.eigh(symmetric)
        return float(values[-1]), np.asarray(vectors[:, -1])
    from scipy.sparse.linalg import ArpackError, eigsh

    start = np.asarray(np.random.default_rng(0).standard_normal(size))
    try:
        values, vectors = eigsh(symmetric, k=1, v0=start, tol=1e-13)
    except ArpackError:
        return power(symmetric, start)
    return float(values[0]), np.asarray(vectors[:, 0])


def power(symmetric: Array, vector: Array, steps: int = 100) -> tuple[float, Array]:
    """The same by power iteration."""
    for _ in range(steps):
        image = symmetric @ vector
        size = float(np.linalg.norm(image))
        if size == 0:
            break
        vector = image / size
    return float(vector @ symmetric @ vector) / max(float(vector @ vector), 1e-300), vector


def leading_value(stack: Array) -> float:
    """About the largest eigenvalue in a stack of positive semidefinite matrices."""
    if stack.shape[-1] <= DIRECT:
        return float(np.max(np.linalg.eigvalsh(stack)))
    return max(leading_pair(matrix)[0] for matrix in stack)
