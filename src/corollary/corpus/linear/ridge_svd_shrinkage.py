"""Ridge shrinks along singular directions."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.ridge_regression import Ridge
from corollary.logic import AtLeast, AtMost, Attempt, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class LeastPositiveEigenvalue(
    Quantity,
    says="the least positive eigenvalue of the matrix of second moments of the inputs in {sample}",
    tex=r"\mu_{\min}^+",
):
    """Of XᵀX/n; eigenvalues 0 do not count."""

    sample: str


class DistanceToMinimumNorm(
    Quantity,
    says="the distance of {predictor} from the least-squares estimator of least norm on {sample}, relative to that norm",
    tex=r"\lVert \hat\theta - X^+ y \rVert / \lVert X^+ y \rVert",
):
    """‖θ̂ − X⁺y‖ / ‖X⁺y‖, and 0 if X⁺y = θ̂ = 0."""

    predictor: str
    sample: str


@theorem
def ridge_svd_shrinkage(
    algorithm: Ridge, eigenvalue: AtLeast[LeastPositiveEigenvalue]
) -> AtMost[DistanceToMinimumNorm]:
    """For all labels."""
    require(algorithm.penalty > 0, "penalty > 0")
    require(eigenvalue.value > 0, "eigenvalue > 0")
    return algorithm.penalty / (eigenvalue.value + algorithm.penalty)


def _attempt(
    rng: "np.random.Generator", draws: int, worst: bool, penalty: float = 0.3, fitted: float = 0.3, eigenvalue: int = 2
) -> Attempt:
    """Random designs (7 rows, 4 columns, rank 3); the labels lie in the weakest direction if `worst`."""
    import numpy as np

    x = rng.normal(size=(draws, 7, 3)) @ rng.normal(size=(draws, 3, 4))
    left, values, _ = np.linalg.svd(x)
    y = left[:, :, 2] if worst else rng.normal(size=(draws, 7))
    moment = np.einsum("nij,nj->ni", x.transpose(0, 2, 1), y)
    gram = x.transpose(0, 2, 1) @ x + 7 * fitted * np.eye(4)
    ridge = np.linalg.solve(gram, moment[..., None])[..., 0]
    smallest = np.einsum("nij,nj->ni", np.linalg.pinv(x, rcond=1e-10), y)
    truth = np.linalg.norm(ridge - smallest, axis=1) / np.linalg.norm(smallest, axis=1)
    facts = Ridge(penalty=penalty), AtLeast[LeastPositiveEigenvalue](values[:, eigenvalue] ** 2 / 7)
    return Attempt(truth, ridge_svd_shrinkage(*facts).value)


@trial(ridge_svd_shrinkage)
def weakest_direction(rng: "np.random.Generator", draws: int) -> Attempt:
    """The labels lie in the weakest direction: equality."""
    return _attempt(rng, draws, True)


@trial(ridge_svd_shrinkage)
def random_labels(rng: "np.random.Generator", draws: int) -> Attempt:
    """Labels in all directions."""
    return _attempt(rng, draws, False)


@trial("ridge-svd-shrinkage")
def monotone(rng: "np.random.Generator", draws: int) -> Attempt:
    """The norm falls and the training error rises along a grid of penalties."""
    import numpy as np

    x, y = rng.normal(size=(draws, 1, 6, 4)), rng.normal(size=(draws, 1, 6, 1))
    penalty = np.geomspace(1e-3, 1e3, 30)[:, None, None]
    across = x.transpose(0, 1, 3, 2)
    theta = np.linalg.solve(across @ x + 6 * penalty * np.eye(4), across @ y)
    norms = (theta**2).sum(axis=(2, 3))
    errors = ((y - x @ theta) ** 2).sum(axis=(2, 3))
    return Attempt(np.maximum(np.diff(norms, axis=1).max(axis=1), np.diff(-errors, axis=1).max(axis=1)), 0.0)


@ablation(ridge_svd_shrinkage, breaks="algorithm")
def sum_for_mean(rng: "np.random.Generator", draws: int) -> Attempt:
    """The penalty is taken for one against the sum of the squares."""
    return _attempt(rng, draws, True, penalty=0.3 / 7)


@ablation(ridge_svd_shrinkage, breaks="eigenvalue")
def greatest_eigenvalue(rng: "np.random.Generator", draws: int) -> Attempt:
    """The greatest eigenvalue in place of the least positive one."""
    return _attempt(rng, draws, True, eigenvalue=0)
