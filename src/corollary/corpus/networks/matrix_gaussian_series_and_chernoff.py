"""Norm of a Gaussian matrix, and least eigenvalue of a random sum."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.networks.gram_iteration_spectral_bound import SpectralNorm
from corollary.logic import (
    AtMost,
    Attempt,
    Confidence,
    Constant,
    Property,
    ablation,
    event,
    require,
    step,
    theorem,
    trial,
)
from corollary.logic.arithmetic import exp, log, maximum, sqrt
from corollary.logic.checking import Verdict, identity, inequality

if TYPE_CHECKING:
    from typing import Any

    import numpy as np


class GaussianEntries(
    Property,
    says="the entries of {matrix}, of {rows} rows and {columns} columns, are independent centred Gaussian variables "
    "of standard deviation {deviation}",
    suppose={"rows": 100, "columns": 100, "deviation": 1.0},
):
    """Law N(0, deviation²) for each entry."""

    matrix: str
    rows: int
    columns: int
    deviation: float


@theorem
def matrix_gaussian_series_and_chernoff(
    matrix: GaussianEntries, confidence: Annotated[Confidence, event("matrix")]
) -> AtMost[SpectralNorm]:
    """Matrix Laplace transform of the dilation."""
    require(matrix.rows >= 1, "p >= 1")
    require(matrix.columns >= 1, "q >= 1")
    require(matrix.deviation > 0, "s > 0")
    level = log(matrix.rows + matrix.columns) - log(confidence.delta)
    return matrix.deviation * sqrt(2 * maximum(matrix.rows, matrix.columns) * level)


def _bound(rows: "Any", columns: "Any", delta: "Any", deviation: "Any" = 1.0) -> "Any":
    given = GaussianEntries(rows=rows, columns=columns, deviation=deviation)
    return matrix_gaussian_series_and_chernoff(given, Confidence(delta)).value


def _row(rng: "np.random.Generator", draws: int, claimed: float, share: float) -> Attempt:
    """One row of q entries: the norm is that of a Gaussian vector, with an exact tail."""
    import numpy as np
    from scipy.stats import chi

    q, delta = rng.integers(1, 4, size=draws), 10.0 ** -rng.uniform(0.1, 12, size=draws)
    q[:5], delta[:5] = 1, 1e-12
    return Attempt(np.log(chi.sf(share * _bound(1, q, delta, claimed), q)), np.log(delta))


@trial(matrix_gaussian_series_and_chernoff)
def one_row(rng: "np.random.Generator", draws: int) -> Attempt:
    """Exact failure probabilities; for one entry they are near δ on the logarithmic scale."""
    return _row(rng, draws, 1.0, 1.0)


@trial(matrix_gaussian_series_and_chernoff)
def small_matrices(rng: "np.random.Generator", draws: int) -> Attempt:
    """Norms of 3 × 2 matrices."""
    import numpy as np

    norms = np.linalg.norm(rng.normal(size=(draws, 3, 2)), 2, axis=(1, 2))
    return Attempt(norms, _bound(3, 2, 0.5), delta=0.5)


@ablation(matrix_gaussian_series_and_chernoff, breaks="matrix")
def deviation_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three quarters of the standard deviation."""
    return _row(rng, draws, 0.75, 1.0)


@ablation(matrix_gaussian_series_and_chernoff, breaks="constant")
def nine_tenths(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the bound."""
    return _row(rng, draws, 1.0, 0.9)


def _least_eigenvalue(rng: "np.random.Generator", draws: int, counted: float) -> Attempt:
    """(b) for random vectors of a basis of R² (or none): log P(one count is small), below log P(the least is small)."""
    import numpy as np
    from scipy.stats import binom

    m, p, share = 10**5, 0.01, rng.uniform(0.05, 0.5, size=draws)
    below = binom.logcdf(np.floor((1 - share) * m * p), m, p)
    return Attempt(below, np.log(2) - counted * share**2 * m * p / 2)


@trial("matrix-gaussian-series-and-chernoff")
def random_basis_vectors(rng: "np.random.Generator", draws: int) -> Attempt:
    """The probability that one of two counts is small is below the claim for the least of both; R = 1, μ = 1000."""
    return _least_eigenvalue(rng, draws, 1.0)


@ablation("matrix-gaussian-series-and-chernoff", breaks="constant")
def exponent_and_a_half(rng: "np.random.Generator", draws: int) -> Attempt:
    """One and a half times the exponent."""
    return _least_eigenvalue(rng, draws, 1.5)


# Checked steps of the proof.


@step(matrix_gaussian_series_and_chernoff, 6, mutant={"one": Fraction(11, 10)})
def chord(one: Constant = 1) -> Verdict:
    r"""On $[0, R]$ the convex $e^{- \theta y}$ is at most $1 - h y$, for `R = 1` and `theta <= 4`."""
    return inequality(
        lambda theta, y: exp(-theta * y),
        lambda theta, y: 1 - one * (1 - exp(-theta)) * y,
        {"theta": (0, 4), "y": (0, 1)},
    )


@step(matrix_gaussian_series_and_chernoff, 8, mutant={"one": 2})
def at_choice(one: Constant = 1) -> Verdict:
    r"""For $\theta = - \frac{1}{R} \log(1 - \varepsilon)$ one has $h = \varepsilon / R$."""
    return identity(
        lambda R, epsilon: (1 - exp(R * one / R * log(1 - epsilon))) / R,
        lambda R, epsilon: epsilon / R,
        {"R": (0, inf), "epsilon": (0, 1)},
    )


@step(matrix_gaussian_series_and_chernoff, 9, mutant={"two": Fraction(19, 10)})
def quadratic(two: Constant = 2) -> Verdict:
    r"""$(1 - \varepsilon) \log(1 - \varepsilon) \ge - \varepsilon + \varepsilon^2 / 2$ for `0 <= epsilon <= 19/20`."""
    return inequality(
        lambda epsilon: -epsilon + epsilon**2 / two,
        lambda epsilon: (1 - epsilon) * log(1 - epsilon),
        {"epsilon": (0, Fraction(19, 20))},
    )
