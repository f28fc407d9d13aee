"""Rademacher complexities of predictor or loss class, empirical or expected, supremum without absolute value."""

from typing import TYPE_CHECKING

from corollary.logic import Quantity

if TYPE_CHECKING:
    import numpy as np


class EmpiricalRademacher(
    Quantity,
    says="the empirical Rademacher complexity of the predictors {hypotheses} on the inputs of {sample}",
    tex=r"\widehat{{\mathfrak R}}_{{{sample}}}({hypotheses})",
):
    """(1/n) E_σ sup_h Σ σ_i h(x_i) for real-valued predictors."""

    hypotheses: str
    sample: str


class LossRademacher(
    Quantity,
    says="the Rademacher complexity of the class of losses {loss} of {hypotheses} "
    "for samples of the size of {sample} from {law}",
    tex=r"\mathfrak R_n({loss} \circ {hypotheses})",
):
    """E over the sample of (1/n) E_σ sup_h Σ σ_i ℓ(h, Z_i)."""

    hypotheses: str
    loss: str
    law: str
    sample: str


class EmpiricalLossRademacher(
    Quantity,
    says="the empirical Rademacher complexity of the class of losses {loss} of {hypotheses} on {sample}",
    tex=r"\widehat{{\mathfrak R}}_{{{sample}}}({loss} \circ {hypotheses})",
):
    """(1/n) E_σ sup_h Σ σ_i ℓ(h, Z_i) for the sample drawn."""

    hypotheses: str
    loss: str
    sample: str


def rademacher_of(values: "np.ndarray") -> "np.ndarray":
    """(1/n) E_σ max over the rows of ⟨σ, row⟩, by enumeration of the 2^n signs.

    Args:
        values: shape (..., functions, n), n at most 12.

    Returns:
        shape (...).
    """
    import numpy as np

    n = values.shape[-1]
    signs = 2.0 * np.indices((2,) * n).reshape(n, -1) - 1
    return np.asarray((values @ signs).max(axis=-2).mean(axis=-1) / n)


def mean_absolute_walk(steps: int) -> "np.ndarray":
    """E|σ_1 + … + σ_m| for m = 0, …, steps; half of it is the expected positive part."""
    import numpy as np
    from scipy.stats import binom

    heads = np.arange(steps + 1)
    return np.array([np.sum(binom.pmf(heads, m, 0.5) * np.abs(2 * heads - m)) for m in range(steps + 1)])
