"""Linear scores fitted to small labelled samples: logistic regression, the widest margin, and gradient flow on exponential losses.

`mixed` overlaps and has a constant coordinate, `coins` has no other, `apart` is separated by a line through 0. Hulls and margins in the
plane, by their definitions on a fine grid of directions.
"""

from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from corollary.corpus.learning.excess_risk import ExcessRisk
from corollary.corpus.learning.logistic_surrogate_bound import LogisticLoss, SignOf
from corollary.corpus.learning.loss_function import LossRange, UnitLoss
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.linear import implicit_bias_logistic as bias
from corollary.corpus.linear import logistic_calibration_on_average as calibration
from corollary.corpus.linear import logistic_regression as lg
from corollary.corpus.linear.logistic_mle_existence import EstimatedWeightNorm, Overlap
from corollary.corpus.linear.maximum_margin_duality import HullDistance
from corollary.corpus.linear.support_vector_machine import HomogeneousMargin, InterceptMargin
from corollary.corpus.networks import homogeneous_smoothed_margin_monotone as smoothed
from corollary.corpus.optimization.convex_function import Convex
from corollary.corpus.optimization.gradient_flow import GradientFlow
from corollary.corpus.optimization.smooth_function import Smoothness
from tests.soundness.world import Between, World, table

# inputs with their labels
SIGNED = {
    "mixed": ([[1, -1], [1, -0.5], [1, 0.2], [1, 0.9], [1, 1.5], [1, -0.1]], [-1, 1, -1, 1, 1, -1]),
    "coins": ([[1]] * 10, [1] * 8 + [-1] * 2),
    "apart": ([[1, 0.5], [0.4, 1], [-0.8, 0.2], [-0.5, -1.5]], [1, 1, -1, -1]),
    "hulls": ([[2, 1], [2, -1], [4, 0], [0, 0], [-1, 2]], [1, 1, 1, -1, -1]),
}
TIMES = {"short": 5.0, "long": 1e5}
ANGLES = np.linspace(0, 2 * np.pi, 100_001)
CIRCLE = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)
WIDTH = ANGLES[1] / 2  # to the nearest direction of the grid, at most
SCORES = {"cautious": 0.15, "wrong way": -0.2, "bold": 2.0}  # a constant score where P(y = 1) is 0.6


def fit(points: np.ndarray) -> np.ndarray:
    """The weights of least mean logistic loss, by Newton's method."""
    w = np.zeros(points.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(points @ w))
        w = w + np.linalg.solve(points.T * (p * (1 - p)) @ points, points.T @ p)
    return w


def flow(points: np.ndarray, start: np.ndarray, time: float) -> np.ndarray:
    """The gradient flow of the sum of exp(-<w, z>) over the points z."""
    return solve_ivp(
        lambda _, w: points.T @ np.exp(-points @ w), (0, time), start, method="LSODA", rtol=1e-10, atol=1e-12
    ).y[:, -1]


def world(seed: int, draws: int) -> World:
    inputs = {name: np.array(x, float) for name, (x, _) in SIGNED.items()}
    signed = {name: inputs[name] * np.array(y)[:, None] for name, (_, y) in SIGNED.items()}
    weights = {f"fit of {sample}": (sample, fit(signed[sample])) for sample in ("mixed", "coins")}
    weights["stopped"] = "mixed", np.array([0.3, 0.6])
    apart = signed["apart"]
    begin = np.array([2.0, 1.5])
    # of the mean: the flow of the sum, slower by the number of points
    ends = {name: flow(apart, np.zeros(2), time / len(apart)) for name, time in TIMES.items()}
    ends["late start"] = flow(apart, begin, TIMES["short"])

    def probabilities(predictor: str) -> np.ndarray:
        sample, w = weights[predictor]
        return 1 / (1 + np.exp(-inputs[sample] @ w))

    def violations() -> Between:
        least = np.maximum(-CIRCLE @ signed["mixed"].T, 0).mean(axis=1).min()
        return Between(least - WIDTH * np.linalg.norm(signed["mixed"], axis=1).max(), least)

    def margins(sample: str, intercept: bool) -> Between:
        scores, positive = CIRCLE @ inputs[sample].T, np.array(SIGNED[sample][1]) > 0
        low, high = scores[:, positive].min(axis=1), scores[:, ~positive].max(axis=1)
        best = ((low - high) / 2 if intercept else np.minimum(low, -high)).max()
        return Between(max(best, 0.0), max(best + WIDTH * np.linalg.norm(signed[sample], axis=1).max(), 0.0))

    def gap(predictor: str) -> float:
        """|mean probability - share of positive labels|."""
        sample, _ = weights[predictor]
        return abs(float(probabilities(predictor).mean() - (np.array(SIGNED[sample][1]) > 0).mean()))

    def derivative(objective: str, predictor: str) -> Any:
        sample, w = weights[predictor]
        if objective != f"logistic {sample}":
            return None
        up, down = (np.logaddexp(0, -signed[sample] @ (w + b * np.eye(len(w))[0])).mean() for b in (1e-5, -1e-5))
        slope = abs(up - down) / 2e-5
        return Between(max(0.0, slope - 1e-8), slope + 1e-8)

    def curvature(objective: str) -> float:
        """Greatest at 0, where every second derivative of the loss is 1/4."""
        x = inputs[objective.split()[1]]
        return float(np.linalg.eigvalsh(x.T @ x / len(x))[-1]) / 4

    def excess(predictor: str, loss: str, law: str) -> Any:
        if predictor in weights:
            return None
        sign, best = predictor.startswith("sign of "), np.log(0.6 / 0.4)
        score = SCORES[predictor.removeprefix("sign of ")]
        if sign != (loss == "zero_one"):
            return None
        if sign:
            return 0.2 if score < 0 else 0.0
        mine, least = (0.6 * np.logaddexp(0, -t) + 0.4 * np.logaddexp(0, t) for t in (score, best))
        return float(mine - least)

    def objective_of(kind: str) -> Any:
        return lambda objective, sample: objective == f"{kind} {sample}" or None

    total = float(np.exp(-apart @ begin).sum())
    truths: dict[Any, Any] = {
        lg.InputSecondMoment: lambda sample: float(np.linalg.eigvalsh(inputs[sample].T @ inputs[sample] / len(inputs[sample]))[-1]),
        Smoothness: lambda objective: curvature(objective) if objective.startswith("logistic") else None,
        Overlap: lambda sample: 0.2 if sample == "coins" else violations() if sample == "mixed" else None,
        EstimatedWeightNorm: lambda predictor: (
            None if predictor not in weights else Between(*(np.linalg.norm(weights[predictor][1]) + np.array([-1e-9, 1e-9])))
        ),
        calibration.InterceptDerivative: lambda objective, predictor: derivative(objective, predictor) if predictor in weights else None,
        calibration.MeanCalibrationError: lambda predictor, sample: (
            gap(predictor) if predictor in weights and weights[predictor][0] == sample else None
        ),
        HullDistance: table({("hulls",): 2.0}),  # of the origin from the segment at x = 2
        InterceptMargin: lambda sample: margins(sample, True) if sample != "coins" else None,
        HomogeneousMargin: lambda sample: margins(sample, False) if sample == "apart" else None,
        bias.SampleRadius: lambda sample: float(np.linalg.norm(inputs[sample], axis=1).max()),
        bias.EndNormalisedMargin: lambda method, sample: (
            float((apart @ ends[method]).min() / np.linalg.norm(ends[method])) if sample == "apart" else None
        ),
        smoothed.StartValue: table({("summed exponential", "late start"): total}),
        smoothed.EndValue: table({("summed exponential", "late start"): float(np.exp(-apart @ ends["late start"]).sum())}),
        smoothed.StartSmoothedMargin: table(
            {("score", "summed exponential", "late start"): -np.log(total) / float(np.linalg.norm(begin))}
        ),
        ExcessRisk: excess,
        LossRange: table({("zero_one",): 1.0}),
    }  # fmt: skip
    properties: dict[Any, Any] = {
        lg.LogisticRisk: objective_of("logistic"),
        lg.LogisticEstimator: table({("fit of mixed", "mixed"): True, ("fit of coins", "coins"): True}),
        Convex: lambda objective: True,
        calibration.InterceptCoordinate: lambda sample: sample in ("mixed", "coins"),
        bias.SignedPoints: lambda sample: {"n": len(inputs[sample])},
        bias.ExponentialRisk: table({("mean exponential", "apart"): True}),
        bias.StartsAtZero: lambda method: method in TIMES,
        GradientFlow: table({
            **{(name, "mean exponential"): {"time": time} for name, time in TIMES.items()},
            ("late start", "summed exponential"): {"time": TIMES["short"]},
        }),
        smoothed.HomogeneousNetwork: lambda network: {"degree": 1},
        smoothed.SummedExponentialLoss: table({("summed exponential", "score", "apart"): True}),
        LogisticLoss: lambda loss: loss == "logistic loss",
        ZeroOneLoss: lambda loss: loss == "zero_one",
        UnitLoss: lambda loss: loss == "zero_one",
        SignOf: lambda predictor, score: predictor == f"sign of {score}" or None,
    }  # fmt: skip
    objects = {
        "sample": tuple(SIGNED), "objective": (*(f"logistic {s}" for s in SIGNED), "mean exponential", "summed exponential"),
        "method": tuple(ends), "network": ("score",), "law": ("law",), "score": tuple(SCORES),
        "predictor": (*weights, *SCORES, *(f"sign of {s}" for s in SCORES)), "loss": ("logistic loss", "zero_one"),
    }  # fmt: skip
    return World("classifiers", 1, objects, truths, properties)
