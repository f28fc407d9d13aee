"""Mean of the inverse Gram matrix of a Gaussian matrix."""

from typing import TYPE_CHECKING, Any

from corollary.logic import Attempt, Equals, Expected, Property, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class StandardGaussianMatrix(
    Property, says="{matrix} has {rows} rows and {columns} columns of independent standard Gaussian entries"
):
    """Z with entries N(0, 1)."""

    matrix: str
    rows: int
    columns: int


class InverseGramTrace(
    Quantity,
    says="the trace of the inverse of the Gram matrix of the columns of {matrix}",
    tex=r"\operatorname{tr} (Z^\top Z)^{-1}",
):
    """tr (ZᵀZ)⁻¹."""

    matrix: str


@theorem
def inverse_wishart_mean(matrix: StandardGaussianMatrix) -> Equals[Expected[InverseGramTrace, "entries"]]:
    """d / (n − d − 1)."""
    require(matrix.columns >= 1, "columns >= 1")
    require(matrix.rows >= matrix.columns + 2, "rows >= columns + 2")
    columns: Any = matrix.columns
    return columns / (matrix.rows - columns - 1)


def score(values: "np.ndarray", claimed: float) -> Attempt:
    """How far the mean over axis 1 of independent values is from the claim, in standard errors: six are too far."""
    import numpy as np

    error = values.std(axis=1, ddof=1) / values.shape[1] ** 0.5
    return Attempt(np.abs(values.mean(axis=1) - claimed) / error, 6.0)


def _traces(z: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return np.einsum("abii->ab", np.linalg.inv(z.transpose(0, 1, 3, 2) @ z))


@trial(inverse_wishart_mean)
def fourteen_rows(rng: "np.random.Generator", draws: int) -> Attempt:
    """Fourteen rows and four columns: the mean over simulated matrices, to its error."""
    claimed = float(inverse_wishart_mean(StandardGaussianMatrix(rows=14, columns=4)).value)
    return score(_traces(rng.normal(size=(4, 60 * draws, 14, 4))), claimed)


@trial("inverse-wishart-mean")
def diagonal_law(rng: "np.random.Generator", draws: int) -> Attempt:
    """The empirical law of an inverse diagonal entry against the chi-square law with n - d + 1 degrees of freedom."""
    import numpy as np
    from scipy.stats import kstest

    z = rng.normal(size=(20 * draws, 5, 4))
    entries = 1 / np.linalg.inv(z.transpose(0, 2, 1) @ z)[:, 2, 2]
    return Attempt(1e-7, float(kstest(entries, "chi2", args=(2,)).pvalue))


@ablation(inverse_wishart_mean, breaks="matrix")
def heavy_tails(rng: "np.random.Generator", draws: int) -> Attempt:
    """Independent entries of unit variance from a t law with three degrees of freedom."""
    import numpy as np

    claimed = float(inverse_wishart_mean(StandardGaussianMatrix(rows=14, columns=4)).value)
    return score(_traces(rng.standard_t(3, size=(4, 60 * draws, 14, 4)) / np.sqrt(3)), claimed)


@ablation(inverse_wishart_mean, breaks="constant")
def inverse_of_the_mean(rng: "np.random.Generator", draws: int) -> Attempt:
    """d / n in place of d / (n - d - 1)."""
    return score(_traces(rng.normal(size=(4, 60 * draws, 14, 4))), 4 / 14)
