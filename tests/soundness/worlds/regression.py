"""Linear regression on a fixed design: estimators that are linear in the labels, risks by traces, all noise seen on the draws.

y = X signal + noise with white Gaussian noise. Ridge with two penalties, gradient flow stopped at the inverse of one of them, least
squares, also weighted. `given` is a vector fixed before everything; `fitted` is the least-squares fit to the inputs with noise on them.
"""

from typing import Any

import numpy as np

from corollary.corpus.linear import linear_regression as lr
from corollary.corpus.linear.dropout_ridge import ColumnWeightedSquares, InputDropout
from corollary.corpus.linear.early_stopping_vs_ridge import StoppedFlow
from corollary.corpus.linear.gauss_markov import GeneralisedLeastSquares, LinearUnbiased, NeverWorse, NoiseShape
from corollary.corpus.linear.least_squares import LeastSquares, ResidualSquares
from corollary.corpus.linear.noise_injection_tikhonov import CentredInputNoise, NoiseForm, NoisyResidualSquares
from corollary.corpus.linear.ridge_beats_least_squares import Dominates, FullColumnRank
from corollary.corpus.linear.ridge_optimal_penalty import LinearEstimator, SignalVariance, WhiteSignal
from corollary.corpus.linear.ridge_regression import Ridge
from corollary.corpus.linear.ridge_svd_shrinkage import DistanceToMinimumNorm, LeastPositiveEigenvalue
from corollary.logic.vocabulary import Expected
from tests.soundness.world import World, averaged

SIZE, WIDTH, VARIANCE, SPREAD, KEEP, JITTER = 12, 3, 1.5, 0.4, 0.8, 0.3
PENALTIES = {"ridge": 0.1, "strong ridge": 1.5}
SIGNALS = {"truth": np.array([0.3, -0.5, 0.2]), "large truth": np.array([2.0, -3.0, 1.0])}
LINEAR = ("least squares", "weighted least squares", "ridge", "strong ridge", "flow")
VECTORS = ("given", "fitted")


def world(seed: int, draws: int) -> World:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(SIZE, WIDTH)) * np.array([1.5, 1.0, 0.4])
    second = x.T @ x / SIZE
    eigenvalues, axes = np.linalg.eigh(second)

    def of_spectrum(function: Any) -> np.ndarray:
        """The estimator sum_j g(mu_j) v_j v_j^T X^T / n."""
        return (axes * function(eigenvalues)) @ axes.T @ x.T / SIZE

    maps = {name: of_spectrum(lambda mu, p=p: 1 / (mu + p)) for name, p in PENALTIES.items()}
    maps["least squares"] = of_spectrum(lambda mu: 1 / mu)
    maps["flow"] = of_spectrum(lambda mu: (1 - np.exp(-mu / PENALTIES["ridge"])) / mu)

    weighted = x.T * rng.uniform(0.5, 2, SIZE)
    maps["weighted least squares"] = np.linalg.solve(weighted @ x, weighted)

    signals = {name: np.broadcast_to(v, (draws, WIDTH)) for name, v in SIGNALS.items()}
    signals["random truth"] = rng.normal(size=(draws, WIDTH)) * np.sqrt(SPREAD)
    labels = x @ SIGNALS["truth"] + rng.normal(size=(draws, SIZE)) * np.sqrt(VARIANCE)
    given = np.array([0.5, -0.2, 0.1])
    kept = rng.random((draws, SIZE, WIDTH)) < KEEP
    inputs = {"dropout": x * kept / KEEP, "jitter": x + JITTER * rng.normal(size=(draws, SIZE, WIDTH))}
    target = labels[0]  # the labels, one and the same on every draw of the noise on the inputs
    refits = {
        name: np.stack([np.linalg.lstsq(z, target, rcond=None)[0] for z in noisy]) for name, noisy in inputs.items()
    }

    def vector(predictor: str) -> np.ndarray:
        return np.broadcast_to(given, (draws, WIDTH)) if predictor == "given" else refits["dropout"]

    def error_matrix(predictor: str, signal: str) -> np.ndarray:
        """Mean over the noise, given the signal: one matrix a draw."""
        bias = signals[signal] @ (maps[predictor] @ x - np.eye(WIDTH)).T
        return bias[:, :, None] * bias[:, None] + VARIANCE * maps[predictor] @ maps[predictor].T

    def in_sample(predictor: str, signal: str, sample: str) -> Any:
        return np.einsum("ij,dji->d", second, error_matrix(predictor, signal)) if predictor in maps else None

    def order(above: float) -> Any:
        """Whether the least eigenvalue of the difference of the error matrices exceeds this."""

        def truth(predictor: str, comparator: str, signal: str, noise: str) -> Any:
            if predictor not in maps or comparator not in maps or noise != "errors":
                return None
            gain = error_matrix(comparator, signal) - error_matrix(predictor, signal)
            return bool(np.all(np.linalg.eigvalsh(gain)[:, 0] > above))

        return truth

    def parameter_error(predictor: str, signal: str) -> Any:
        if predictor not in maps or signal != "random truth":
            return None
        away = maps[predictor] @ x - np.eye(WIDTH)
        return SPREAD * float((away**2).sum()) + VARIANCE * float((maps[predictor] ** 2).sum())

    def distance(predictor: str, sample: str) -> Any:
        if predictor not in maps:
            return None
        least = labels @ maps["least squares"].T
        return np.linalg.norm(labels @ maps[predictor].T - least, axis=1) / np.linalg.norm(least, axis=1)

    def noisy_squares(predictor: str, sample: str, noise: str) -> Any:
        if predictor not in VECTORS or noise not in inputs:
            return None
        return ((target - np.einsum("dij,dj->di", inputs[noise], vector(predictor))) ** 2).sum(axis=1)

    def form(predictor: str, sample: str, noise: str) -> Any:
        if predictor not in VECTORS or noise not in inputs:
            return None
        squares = vector(predictor) ** 2
        variances = (x**2).sum(axis=0) * (1 - KEEP) / KEEP if noise == "dropout" else np.full(WIDTH, SIZE * JITTER**2)
        return squares @ variances

    def only(values: dict[str, Any]) -> Any:
        return lambda **of: values.get(next(iter(of.values())))

    truths: dict[Any, Any] = {
        lr.NoiseVariance: only({"errors": VARIANCE}),
        lr.SignalNorm: lambda signal: np.linalg.norm(signals[signal], axis=1),
        lr.Dimension: lambda sample: WIDTH,
        lr.DesignRank: lambda sample: WIDTH,
        lr.DesignTrace: lambda sample: float(np.trace(second)),
        Expected[lr.InSampleExcessRisk, "noise"]: in_sample,
        SignalVariance: only({"random truth": SPREAD}),
        Expected[Expected[lr.ParameterError, "noise"], "signal"]: parameter_error,
        LeastPositiveEigenvalue: lambda sample: float(eigenvalues[0]),
        DistanceToMinimumNorm: distance,
        ResidualSquares: lambda predictor, sample: (
            ((target - vector(predictor) @ x.T) ** 2).sum(axis=1) if predictor in VECTORS else None
        ),
        ColumnWeightedSquares: lambda predictor, sample: (
            vector(predictor) ** 2 @ (x**2).sum(axis=0) if predictor in VECTORS else None
        ),
        NoiseForm: form,
        NoisyResidualSquares: noisy_squares,
        Expected[NoisyResidualSquares, "noise"]: lambda **of: (
            None if (v := noisy_squares(**of)) is None else averaged(v)
        ),
    }
    properties: dict[Any, Any] = {
        lr.FixedDesign: lambda sample, signal, noise: {"n": SIZE} if noise == "errors" else None,
        lr.WhiteNoise: lambda noise: True if noise == "errors" else None,
        FullColumnRank: lambda sample: True,
        LeastSquares: lambda predictor, sample: True if predictor == "least squares" else None,
        Ridge: lambda predictor, sample: {"penalty": PENALTIES[predictor]} if predictor in PENALTIES else None,
        StoppedFlow: lambda predictor, sample, comparator: (
            True if (predictor, comparator) == ("flow", "ridge") else None
        ),
        LinearEstimator: lambda predictor, sample: True if predictor in maps else None,
        WhiteSignal: lambda signal, noise: True if (signal, noise) == ("random truth", "errors") else None,
        Dominates: order(0.0),
        NeverWorse: order(-1e-9),
        NoiseShape: lambda noise, covariance: True if noise == "errors" else None,
        GeneralisedLeastSquares: lambda predictor, sample, covariance: True if predictor == "least squares" else None,
        LinearUnbiased: lambda predictor, sample: predictor.endswith("least squares"),
        InputDropout: lambda noise, sample: {"keep": KEEP} if noise == "dropout" else None,
        CentredInputNoise: lambda noise, sample: True if noise in inputs else None,
    }
    objects = {
        "predictor": (*LINEAR, *VECTORS), "comparator": LINEAR, "signal": tuple(signals), "sample": ("design",),
        "noise": ("errors", *inputs), "covariance": ("identity",),
    }  # fmt: skip
    before = frozenset({("given", "dropout"), ("given", "jitter")})
    return World("regression", draws, objects, truths, properties, before)
