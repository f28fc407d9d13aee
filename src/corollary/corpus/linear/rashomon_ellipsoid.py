"""Nearly optimal least-squares fits."""

from typing import TYPE_CHECKING

from corollary.logic import AtLeast, AtMost, Attempt, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class LeastDesignEigenvalue(
    Quantity, says="the least eigenvalue of the mean of x xᵀ over the inputs of {sample}", tex=r"\mu"
):
    """Of XᵀX/n; zero if the columns are dependent."""

    sample: str


class MeanSquareExcess(
    Quantity,
    says="the mean squared error of {predictor}, linear in its inputs, on {sample}, minus the least of a linear predictor",
    tex=r"\varepsilon",
):
    """On the sample itself."""

    predictor: str
    sample: str


class SquaredDistanceToFit(
    Quantity,
    says="the squared distance of the weights of {predictor} from those of the least-squares estimator on {sample}",
    tex=r"\lVert \theta - \hat\theta \rVert^2",
):
    """‖θ − θ̂‖², θ̂ being unique."""

    predictor: str
    sample: str


@theorem
def rashomon_ellipsoid(
    spectrum: AtLeast[LeastDesignEigenvalue], tolerance: AtMost[MeanSquareExcess]
) -> AtMost[SquaredDistanceToFit]:
    """The longest half-axis."""
    require(spectrum.value > 0, "the least eigenvalue is positive")
    require(tolerance.value >= 0, "an excess is not negative")
    return tolerance.value / spectrum.value


def _near_fits(
    rng: "np.random.Generator", draws: int, m: float = 1.0, own: float = 1.0, factor: float = 1.0
) -> Attempt:
    """Parameters away from the fit, half of them along the flattest direction; wrong claims by factors."""
    import numpy as np

    x, y = rng.normal(size=(draws, 12, 4)), rng.normal(size=(draws, 12))
    fit = np.einsum("nij,nj->ni", np.linalg.pinv(x), y)
    values, vectors = np.linalg.eigh(x.swapaxes(1, 2) @ x / 12)
    away = rng.normal(size=(draws, 4))
    away[: draws // 2] = vectors[: draws // 2, :, 0]
    away *= 10 ** rng.uniform(-1, 1, size=(draws, 1))
    errors = [((y - np.einsum("nij,nj->ni", x, t)) ** 2).mean(axis=1) for t in (fit + away, fit)]
    given = AtLeast[LeastDesignEigenvalue](m * values[:, 0]), AtMost[MeanSquareExcess](own * (errors[0] - errors[1]))
    return Attempt((away**2).sum(axis=1), factor * rashomon_ellipsoid(*given).value)


@trial(rashomon_ellipsoid)
def flattest_direction(rng: "np.random.Generator", draws: int) -> Attempt:
    """Attained there."""
    return _near_fits(rng, draws)


@ablation(rashomon_ellipsoid, breaks="spectrum")
def eigenvalue_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """By a tenth."""
    return _near_fits(rng, draws, m=1.1)


@ablation(rashomon_ellipsoid, breaks="tolerance")
def excess_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """By a tenth."""
    return _near_fits(rng, draws, own=0.9)


@ablation(rashomon_ellipsoid, breaks="constant")
def a_tenth_less(rng: "np.random.Generator", draws: int) -> Attempt:
    """0.9 times the bound."""
    return _near_fits(rng, draws, factor=0.9)
