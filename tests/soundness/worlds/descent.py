"""Descent from random starts, on quadratics, on 1 - cos and on Huber's function: curvatures, decreases and stability in closed form.

Half of the coordinates of a start are 0. `degenerate` has a direction in which it is constant: its minimisers are a line.
"""

from typing import Any

import numpy as np

from corollary.corpus.linear.gradient_descent_minimum_norm import HalfMeanSquares
from corollary.corpus.linear.ridge_svd_shrinkage import LeastPositiveEigenvalue
from corollary.corpus.optimization import gradient_descent as gd
from corollary.corpus.optimization.convex_function import Convex
from corollary.corpus.optimization.gradient_descent_stability_threshold import CriticalPoint, Sharpness, Unstable
from corollary.corpus.optimization.gradient_flow import GradientFlow, LastSuboptimality
from corollary.corpus.optimization.gradient_step_contraction import StepFactor
from corollary.corpus.optimization.heavy_ball_quadratic import PolyakHeavyBall, Quadratic
from corollary.corpus.optimization.nesterov_acceleration import AcceleratedGradient
from corollary.corpus.optimization.nesterov_acceleration_strongly_convex import AcceleratedGradientConstantMomentum
from corollary.corpus.optimization.polyak_lojasiewicz import PolyakLojasiewicz
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.corpus.optimization.strongly_convex_function import StrongConvexity
from tests.soundness.world import World

KNEE = 0.5  # where Huber's function becomes linear
QUADRATICS = {"quadratic": np.array([2.0, 0.7, 0.05]), "degenerate": np.array([2.0, 0.7, 0.0])}
# least and greatest curvature on the way, over all points
CURVATURES = {"quadratic": (0.05, 2.0), "degenerate": (0.0, 2.0), "cosine": (-1.0, 1.0), "huber": (0.0, 1.0)}
LOJASIEWICZ = {"quadratic": 0.05, "degenerate": 0.7, "cosine": 0.0, "huber": 0.0}
Descent, Ball, Fast = gd.GradientDescent, PolyakHeavyBall, AcceleratedGradientConstantMomentum
METHODS: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "slow": (Descent, "quadratic", {"step": 0.3, "iterations": 6}),
    "edge": (Descent, "quadratic", {"step": 1.0, "iterations": 4}),
    "unstable": (Descent, "quadratic", {"step": 1.1, "iterations": 5}),
    "waves": (Descent, "cosine", {"step": 1.5, "iterations": 5}),
    "short waves": (Descent, "cosine", {"step": 0.5, "iterations": 2}),
    "wild waves": (Descent, "cosine", {"step": 2.5, "iterations": 5}),
    "knee": (Descent, "huber", {"step": 0.8, "iterations": 2}),
    "long knee": (Descent, "huber", {"step": 1.7, "iterations": 2}),
    "regression": (Descent, "degenerate", {"step": 0.9, "iterations": 3}),
    "short flow": (GradientFlow, "quadratic", {"time": 0.7}),
    "long flow": (GradientFlow, "quadratic", {"time": 10.0}),
    "ball": (Ball, "quadratic", {"curvature": 0.05, "smoothness": 2.0, "iterations": 1}),
    "timid ball": (Ball, "quadratic", {"curvature": 0.03, "smoothness": 2.5, "iterations": 8}),
    "fast": (AcceleratedGradient, "huber", {"step": 1.0, "iterations": 2}),
    "fast valley": (AcceleratedGradient, "quadratic", {"step": 0.4, "iterations": 7}),
    "constant momentum": (Fast, "quadratic", {"step": 0.5, "curvature": 0.05, "iterations": 3}),
}
POINTS = {"origin": "quadratic", "valley": "cosine", "ridge": "cosine"}
SHARPNESS = {"origin": 2.0, "valley": 1.0, "ridge": -1.0}


def value(objective: str, x: np.ndarray) -> np.ndarray:
    if objective == "huber":
        return np.where(np.abs(x) <= KNEE, x**2 / 2, KNEE * np.abs(x) - KNEE**2 / 2).sum(axis=-1)
    return (1 - np.cos(x)).sum(axis=-1) if objective == "cosine" else (QUADRATICS[objective] * x**2).sum(axis=-1) / 2


def gradient(objective: str, x: np.ndarray) -> np.ndarray:
    if objective == "huber":
        return np.clip(x, -KNEE, KNEE)
    return np.sin(x) if objective == "cosine" else QUADRATICS[objective] * x


def squared_distance(objective: str, x: np.ndarray) -> np.ndarray:
    """To the nearest minimiser."""
    away = x - 2 * np.pi * np.round(x / (2 * np.pi)) if objective == "cosine" else x
    return (away**2 * (QUADRATICS[objective] > 0 if objective in QUADRATICS else 1)).sum(axis=-1)


def path(method: str, start: np.ndarray) -> list[np.ndarray]:
    """The points of a method, or where a flow starts and ends."""
    kind, objective, values = METHODS[method]
    if kind is GradientFlow:
        return [start, start * np.exp(-QUADRATICS[objective] * values["time"])]
    step = values.get("step")
    if kind is Ball:
        low, high = np.sqrt(values["curvature"]), np.sqrt(values["smoothness"])
        step, momentum = 4 / (low + high) ** 2, ((high - low) / (high + low)) ** 2
    points, ahead, t = [start], start, 1.0
    for _ in range(values["iterations"]):
        new = ahead - step * gradient(objective, ahead)
        moved = new - points[-1]
        if kind is Ball:  # the gradient is taken at the point itself
            new = points[-1] - step * gradient(objective, points[-1]) + (ahead - points[-1])
            ahead = new + momentum * (new - points[-1])
        elif kind is Fast:
            root = np.sqrt(values["curvature"] * step)
            ahead = new + (1 - root) / (1 + root) * moved
        elif kind is AcceleratedGradient:
            later = (1 + np.sqrt(1 + 4 * t**2)) / 2
            ahead, t = new + (t - 1) / later * moved, later
        else:
            ahead = new
        points.append(new)
    return points


def world(seed: int, draws: int) -> World:
    rng = np.random.default_rng(seed)
    start = rng.uniform(-3, 3, size=(draws, 3)) * (rng.random((draws, 3)) < 0.5)
    paths = {name: path(name, start) for name in METHODS}

    def of(number: Any, kind: Any = None) -> Any:
        """A number of the path, for the methods of a kind; of no other objective."""

        def truth(method: str, objective: str) -> Any:
            found = METHODS[method]
            return number(paths[method], objective) if found[1] == objective and kind in (None, found[0]) else None

        return truth

    def squared(objective: str, x: np.ndarray) -> np.ndarray:
        return (gradient(objective, x) ** 2).sum(axis=-1)

    def best(points: list[np.ndarray], objective: str) -> np.ndarray:
        return np.min([squared(objective, x) for x in points], axis=0)

    def factor(method: str, objective: str) -> Any:
        kind, own, values = METHODS[method]
        if kind is not Descent or own != objective:
            return None
        return max(abs(1 - values["step"] * h) for h in CURVATURES[objective])

    def runs(kind: Any) -> Any:
        return lambda method, objective: METHODS[method][2] if METHODS[method][:2] == (kind, objective) else None

    def unstable(point: str, method: str) -> bool | None:
        """Whether some direction is stretched: |1 - step h| > 1 for an eigenvalue h of the Hessian."""
        kind, objective, values = METHODS[method]
        if POINTS[point] != objective or kind is not Descent:
            return None
        eigenvalues = QUADRATICS["quadratic"] if point == "origin" else np.array([SHARPNESS[point]])
        return bool(np.any(np.abs(1 - values["step"] * eigenvalues) > 1 + 1e-12))

    truths: dict[Any, Any] = {
        Smoothness: lambda objective: CURVATURES[objective][1],
        StrongConvexity: lambda objective: max(0.0, CURVATURES[objective][0]),
        PolyakLojasiewicz: lambda objective: LOJASIEWICZ[objective],
        LeastPositiveEigenvalue: lambda sample: 0.7,
        gd.InitialSuboptimality: of(lambda p, f: value(f, p[0])),
        gd.InitialSquaredDistance: of(lambda p, f: squared_distance(f, p[0])),
        gd.LastSquaredGradient: of(lambda p, f: squared(f, p[-2]), Descent),
        gd.LastDecrease: of(lambda p, f: value(f, p[-2]) - value(f, p[-1]), Descent),
        gd.BestSquaredGradient: of(lambda p, f: best(p[:-1], f), Descent),
        gd.BestSquaredGradientToLast: of(best, Descent),
        gd.LastSquaredDistance: of(lambda p, f: squared_distance(f, p[-1])),
        LastSuboptimality: of(lambda p, f: value(f, p[-1])),
        StepFactor: factor,
        Sharpness: lambda objective, point: SHARPNESS[point] if POINTS[point] == objective else None,
    }
    properties: dict[Any, Any] = {
        **{kind: runs(kind) for kind in (Descent, GradientFlow, Ball, AcceleratedGradient, Fast)},
        Convex: lambda objective: objective != "cosine",
        Quadratic: lambda objective: objective in QUADRATICS,
        HalfMeanSquares: lambda objective, sample: objective == "degenerate" or None,
        CriticalPoint: lambda point, objective: POINTS[point] == objective or None,
        Unstable: unstable,
    }
    objects = {
        "objective": tuple(CURVATURES), "method": tuple(METHODS), "point": tuple(POINTS), "sample": ("design",),
    }  # fmt: skip
    return World("descent", draws, objects, truths, properties)
