"""Conditional law of a Gaussian vector."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def conditional(covariance: "np.ndarray", first: int) -> "tuple[np.ndarray, np.ndarray]":
    """Regression matrix and conditional covariance of the first coordinates given the others: the formula of the page.

    `covariance` has shape (..., p + q, p + q), and `first` is p.
    """
    import numpy as np

    across, rest = covariance[..., :first, first:], covariance[..., first:, first:]
    regression = across @ np.linalg.pinv(rest, rcond=1e-10, hermitian=True)
    return regression, covariance[..., :first, :first] - regression @ np.swapaxes(across, -1, -2)


@trial("gaussian-conditioning")
def precision_block(rng: "np.random.Generator", draws: int) -> Attempt:
    """Invertible covariances: the inverse of the block of the precision matrix."""
    import numpy as np

    root = rng.normal(size=(draws, 5, 8))
    covariance = root @ root.transpose(0, 2, 1)
    truth = np.linalg.inv(np.linalg.inv(covariance)[:, :2, :2])
    return Attempt(np.abs(conditional(covariance, 2)[1] - truth).max(axis=(1, 2)), 0.0, tolerance=1e-7)


@trial("gaussian-conditioning")
def singular_covariances(rng: "np.random.Generator", draws: int) -> Attempt:
    """X = A g and Y = C g with C of rank 2 and three rows: given Y, g is Gaussian on a translate of the kernel of C.

    The kernel comes from a complete orthogonal factorisation; the mean is tried as well, at a value that Y can take.
    """
    import numpy as np

    a, c = rng.normal(size=(draws, 2, 4)), rng.normal(size=(draws, 3, 2)) @ rng.normal(size=(draws, 2, 4))
    g = rng.normal(size=(draws, 4, 1))
    rows = np.linalg.qr(c.transpose(0, 2, 1)[:, :, :2])[0]
    both = np.concatenate([a, c], axis=1)
    regression, covariance = conditional(both @ both.transpose(0, 2, 1), 2)
    given = np.eye(4) - rows @ rows.transpose(0, 2, 1)
    spread = np.abs(covariance - a @ given @ a.transpose(0, 2, 1)).max(axis=(1, 2))
    mean = np.abs(regression @ (c @ g) - a @ (g - given @ g)).max(axis=(1, 2))
    return Attempt(np.maximum(spread, mean), 0.0, tolerance=1e-6)


@ablation("gaussian-conditioning", breaks="gaussian")
def random_sign(rng: "np.random.Generator", draws: int) -> Attempt:
    """X is plus or minus Y, with equal probability: the conditional variance is the square of Y."""
    import numpy as np

    y = rng.normal(size=draws)
    return Attempt(np.abs(y**2 - float(conditional(np.eye(2), 1)[1][0, 0])), 0.0)


@ablation("gaussian-conditioning", breaks="constant")
def marginal_covariance(rng: "np.random.Generator", draws: int) -> Attempt:
    """The covariance of X in place of the conditional one."""
    import numpy as np

    root = rng.normal(size=(draws, 5, 8))
    covariance = root @ root.transpose(0, 2, 1)
    truth = np.linalg.inv(np.linalg.inv(covariance)[:, :2, :2])
    return Attempt(np.abs(covariance[:, :2, :2] - truth).max(axis=(1, 2)), 0.0, tolerance=1e-7)
