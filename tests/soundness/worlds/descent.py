"""Gradient descent from random starts, on a quadratic and on 1 - cos: curvatures, decreases and stability in closed form."""

from typing import Any

import numpy as np

from corollary.corpus.optimization.gradient_descent import (
    BestSquaredGradient,
    GradientDescent,
    InitialSuboptimality,
    LastDecrease,
    LastSquaredGradient,
)
from corollary.corpus.optimization.gradient_descent_stability_threshold import CriticalPoint, Sharpness, Unstable
from corollary.corpus.optimization.smooth_function import Smoothness
from tests.soundness.world import World

CURVATURES = np.array([2.0, 0.7, 0.05])
# objective, step, iterations
METHODS = {
    "slow": ("quadratic", 0.3, 6),
    "edge": ("quadratic", 1.0, 4),
    "unstable": ("quadratic", 1.1, 5),
    "waves": ("cosine", 1.5, 5),
    "wild waves": ("cosine", 2.5, 5),
}
POINTS = {"origin": "quadratic", "valley": "cosine", "ridge": "cosine"}
SHARPNESS = {"origin": 2.0, "valley": 1.0, "ridge": -1.0}


def value(objective: str, x: np.ndarray) -> np.ndarray:
    return (CURVATURES * x**2).sum(axis=-1) / 2 if objective == "quadratic" else (1 - np.cos(x)).sum(axis=-1)


def gradient(objective: str, x: np.ndarray) -> np.ndarray:
    return CURVATURES * x if objective == "quadratic" else np.sin(x)


def world(seed: int, draws: int) -> World:
    rng = np.random.default_rng(seed)
    start = rng.uniform(-3, 3, size=(draws, 3))
    paths = {}
    for name, (objective, step, iterations) in METHODS.items():
        path = [start]
        for _ in range(iterations):
            path.append(path[-1] - step * gradient(objective, path[-1]))
        paths[name] = path

    def of(method: str, objective: str, number: Any) -> Any:
        return number(paths[method]) if METHODS[method][0] == objective else None

    def squared(objective: str, x: np.ndarray) -> np.ndarray:
        return (gradient(objective, x) ** 2).sum(axis=-1)

    def unstable(point: str, method: str) -> bool | None:
        """Whether some direction is stretched: |1 - step h| > 1 for an eigenvalue h of the Hessian."""
        objective, step, _ = METHODS[method]
        if POINTS[point] != objective:
            return None
        eigenvalues = CURVATURES if point == "origin" else np.array([SHARPNESS[point]])
        return bool(np.any(np.abs(1 - step * eigenvalues) > 1 + 1e-12))

    truths: dict[Any, Any] = {
        Smoothness: lambda objective: 2.0 if objective == "quadratic" else 1.0,
        InitialSuboptimality: lambda method, objective: of(method, objective, lambda p: value(objective, p[0])),
        LastSquaredGradient: lambda method, objective: of(method, objective, lambda p: squared(objective, p[-2])),
        LastDecrease: lambda method, objective: of(
            method, objective, lambda p: value(objective, p[-2]) - value(objective, p[-1])
        ),
        BestSquaredGradient: lambda method, objective: of(
            method, objective, lambda p: np.min([squared(objective, x) for x in p[:-1]], axis=0)
        ),
        Sharpness: lambda objective, point: SHARPNESS[point] if POINTS[point] == objective else None,
    }
    properties: dict[Any, Any] = {
        GradientDescent: lambda method, objective: (
            {"step": METHODS[method][1], "iterations": METHODS[method][2]} if METHODS[method][0] == objective else None
        ),
        CriticalPoint: lambda point, objective: POINTS[point] == objective or None,
        Unstable: unstable,
    }
    objects = {"objective": ("quadratic", "cosine"), "method": tuple(METHODS), "point": tuple(POINTS)}
    return World("descent", draws, objects, truths, properties)
