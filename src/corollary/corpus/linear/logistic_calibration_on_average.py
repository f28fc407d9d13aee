"""Logistic regression is calibrated on average."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.logistic_mle_existence import fit
from corollary.corpus.linear.logistic_regression import LogisticRisk
from corollary.logic import AtMost, Attempt, Property, Quantity, ablation, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class InterceptCoordinate(Property, says="the first coordinate of every input in {sample} is 1"):
    """Its weight is the intercept."""

    sample: str


class InterceptDerivative(
    Quantity,
    says="the absolute partial derivative of {objective} in the intercept, at the weights of {predictor}",
    tex=r"\lvert \partial_1 L \rvert",
):
    """0 at a critical point, also with a penalty that leaves the intercept out."""

    objective: str
    predictor: str


class MeanCalibrationError(
    Quantity,
    says="the absolute difference between the mean predicted probability of {predictor} and the fraction of positive labels "
    "on {sample}",
    tex=r"\lvert \bar p - \bar y \rvert",
    trivial=1.0,
):
    """On the sample of the fit, averaged over all of it."""

    predictor: str
    sample: str


@theorem
def logistic_calibration_on_average(
    objective: LogisticRisk, intercept: InterceptCoordinate, derivative: AtMost[InterceptDerivative]
) -> AtMost[MeanCalibrationError]:
    """First-order condition."""
    return derivative.value


def _attempt(x: "np.ndarray", y: "np.ndarray", w: "np.ndarray", claimed: float = 1.0) -> Attempt:
    """The derivative is a central difference of the risk."""
    import numpy as np

    def risk(shift: float) -> "np.ndarray":
        v = w + shift * np.eye(w.shape[1])[0]
        return np.asarray(np.logaddexp(0, -y * np.einsum("nij,nj->ni", x, v)).mean(axis=1))

    derivative = np.abs(risk(1e-5) - risk(-1e-5)) / 2e-5
    error = np.abs((1 / (1 + np.exp(-np.einsum("nij,nj->ni", x, w)))).mean(axis=1) - (y > 0).mean(axis=1))
    given = LogisticRisk(), InterceptCoordinate(), AtMost[InterceptDerivative](claimed * derivative)
    return Attempt(error, logistic_calibration_on_average(*given).value, tolerance=1e-8)


def _data(rng: "np.random.Generator", draws: int) -> "tuple[np.ndarray, np.ndarray]":
    import numpy as np

    x = rng.normal(size=(draws, 40, 3))
    x[..., 0] = 1
    return x, np.where(rng.uniform(size=(draws, 40)) < 1 / (1 + np.exp(-(x[..., 1] ** 2))), 1.0, -1.0)


@trial(logistic_calibration_on_average)
def anywhere(rng: "np.random.Generator", draws: int) -> Attempt:
    """Weights that minimise nothing."""
    x, y = _data(rng, draws)
    return _attempt(x, y, rng.normal(size=(draws, 3)))


@trial("logistic-calibration-on-average")
def groups(rng: "np.random.Generator", draws: int) -> Attempt:
    """(a) at the estimator: the indicator of a group as a third coordinate."""
    import numpy as np

    x, y = _data(rng, draws)
    x[..., 2] = x[..., 2] > 0
    y[:, :8] = [1, -1, 1, -1, 1, -1, 1, -1]
    x[:, :4, 2], x[:, 4:8, 2] = 0, 1
    p = 1 / (1 + np.exp(-np.einsum("nij,nj->ni", x, fit(x, y))))
    return Attempt(np.abs(np.sum((p - (y > 0)) * x[..., 2], axis=1)), 0.0, tolerance=1e-7)


@ablation(logistic_calibration_on_average, breaks="intercept")
def without_intercept(rng: "np.random.Generator", draws: int) -> Attempt:
    """The first coordinate is Gaussian."""
    x, y = _data(rng, draws)
    x[..., 0] = rng.normal(size=x.shape[:2])
    return _attempt(x, y, fit(x, y))


@ablation(logistic_calibration_on_average, breaks="derivative")
def half_of_the_derivative(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half of the derivative is claimed."""
    x, y = _data(rng, draws)
    return _attempt(x, y, rng.normal(size=(draws, 3)), 0.5)


@ablation(logistic_calibration_on_average, breaks="objective")
def least_squares(rng: "np.random.Generator", draws: int) -> Attempt:
    """A least-squares fit of the labels ±1 as the score: its own derivative vanishes."""
    import numpy as np

    x, y = _data(rng, draws)
    w = np.linalg.solve(np.einsum("nij,nik->njk", x, x), np.einsum("nij,ni->nj", x, y)[..., None])[..., 0]
    error = np.abs((1 / (1 + np.exp(-np.einsum("nij,nj->ni", x, w)))).mean(axis=1) - (y > 0).mean(axis=1))
    given = LogisticRisk(), InterceptCoordinate(), AtMost[InterceptDerivative](1e-9)
    return Attempt(error, logistic_calibration_on_average(*given).value)
