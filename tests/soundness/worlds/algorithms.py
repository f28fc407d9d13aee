"""Algorithms whose stability, mean risk, compression and coverage have closed forms.

Ridge: observations z in {-1, 1}, the loss -w z (or (1 - w z)/2), and the exact minimiser w of its mean plus a quadratic penalty;
structural risk minimisation over {0} and [-1, 1]; the numbers 0 and 1 for comparison.
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
from corollary.corpus.learning.maurer_moment_lemma import ExponentialDivergence
from corollary.corpus.learning.regularized_erm_oracle_inequality import Candidate, ParameterNorm
from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.stability_of_regularized_erm import RegularisedErm
from corollary.corpus.learning.structural_risk_minimization import StructuralMinimiser, StructuralPenalty, Structure
from corollary.corpus.learning.uniform_stability import StabilityCoefficient
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.optimization.convex_function import ConvexInParameter
from corollary.corpus.optimization.lipschitz_function import ParameterLipschitz
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic.vocabulary import Expected
from tests.soundness.world import World, averaged, exponential_divergence

SIZE, POSITIVE, DELTA = 20, 0.6, 0.1
SCALE = {"linear": (0.0, 1.0), "scaled": (0.5, 0.5)}  # the loss is a - b w z


def ridge(seed: int, draws: int) -> World:
    """w is the mean of the sample: it minimises the mean of -w z plus w^2 / 2 over [-1, 1]."""
    rng = np.random.default_rng(seed)
    w = 2 * rng.binomial(SIZE, POSITIVE, size=draws) / SIZE - 1
    mean = 2 * POSITIVE - 1
    # By Hoeffding's inequality |w - mean| exceeds this with probability DELTA at most; the class {0} has weight 0.
    slack = np.sqrt(2 * np.log(2 / DELTA) / SIZE)

    def structural(w: np.ndarray) -> np.ndarray:
        """-w u is least at the sign of the mean w; it is worth its price if |w| exceeds the slack."""
        return np.where(np.abs(w) > slack, np.sign(w), 0.0)

    chosen = {"w": w, "structural": structural(w), "zero": np.zeros(draws), "one": np.ones(draws)}
    counts = np.arange(SIZE + 1)
    means = {
        "w": mean,
        "structural": binom.pmf(counts, SIZE, POSITIVE) @ structural(2 * counts / SIZE - 1),
        "zero": 0.0,
        "one": 1.0,
    }

    def risk(predictor: str, loss: str, law: str = "law") -> np.ndarray:
        a, b = SCALE[loss]
        return a - b * chosen[predictor] * mean

    def empirical(predictor: str, loss: str, sample: str) -> np.ndarray:
        a, b = SCALE[loss]
        return a - b * chosen[predictor] * w

    def gap(predictor: str, loss: str, law: str, sample: str) -> np.ndarray:
        return risk(predictor, loss) - empirical(predictor, loss, sample)

    def mean_gap(predictor: str, loss: str, law: str, sample: str) -> Any:
        """b E u (w - mean); b Var w for w itself."""
        u = {"w": 2 * counts / SIZE - 1, "structural": structural(2 * counts / SIZE - 1)}.get(predictor, 0 * counts)
        return SCALE[loss][1] * float(binom.pmf(counts, SIZE, POSITIVE) @ (u * (2 * counts / SIZE - 1 - mean)))

    def moment(predictor: str, loss: str, law: str, sample: str) -> Any:
        if loss == "linear":
            return None
        return exponential_divergence(SIZE, empirical(predictor, loss, sample), risk(predictor, loss))

    def penalty(predictor: str, structure: str) -> Any:
        scale = SCALE[structure.split()[-1]][1]
        return {"zero": 0.0, "one": scale * slack, "structural": scale * slack * np.abs(chosen["structural"])}.get(
            predictor
        )

    truths: dict[Any, Any] = {
        Risk: risk,
        EmpiricalRisk: empirical,
        Gap: gap,
        Deviation: lambda **roles: np.abs(gap(**roles)),
        Expected[Gap, "sample"]: mean_gap,
        Expected[Risk, "sample"]: lambda predictor, loss, law: (
            SCALE[loss][0] - SCALE[loss][1] * means[predictor] * mean
        ),
        ExponentialDivergence: moment,
        Expected[ExponentialDivergence, "sample"]: lambda loss, **of: (
            None if loss == "linear" else averaged(moment(loss=loss, **of))
        ),
        LossRange: lambda loss: 2 * SCALE[loss][1],
        ParameterLipschitz: lambda loss: SCALE[loss][1],
        ParameterNorm: lambda predictor: np.abs(chosen[predictor]),
        StabilityCoefficient: lambda algorithm, loss, sample: 2 * SCALE[loss][1] / SIZE,
        StructuralPenalty: penalty,
    }
    properties: dict[Any, Any] = {
        Iid: lambda sample, law: {"n": SIZE},
        UnitLoss: lambda loss: loss == "scaled",
        ZeroOneLoss: lambda loss: False,
        ConvexInParameter: lambda loss: True,
        RegularisedErm: lambda algorithm, loss: {"penalty": SCALE[loss][1]},
        Output: lambda predictor, algorithm, sample: predictor == "w" or None,
        Candidate: lambda predictor, algorithm: True,
        Structure: lambda structure, loss, law, sample: (
            {"delta": DELTA, "n": SIZE} if structure == f"classes for {loss}" else None
        ),
        StructuralMinimiser: lambda predictor, structure, loss, sample: (
            {"slack": 0.0} if (predictor, structure) == ("structural", f"classes for {loss}") else None
        ),
    }
    objects = {
        "predictor": tuple(chosen), "loss": tuple(SCALE), "law": ("law",), "sample": ("train",), "algorithm": ("ridge",),
        "structure": tuple(f"classes for {loss}" for loss in SCALE),
    }  # fmt: skip
    before = frozenset((name, "train") for name in ("ridge", "zero", "one", *SCALE))
    return World("ridge", draws, objects, truths, properties, before, {"w": "train", "structural": "train"})


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
