"""Algorithms whose stability, mean risk, compression and coverage have closed forms.

Ridge: observations z in {-1, 1}, the loss -w z (or (1 - w z)/2), and the exact minimiser w of its mean plus a quadratic penalty.
Averaging: labels y given x, squared loss, the mean label of the sample as constant predictor.
Half-lines: x uniform on [0, 1], the labels are those of a half-line, flipped with probability `FLIP`; the least positive point is kept.
Conformal: the k-th smallest of n scores as threshold for the next one.
"""

from typing import Any

import numpy as np
from scipy.stats import binom

from corollary.corpus.learning.bias_and_variance_of_a_learning_algorithm import Noise, PredictionVariance, SquaredBias
from corollary.corpus.learning.compression_scheme import Compression, OffCompressionRisk
from corollary.corpus.learning.conformal_rank_lemma import MarginalCoverage, RankThreshold
from corollary.corpus.learning.deviation import Deviation, Gap
from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.exchangeability import ExchangeablePoints, ExchangeableScores
from corollary.corpus.learning.learning_algorithm import Output
from corollary.corpus.learning.loss_function import LossRange, SquaredLoss, UnitLoss
from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.stability_of_regularized_erm import RegularisedErm
from corollary.corpus.learning.uniform_stability import StabilityCoefficient
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.optimization.convex_function import ConvexInParameter
from corollary.corpus.optimization.lipschitz_function import ParameterLipschitz
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic.vocabulary import Expected
from tests.soundness.world import World

SIZE, POSITIVE = 20, 0.6
SCALE = {"linear": (0.0, 1.0), "scaled": (0.5, 0.5)}  # the loss is a - b w z


def ridge(seed: int, draws: int) -> World:
    """w is the mean of the sample: it minimises the mean of -w z plus w^2 / 2 over [-1, 1]."""
    rng = np.random.default_rng(seed)
    w = 2 * rng.binomial(SIZE, POSITIVE, size=draws) / SIZE - 1
    mean = 2 * POSITIVE - 1

    def risk(predictor: str, loss: str, law: str = "law") -> np.ndarray:
        a, b = SCALE[loss]
        return a - b * w * mean

    def empirical(predictor: str, loss: str, sample: str) -> np.ndarray:
        a, b = SCALE[loss]
        return a - b * w * w

    def gap(predictor: str, loss: str, law: str, sample: str) -> np.ndarray:
        return risk(predictor, loss) - empirical(predictor, loss, sample)

    truths: dict[Any, Any] = {
        Risk: risk,
        EmpiricalRisk: empirical,
        Gap: gap,
        Deviation: lambda **roles: np.abs(gap(**roles)),
        # b E w (w - mean) = b Var w
        Expected[Gap, "sample"]: lambda predictor, loss, law, sample: SCALE[loss][1] * (1 - mean**2) / SIZE,
        LossRange: lambda loss: 2 * SCALE[loss][1],
        ParameterLipschitz: lambda loss: SCALE[loss][1],
        StabilityCoefficient: lambda algorithm, loss, sample: 2 * SCALE[loss][1] / SIZE,
    }
    properties: dict[Any, Any] = {
        Iid: lambda sample, law: {"n": SIZE},
        UnitLoss: lambda loss: loss == "scaled",
        ZeroOneLoss: lambda loss: False,
        ConvexInParameter: lambda loss: True,
        RegularisedErm: lambda algorithm, loss: {"penalty": SCALE[loss][1]},
        Output: lambda predictor, algorithm, sample: True,
    }
    objects = {
        "predictor": ("w",), "loss": ("linear", "scaled"), "law": ("law",), "sample": ("train",), "algorithm": ("ridge",),
    }  # fmt: skip
    before = frozenset({("ridge", "train"), ("linear", "train"), ("scaled", "train")})
    return World("ridge", draws, objects, truths, properties, before, {"w": "train"})


def averaging(seed: int, draws: int) -> World:
    """y = x + noise, x uniform on three points, noise -1 or 1: the mean label predicts every label."""
    x = np.array([-1.0, 0.5, 2.0])
    of_inputs, noise = x.var(), 1.0
    truths: dict[Any, Any] = {
        Noise: lambda law: noise,
        SquaredBias: lambda predictor, sample, law: of_inputs,
        PredictionVariance: lambda predictor, sample, law: (of_inputs + noise) / SIZE,
        Expected[Risk, "sample"]: lambda predictor, loss, law: (of_inputs + noise) * (1 + 1 / SIZE),
    }
    properties: dict[Any, Any] = {SquaredLoss: lambda loss: True, Iid: lambda sample, law: {"n": SIZE}}
    objects = {"predictor": ("mean label",), "loss": ("squared",), "law": ("law",), "sample": ("train",)}
    return World("averaging", 1, objects, truths, properties, frozenset({("squared", "train")}))


FLIP, START, POINTS_KEPT = 0.1, 0.4, 60


def half_lines(seed: int, draws: int) -> World:
    """Keep the least positive point; without one, keep the greatest point and say no to everything."""
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(size=(draws, POINTS_KEPT)), axis=1)
    y = (x >= START) ^ (rng.uniform(size=x.shape) < FLIP)
    first = np.where(y.any(axis=1), y.argmax(axis=1), POINTS_KEPT - 1)
    start = np.where(y.any(axis=1), np.take_along_axis(x, first[:, None], axis=1)[:, 0], 1.0)
    wrong = (x >= start[:, None]) != y
    kept = np.arange(POINTS_KEPT) == first[:, None]

    def risk(predictor: str, loss: str, law: str = "law") -> np.ndarray:
        return FLIP + (1 - 2 * FLIP) * np.abs(start - START)

    def empirical(predictor: str, loss: str, sample: str) -> np.ndarray:
        return wrong.mean(axis=1)

    truths: dict[Any, Any] = {
        Risk: risk,
        EmpiricalRisk: empirical,
        OffCompressionRisk: lambda algorithm, loss, sample: (wrong & ~kept).sum(axis=1) / (POINTS_KEPT - 1),
        LossRange: lambda loss: 1.0,
    }
    properties: dict[Any, Any] = {
        Iid: lambda sample, law: {"n": POINTS_KEPT},
        ZeroOneLoss: lambda loss: True,
        UnitLoss: lambda loss: True,
        Compression: lambda algorithm: {"size": 1, "bits": 0},
        Output: lambda predictor, algorithm, sample: True,
    }
    objects = {
        "predictor": ("half-line",), "loss": ("zero_one",), "law": ("law",), "sample": ("train",), "algorithm": ("least positive",),
    }  # fmt: skip
    before = frozenset({("least positive", "train"), ("zero_one", "train")})
    return World("half-lines", draws, objects, truths, properties, before, {"half-line": "train"})


CALIBRATION, SCORES = 19, np.array([0.5, 0.3, 0.2])
RANKS = {"median": 10, "ninth tenth": 18, "all": 20}


def conformal(seed: int, draws: int) -> World:
    """Scores with a continuous law, and scores with three values; coverage in closed form."""

    def coverage(threshold: str, score: str, calibration: str) -> float:
        k = RANKS[threshold]
        if score == "continuous" or k == CALIBRATION + 1:
            return k / (CALIBRATION + 1)
        below = np.concatenate([[0.0], np.cumsum(SCORES)[:-1]])  # a score is covered unless k scores lie below it
        return float(SCORES @ binom.cdf(k - 1, CALIBRATION, below))

    properties: dict[Any, Any] = {
        RankThreshold: lambda threshold, score, calibration: {"k": RANKS[threshold]},
        ExchangeableScores: lambda score, calibration: {"n": CALIBRATION},
        ExchangeablePoints: lambda score, calibration: {"n": CALIBRATION},
    }
    objects = {"threshold": tuple(RANKS), "score": ("continuous", "three values"), "calibration": ("calibration",)}
    return World("conformal", 1, objects, {MarginalCoverage: coverage}, properties)
