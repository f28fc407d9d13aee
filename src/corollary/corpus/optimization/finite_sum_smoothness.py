"""A mean of smooth functions is smooth."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.finite_sum import ComponentSmoothness, FiniteSum
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.logic import AtMost, Attempt, ablation, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def finite_sum_smoothness(objective: FiniteSum, smooth: AtMost[ComponentSmoothness]) -> AtMost[Smoothness]:
    """The greatest constant of a component."""
    return smooth.value


def _norms(rng: "np.random.Generator", draws: int, share: float) -> Attempt:
    """Greatest absolute eigenvalues of means of three symmetric matrices and of the matrices; half of them nearly equal."""
    import numpy as np

    a = rng.normal(size=(draws, 3, 2, 2))
    a[: draws // 2] = a[: draws // 2, :1] + 1e-3 * a[: draws // 2]
    a = a + a.transpose(0, 1, 3, 2)
    each = np.abs(np.linalg.eigvalsh(a)).max(axis=(1, 2))
    given = FiniteSum(n=3), AtMost[ComponentSmoothness](share * each)
    return Attempt(np.abs(np.linalg.eigvalsh(a.mean(axis=1))).max(axis=1), finite_sum_smoothness(*given).value)


@trial(finite_sum_smoothness)
def quadratics(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nearly equal components come near the bound."""
    return _norms(rng, draws, 1.0)


@ablation(finite_sum_smoothness, breaks="smooth")
def smoother_than_they_are(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the constant."""
    return _norms(rng, draws, 0.9)
