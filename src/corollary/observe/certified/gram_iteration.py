"""Upper bounds of the spectral norm by Gram iteration, with the rounding accounted for.

B. Delattre, Q. Barthelemy, A. Araujo, A. Allauzen, Efficient bound of Lipschitz constant for convolutional layers by
Gram iteration (2023).
"""

import numpy as np

from corollary.observe.certified.directed import add_up, scale_up, sqrt_up
from corollary.observe.certified.products import gram
from corollary.observe.certified.sums import Array, norm_bounds, scaled


def gram_iteration_upper(matrix: Array, iterations: int = 10) -> float:
    """An upper bound of the spectral norm of a finite matrix, above it by a factor at most r^(2^-(k+1)) (r the rank, k
    iterations) and rounding.

    G_0 = A; B_k = 2^-e_k G_k has magnitude below 1; G_{k+1} is B_k^T B_k as computed, off by at most rho_k in spectral
    norm. With s_k = ||G_k||: s_k^2 = 4^e_k ||B_k^T B_k|| <= 4^e_k (s_{k+1} + rho_k), and s_K <= ||G_K||_F. The bound of
    s_0 follows backwards.
    """
    if matrix.size == 0 or not np.any(matrix):
        return 0.0
    current = matrix if matrix.shape[0] >= matrix.shape[1] else matrix.T
    steps: list[tuple[int, float, float]] = []
    for _ in range(iterations):
        small, exponent, loss = scaled(current)
        current, error = gram(np.ascontiguousarray(small))
        steps.append((exponent, loss, error))
    bound = norm_bounds(current)[1]
    for exponent, loss, error in reversed(steps):
        bound = scale_up(add_up(sqrt_up(add_up(bound, error)), loss), exponent)
    return bound
