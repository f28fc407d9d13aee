"""Attention, residual blocks and scale-invariant functions: a few layers or steps at a time, followed exactly."""

from typing import Any

import numpy as np

from corollary.corpus.architecture import effective_learning_rate as effective
from corollary.corpus.architecture import in_context_linear_regression_by_linear_attention as context
from corollary.corpus.architecture import rank_collapse_of_pure_attention as collapse
from corollary.corpus.architecture import residual_network_ode_limit as ode
from corollary.corpus.architecture import scale_invariance_gradient_orthogonality as invariance
from corollary.corpus.architecture.softmax_lipschitz import LogitOscillation
from corollary.corpus.foundations.total_variation_distance import TotalVariation
from corollary.corpus.optimization.gradient_descent import GradientDescent, InitialSuboptimality
from tests.soundness.world import World, averaged, table

LAYERS = {"one layer": 1, "two layers": 2}
SIGNALS = {"pair": np.array([[0.3, 0.0], [-0.3, 0.0]]), "triple": np.array([[0.5, 0.2], [-0.4, 0.1], [0.0, 0.6]])}
LOGITS, VALUES = np.array([[1.2, 0.0], [0.3, 0.5]]), np.array([[0.9, 0.1], [0.0, 0.7]])
EXAMPLES, DIMENSION, NOISE = 12, 3, 0.5
STEPS = {"small step": 0.03, "no step": 0.0}
BLOCKS, SLIP = 5, -0.1
QUOTIENT = np.array([1.0, 0.0])  # the function sum of QUOTIENT_i w_i^2 over |w|^2
DESCENTS = {"one step": (1.0, 1), "ten steps": (0.4, 10)}


def softmax(s: np.ndarray) -> np.ndarray:
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def widest(x: np.ndarray) -> float:
    return float(np.linalg.norm(x[:, None] - x, axis=2).max())


def attended(x: np.ndarray, layers: int) -> np.ndarray:
    for _ in range(layers):
        x = softmax(x @ LOGITS @ x.T) @ x @ VALUES
    return x


def world(seed: int, draws: int) -> World:
    rng = np.random.default_rng(seed)
    left, right = rng.normal(size=(2, draws, 5)) * rng.choice([0.1, 1, 4], size=(draws, 1))
    left[0], right[0] = [0.2, -0.2, -60, -60, -60], [-0.2, 0.2, -60, -60, -60]

    many = 4000
    x, w = rng.normal(size=(many, EXAMPLES, DIMENSION)), rng.normal(size=(many, DIMENSION))
    y = np.einsum("nij,nj->ni", x, w) + np.sqrt(NOISE) * rng.normal(size=(many, EXAMPLES))
    found = np.einsum("ni,nij->nj", y, x)

    # x' = x from 1 on; every block is off by the slip
    states = np.array([(1 + SLIP) * (1 + 1 / BLOCKS) ** k - SLIP for k in range(BLOCKS + 1)])
    start = rng.normal(size=(draws, 2))
    start *= np.maximum(1.0, 2 / np.linalg.norm(start, axis=1))[:, None]  # far enough from 0 for both steps

    def quotient(v: np.ndarray) -> np.ndarray:
        return v**2 @ QUOTIENT / (v**2).sum(axis=1)

    paths = {}
    for name, (step, iterations) in DESCENTS.items():
        v, slopes, directions = start, [], []
        for _ in range(iterations):
            squared = (v**2).sum(axis=1)
            gradient = 2 * (QUOTIENT * v - quotient(v)[:, None] * v) / squared[:, None]
            slopes.append((gradient**2).sum(axis=1))
            directions.append(slopes[-1] * squared)
            v = v - step * gradient
        paths[name] = v, np.sum(slopes, axis=0), np.min(directions, axis=0)

    truths: dict[Any, Any] = {
        LogitOscillation: lambda posterior, prior: np.ptp(left - right, axis=1),
        TotalVariation: lambda posterior, prior: np.abs(softmax(left) - softmax(right)).sum(axis=1) / 2,
        collapse.LogitNorm: lambda network: float(np.linalg.norm(LOGITS, ord=2)) if network in LAYERS else None,
        collapse.ValueNorm: lambda network: float(np.linalg.norm(VALUES, ord=2)) if network in LAYERS else None,
        collapse.FirstTokenDistance: lambda network, signal: widest(SIGNALS[signal]) if network in LAYERS else None,
        collapse.LastTokenDistance: lambda network, signal: (
            widest(attended(SIGNALS[signal], LAYERS[network])) if network in LAYERS else None
        ),
        context.InContextRisk: lambda predictor, context: averaged(((STEPS[predictor] * found - w) ** 2).sum(axis=1)),
        ode.FieldLipschitz: lambda field: 1.0,
        ode.SolutionCurvature: lambda solution, field: float(np.e),
        ode.BlockError: table({("residual", "growth"): abs(SLIP)}),
        ode.TrajectoryError: table(
            {("residual", "exponential"): float(np.abs(states - np.exp(np.arange(BLOCKS + 1) / BLOCKS)).max())}
        ),
        # With one of two eigenvalues 1 and the other 0 the Hessian at an angle a has the norm |cos 2a| + 1.
        effective.SphereCurvature: lambda objective: 2.0,
        effective.BestDirectionGradient: lambda method, objective: paths[method][2],
        invariance.StartSquaredNorm: lambda method: (start**2).sum(axis=1),
        invariance.EndSquaredNorm: lambda method: (paths[method][0] ** 2).sum(axis=1),
        invariance.SquaredGradientSum: lambda method, objective: paths[method][1],
        InitialSuboptimality: lambda method, objective: quotient(start),
    }
    properties: dict[Any, Any] = {
        collapse.PureAttention: table({(name,): {"layers": n} for name, n in LAYERS.items()}),
        context.GaussianContext: lambda context: {"n": EXAMPLES, "dimension": DIMENSION, "noise": NOISE},
        context.GradientStepAttention: table({(name, "examples"): {"step": step} for name, step in STEPS.items()}),
        ode.ScaledResidualNetwork: table({("residual", "exponential"): {"blocks": BLOCKS}}),
        invariance.ScaleInvariant: lambda objective: True,
        GradientDescent: lambda method, objective: dict(zip(("step", "iterations"), DESCENTS[method], strict=True)),
    }
    objects = {
        "posterior": ("softmax",), "prior": ("other softmax",), "network": (*LAYERS, "residual"), "signal": tuple(SIGNALS),
        "predictor": tuple(STEPS), "context": ("examples",), "field": ("growth",), "solution": ("exponential",),
        "method": tuple(DESCENTS), "objective": ("quotient",),
    }  # fmt: skip
    return World("attention", draws, objects, truths, properties)
