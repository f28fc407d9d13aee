"""Exact risk of least squares, fixed design."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.least_squares import LeastSquares
from corollary.corpus.linear.linear_regression import (
    DesignRank,
    FixedDesign,
    InSampleExcessRisk,
    NoiseVariance,
    WhiteNoise,
    white_points,
)
from corollary.logic import Attempt, Equals, Expected, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def ols_fixed_design_risk(
    design: FixedDesign,
    noise: WhiteNoise,
    variance: Equals[NoiseVariance],
    rank: Equals[DesignRank],
    algorithm: LeastSquares,
) -> Equals[Expected[InSampleExcessRisk, "noise"]]:
    """Given the design; in sample."""
    require(design.n >= 1, "n >= 1")
    require(rank.value <= design.n, "rank <= n")
    return variance.value * rank.value / design.n


def _claimed(n: int, rank: int, variance: float) -> float:
    given = FixedDesign(n=n), WhiteNoise(), Equals[NoiseVariance](variance), Equals[DesignRank](rank), LeastSquares()
    return float(ols_fixed_design_risk(*given).value)


def _errors(
    rng: "np.random.Generator", draws: int, noise: "np.ndarray", rank: int, dimension: int, shrink: float = 1.0
) -> "tuple[np.ndarray, ...]":
    """Fitted minus true means and residuals, shape (draws, noise vectors, n), on random designs; estimates times `shrink`."""
    import numpy as np

    n = noise.shape[1]
    x = rng.normal(size=(draws, n, rank)) @ rng.normal(size=(draws, rank, dimension))
    mean = np.einsum("nij,nj->ni", x, rng.normal(size=(draws, dimension)))
    y = mean[:, None] + noise
    theta = np.einsum("nij,nmj->nmi", np.linalg.pinv(x, rcond=1e-10), y)
    fitted = shrink * np.einsum("nij,nmj->nmi", x, theta)
    return fitted - mean[:, None], y - fitted


@trial(ols_fixed_design_risk)
def deficient_designs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Designs of rank 3 with 5 columns and 8 rows; every value of a discrete white noise is tried."""
    import numpy as np

    error, _ = _errors(rng, draws, white_points(8, 2.0), 3, 5)
    return Attempt(np.abs((error**2).mean(axis=(1, 2)) - _claimed(8, 3, 2.0)), 0.0)


@trial(ols_fixed_design_risk)
def signs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Independent signs as noise, all 64 vectors; designs of full column rank."""
    import itertools

    import numpy as np

    error, _ = _errors(rng, draws, np.array(list(itertools.product([-1.5, 1.5], repeat=6))), 4, 4)
    return Attempt(np.abs((error**2).mean(axis=(1, 2)) - _claimed(6, 4, 2.25)), 0.0)


@trial(ols_fixed_design_risk)
def training_error(rng: "np.random.Generator", draws: int) -> Attempt:
    """(a): the training error falls short of the variance by as much as the excess risk."""
    import numpy as np

    _, residual = _errors(rng, draws, white_points(8, 2.0), 3, 5)
    return Attempt(np.abs((residual**2).mean(axis=(1, 2)) - (2.0 - _claimed(8, 3, 2.0))), 0.0)


@ablation(ols_fixed_design_risk, breaks="noise")
def unequal_variances(rng: "np.random.Generator", draws: int) -> Attempt:
    """Variances 1 and 3 by turns: the mean is 2, but the leverages weigh them."""
    import numpy as np

    scale = np.sqrt(np.tile([1.0, 3.0], 4) / 2)
    error, _ = _errors(rng, draws, white_points(8, 2.0) * scale, 3, 5)
    return Attempt(np.abs((error**2).mean(axis=(1, 2)) - _claimed(8, 3, 2.0)), 0.0)


@ablation(ols_fixed_design_risk, breaks="design")
def design_is_the_noise(rng: "np.random.Generator", draws: int) -> Attempt:
    """The one column of the design is the noise."""
    import numpy as np

    noise = rng.choice([-1.0, 1.0], size=(draws, 8))
    theta = 1 + np.einsum("ni,ni->n", noise, noise) / np.einsum("ni,ni->n", noise, noise)
    return Attempt((((theta - 1)[:, None] * noise) ** 2).mean(axis=1), _claimed(8, 1, 1.0))


@ablation(ols_fixed_design_risk, breaks="algorithm")
def shrunken(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the estimator."""
    import numpy as np

    error, _ = _errors(rng, draws, white_points(8, 2.0), 3, 5, shrink=0.9)
    return Attempt(np.abs((error**2).mean(axis=(1, 2)) - _claimed(8, 3, 2.0)), 0.0)
