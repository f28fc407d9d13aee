"""A mean of strongly convex functions is strongly convex."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.finite_sum import ComponentStrongConvexity, FiniteSum
from corollary.corpus.optimization.strongly_convex_function import StrongConvexity
from corollary.logic import AtLeast, Attempt, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def finite_sum_strong_convexity(
    objective: FiniteSum, curvature: AtLeast[ComponentStrongConvexity]
) -> AtLeast[StrongConvexity]:
    """The least constant of a component."""
    require(curvature.value > 0, "strong convexity > 0")
    return curvature.value


def _least(rng: "np.random.Generator", draws: int, share: float) -> Attempt:
    """Least eigenvalues of means of three positive matrices and of the matrices; half of them nearly equal."""
    import numpy as np

    a = rng.normal(size=(draws, 3, 2, 3))
    a[: draws // 2] = a[: draws // 2, :1] + 1e-3 * a[: draws // 2]
    a = a @ a.transpose(0, 1, 3, 2)
    each = np.linalg.eigvalsh(a).min(axis=(1, 2))
    given = FiniteSum(n=3), AtLeast[ComponentStrongConvexity](share * each)
    truth = np.linalg.eigvalsh(a.mean(axis=1)).min(axis=1)
    return Attempt(truth, finite_sum_strong_convexity(*given).value - 1e-12, sense="at_least")


@trial(finite_sum_strong_convexity)
def quadratics(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nearly equal components come near the bound."""
    return _least(rng, draws, 1.0)


@ablation(finite_sum_strong_convexity, breaks="curvature")
def curvature_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A tenth more."""
    return _least(rng, draws, 1.1)
