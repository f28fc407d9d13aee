"""Statistical models whose minimax risk is known, and a convex problem whose multiplier is.

`signs`: the mean of a normal vector has coordinates -a or a, a wrong sign costs 2 s: the sign of each coordinate is the best test.
The problem: minimise |x - c|^2 / 2 over |x|^2 / 2 <= t; a multiplier l scales c down by 1 + l.
"""

from typing import Any

import numpy as np
from scipy.stats import norm

from corollary.corpus.foundations.assouad_lemma import HammingSeparated, NeighbourTotalVariation
from corollary.corpus.foundations.minimax_risk import MinimaxRisk
from corollary.corpus.linear.penalised_constrained_equivalence import (
    ConstrainedMinimiser,
    ConstraintSlack,
    ConvexProblem,
    Multiplier,
    ObjectiveGain,
)
from tests.soundness.world import World

COORDINATES, SIGNAL, COST = 5, 0.4, 0.5
CENTRE, LEVEL = np.array([3.0, 4.0]), 2.0
COMPARATORS = {"origin": np.zeros(2), "near": np.array([0.6, 0.8])}


def world(seed: int, draws: int) -> World:
    best = CENTRE * np.sqrt(2 * LEVEL) / np.linalg.norm(CENTRE)

    def objective(x: np.ndarray) -> float:
        return float(((x - CENTRE) ** 2).sum() / 2)

    truths: dict[Any, Any] = {
        NeighbourTotalVariation: lambda model: 2 * norm.cdf(SIGNAL) - 1,
        MinimaxRisk: lambda model: COORDINATES * 2 * COST * norm.sf(SIGNAL),
        ConstraintSlack: lambda comparator, constraint: LEVEL - float((COMPARATORS[comparator] ** 2).sum() / 2),
        ObjectiveGain: lambda comparator, **of: objective(COMPARATORS[comparator]) - objective(best),
        Multiplier: lambda predictor, objective, constraint: np.linalg.norm(CENTRE) / np.sqrt(2 * LEVEL) - 1,
    }
    properties: dict[Any, Any] = {
        HammingSeparated: lambda model: {"coordinates": COORDINATES, "half_separation": COST},
        ConvexProblem: lambda objective, constraint: True,
        ConstrainedMinimiser: lambda predictor, objective, constraint: True,
    }
    objects = {
        "model": ("signs",), "objective": ("distance",), "constraint": ("norm",), "predictor": ("best",),
        "comparator": tuple(COMPARATORS),
    }  # fmt: skip
    return World("minimax", 1, objects, truths, properties)
