"""Wide two-layer ReLU networks near their start, and linear networks: trained by gradient descent, or in closed form.

The labels and inputs of `three` are fixed; `wide` is drawn anew on each draw, `trained` once.
"""

from typing import Any

import numpy as np
from scipy.integrate import solve_ivp
from scipy.stats import binom

from corollary.corpus.architecture import deep_linear_residual_network_no_bad_critical_points as residual
from corollary.corpus.networks import deep_linear_saxe_dynamics as saxe
from corollary.corpus.networks import mean_field_limit as field
from corollary.corpus.networks import ntk_concentration_at_initialisation as ntk
from corollary.corpus.networks import ntk_lazy_training as lazy
from corollary.corpus.networks.neural_tangent_kernel import TangentEigenvalue
from corollary.corpus.networks.ntk_limit_positive_definite import GramEigenvalue, SquaredGramEigenvalue
from corollary.logic.vocabulary import Expected
from tests.soundness.world import Between, World, table

INPUTS = np.array([[1.0, 0, 0], [0, 1.0, 0], [0.6, 0, 0.8]])
LABELS = np.array([0.03, -0.02, 0.04])
UNITS, TRAINED, STEP = 400, 20_000, 0.3
DESCENTS = {"no step": 0, "two steps": 2, "twenty steps": 20}
SINGULAR, SCALE = 1.5, 0.2
FLOWS = {"young": 0.3, "old": 3.0}
CROWD, START, LABEL = 12, 1.2, 0.4
TRAININGS = {"untrained": 0.0, "trained a little": 0.5}
BLOCKS, DISTANCE, MOMENTS = 3, 0.3, [0.5, 0.6, 0.9]


def tangent(weights: np.ndarray) -> np.ndarray:
    """Least eigenvalue of (1/m) sum over the units of <x, x'> [both active], for weights of shape (..., units, 3)."""
    active = (weights @ INPUTS.T > 0).astype(float)
    return np.linalg.eigvalsh(INPUTS @ INPUTS.T * (np.swapaxes(active, -1, -2) @ active / weights.shape[-2]))[..., 0]


def linear_blocks(away: np.ndarray, target: np.ndarray) -> tuple[float, float]:
    """Excess and squared gradient of F(A) = E |(product of blocks - target) x|^2 / 2, the blocks being I plus `away`, scaled."""
    blocks = np.eye(3) + DISTANCE * away / np.linalg.norm(away, ord=2, axis=(1, 2))[:, None, None]
    moments = np.diag(MOMENTS)

    def excess(found: np.ndarray) -> float:
        away = found[2] @ found[1] @ found[0] - target
        return float(np.trace(away @ moments @ away.T)) / 2

    gradient = np.zeros(blocks.shape)
    for place in np.ndindex(blocks.shape):
        step = np.zeros(blocks.shape)
        step[place] = 1e-5
        gradient[place] = (excess(blocks + step) - excess(blocks - step)) / 2e-5
    return excess(blocks), float((gradient**2).sum())


def mean_field(time: float) -> float:
    """Mean distance from the limit of the mean of a few units sin(theta) that start at START or -START, fitted to one label.

    Units that start together stay together: two equations, with the shares of the units as weights.
    """
    count = np.arange(CROWD + 1)
    share = np.append(count / CROWD, 0.5)[:, None] * [1, -1] + [0, 1]  # the last row is the limit
    theta, h = np.broadcast_to([START, -START], share.shape), time / 200

    def output(theta: np.ndarray) -> np.ndarray:
        return (share * np.sin(theta)).sum(axis=1, keepdims=True)

    for _ in range(200):  # the midpoint rule
        middle = theta - h / 2 * (output(theta) - LABEL) * np.cos(theta)
        theta = theta - h * (output(middle) - LABEL) * np.cos(middle)
    found = output(theta)[:, 0]
    return float(binom.pmf(count, CROWD, 0.5) @ np.abs(found[:-1] - found[-1]))


def world(seed: int, draws: int) -> World:
    rng = np.random.default_rng(seed)
    wide = tangent(rng.normal(size=(draws, UNITS, 3)))
    cosines = INPUTS @ INPUTS.T
    angles = np.arccos(np.clip(cosines, -1, 1))
    limit = float(np.linalg.eigvalsh(cosines * (np.pi - angles) / (2 * np.pi))[0])
    start = rng.normal(size=(TRAINED // 2, 3)).repeat(2, axis=0)  # in pairs of opposite signs: the outputs are 0
    signs = np.tile([1.0, -1.0], TRAINED // 2) / np.sqrt(TRAINED)
    norm = float(np.linalg.norm(INPUTS, ord=2))

    def away(weights: np.ndarray) -> np.ndarray:
        return np.maximum(INPUTS @ weights.T, 0) @ signs - LABELS

    weights, ends = start, {0: float(np.linalg.norm(away(start)))}
    for k in range(1, max(DESCENTS.values()) + 1):
        active = (weights @ INPUTS.T > 0) * away(weights)
        weights = weights - STEP * signs[:, None] * (active @ INPUTS)
        ends[k] = float(np.linalg.norm(away(weights)))
    own = float(tangent(start))
    radius = 2 * norm * ends[0] / (own * np.sqrt(TRAINED))
    share = float((np.abs(start @ INPUTS.T) <= radius).mean(axis=0).max())
    shrunk = (1 - DISTANCE) ** BLOCKS
    linear = {
        "blocks": linear_blocks(rng.normal(size=(BLOCKS, 3, 3)), np.diag([1.5, 0.7, 1.1])),
        "shrinking blocks": linear_blocks(np.stack([-np.eye(3)] * BLOCKS), np.diag([1.0, shrunk, shrunk])),
    }

    def strength(time: float) -> Between:
        """Both layers of the mode grow from the scale by da/dt = (s - a^2) a."""
        path = solve_ivp(lambda _, a: (SINGULAR - a**2) * a, (0, time), [SCALE], rtol=1e-10, atol=1e-12)
        return Between(path.y[0, -1] ** 2 - 1e-7, path.y[0, -1] ** 2 + 1e-7)

    truths: dict[Any, Any] = {
        TangentEigenvalue: lambda network, sample: {"wide": wide, "trained": own}.get(network),
        ntk.LimitTangentEigenvalue: lambda sample: limit,
        ntk.InputMatrixNorm: lambda sample: norm,
        GramEigenvalue: lambda sample: float(np.linalg.eigvalsh(cosines)[0]),
        SquaredGramEigenvalue: lambda sample: float(np.linalg.eigvalsh(cosines**2)[0]),
        lazy.Residual: table({("trained", "three"): ends[0]}),
        lazy.LastResidual: table({(name, "three"): ends[k] for name, k in DESCENTS.items()}),
        saxe.ModeStrength: table({("mode", name): strength(time) for name, time in FLOWS.items()}),
        field.LabelBound: lambda law: LABEL if law == "one example" else None,
        Expected[field.MeanFieldDistance, "initialisation"]: table(
            {("crowd", m, "two points", "one example"): mean_field(time) for m, time in TRAININGS.items()}
        ),
        residual.LeastSecondMoment: lambda law: MOMENTS[0] if law == "law" else None,
        residual.LinearExcess: table({(name, "law"): found[0] for name, found in linear.items()}),
        residual.BlockGradient: table({(name, "law"): found[1] for name, found in linear.items()}),
    }
    properties: dict[Any, Any] = {
        ntk.UnitInputs: lambda sample: {"n": len(INPUTS)},
        ntk.GaussianFirstLayer: table({("wide",): {"width": UNITS}}),
        lazy.StableUnits: table({("trained", "three"): {"radius": radius, "share": share}}),
        lazy.FirstLayerDescent: table(
            {(m, "trained", "three"): {"width": TRAINED, "step": STEP, "iterations": k} for m, k in DESCENTS.items()}
        ),
        saxe.AlignedStart: table({(m, "target", "mode"): {"scale": SCALE, "singular": SINGULAR} for m in FLOWS}),
        saxe.LinearNetworkFlow: table({(m, "target"): {"time": time} for m, time in FLOWS.items()}),
        field.MeanFieldUnit: table({("crowd",): {"bound": 1.0, "slope": 1.0, "curvature": 1.0}}),
        field.IndependentUnits: table({("crowd", "two points"): {"width": CROWD}}),
        field.MeanFieldTraining: table({(m, "crowd", "one example"): {"time": time} for m, time in TRAININGS.items()}),
        residual.LinearBlocksNearIdentity: table({(m,): {"blocks": BLOCKS, "radius": DISTANCE + 1e-6} for m in linear}),
    }
    objects = {
        "network": ("wide", "trained", "crowd", *linear), "sample": ("three",), "law": ("law", "one example"),
        "prior": ("two points",), "method": (*DESCENTS, *FLOWS, *TRAININGS), "target": ("target",), "mode": ("mode",),
    }  # fmt: skip
    return World("wide", draws, objects, truths, properties)
