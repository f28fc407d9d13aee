"""Stochastic gradients of finite sums of quadratic functions in the plane: every mean is exact, by enumeration of batches and orders.

`sum` has components of random orientation, `equal` round ones of one curvature, `interpolating` those of `sum` with one common minimiser.
The state of a method is (x, s, 1) with s the sum of points to be averaged; a step is a matrix that acts on it.
"""

from itertools import combinations, permutations
from typing import Any

import numpy as np

from corollary.corpus.optimization import finite_sum as fs
from corollary.corpus.optimization import random_reshuffling as rr
from corollary.corpus.optimization import stochastic_gradient_descent as sgd
from corollary.corpus.optimization import without_replacement_variance as wr
from corollary.corpus.optimization.convex_function import Convex
from corollary.corpus.optimization.expected_smoothness_minibatch import BatchGradients
from corollary.corpus.optimization.gradient_descent import (
    InitialSquaredDistance,
    InitialSuboptimality,
    LastSquaredDistance,
)
from corollary.corpus.optimization.polyak_lojasiewicz import PolyakLojasiewicz
from corollary.corpus.optimization.reshuffling_exact_quadratic import EqualCurvature
from corollary.corpus.optimization.sgd_interpolation_linear_rate import Interpolation
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.corpus.optimization.strongly_convex_function import StrongConvexity
from corollary.logic.vocabulary import Expected
from tests.soundness.world import World

COMPONENTS, FLATTEST, ROUND = 4, 0.3, 0.8
BATCHES = {"ones": 1, "pairs": 2}
Descent, Decreasing, Shuffled = sgd.StochasticGradientDescent, sgd.DecreasingStepDescent, rr.Shuffled
# kind, objective, gradients (or for orders: whether they are drawn afresh), values
METHODS: dict[str, tuple[Any, str, Any, dict[str, Any]]] = {
    "few": (Descent, "sum", "ones", {"step": 0.4, "iterations": 1}),
    "many": (Descent, "sum", "pairs", {"step": 0.4, "iterations": 30}),
    "tiny": (Descent, "equal", "ones", {"step": 0.01, "iterations": 40}),
    "interpolation": (Descent, "interpolating", "ones", {"step": 0.9, "iterations": 3}),
    "decreasing": (Decreasing, "equal", "ones", {"scale": 2.6, "offset": 5.0, "iterations": 12}),
    "late": (Decreasing, "sum", "pairs", {"scale": 4.0, "offset": 9.0, "iterations": 5}),
    "fresh": (Shuffled, "sum", True, {"step": 0.2, "epochs": 3}),
    "once": (Shuffled, "sum", False, {"step": 0.6, "epochs": 4}),
    "round": (Shuffled, "equal", True, {"step": 0.3, "epochs": 2}),
    "round once": (Shuffled, "equal", False, {"step": 0.1, "epochs": 9}),
    "still": (Shuffled, "equal", True, {"step": 0.05, "epochs": 1}),
}
DRAWN = {"one": 1, "three": 3, "all": COMPONENTS}


class Sum:
    """(1/n) sum of (x - p_i)^T A_i (x - p_i) / 2, with its minimiser at 0."""

    def __init__(self, curvatures: np.ndarray, centres: np.ndarray) -> None:
        slopes = np.einsum("nij,nj->ni", curvatures, centres)
        minimiser = np.linalg.solve(curvatures.sum(axis=0), slopes.sum(axis=0))
        self.curvatures, self.gradients = curvatures, slopes - curvatures @ minimiser  # minus the gradients at 0
        self.mean = curvatures.mean(axis=0)
        self.eigenvalues = np.linalg.eigvalsh(self.mean)

    def batches(self, size: int) -> list[tuple[np.ndarray, np.ndarray]]:
        sets = [list(b) for b in combinations(range(COMPONENTS), size)]
        return [(self.curvatures[b].mean(axis=0), self.gradients[b].mean(axis=0)) for b in sets]

    def expected_smoothness(self, size: int) -> float:
        squares = np.mean([a @ a for a, _ in self.batches(size)], axis=0)
        values, axes = np.linalg.eigh(self.mean)
        root = axes @ np.diag(values**-0.5) @ axes.T
        return float(np.linalg.eigvalsh(root @ squares @ root)[-1])


def stepped(a: np.ndarray, b: np.ndarray, step: float) -> np.ndarray:
    """(x, s, 1) -> (x - step (a x - b), s, 1)."""
    found = np.eye(5)
    found[:2, :2] -= step * a
    found[:2, 4] = step * b
    return found


ADD = np.eye(5)
ADD[2:4, :2] = np.eye(2)  # s -> s + x


def world(seed: int, draws: int) -> World:
    rng = np.random.default_rng(seed)
    axis = rng.normal(size=(COMPONENTS, 2))
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    turned = FLATTEST * np.eye(2) + (1 - FLATTEST) * axis[:, :, None] * axis[:, None]
    centres = rng.normal(size=(COMPONENTS, 2))
    sums = {
        "sum": Sum(turned, centres),
        "equal": Sum(np.broadcast_to(ROUND * np.eye(2), turned.shape), centres),
        "interpolating": Sum(turned, 0 * centres),
    }
    start = rng.uniform(-2, 2, size=(draws, 2)) * rng.choice([0, 0.1, 1], size=(draws, 1))
    state = np.concatenate([start, np.zeros((draws, 2)), np.ones((draws, 1))], axis=1)

    def mean(method: str, form: np.ndarray) -> np.ndarray:
        """The mean of a quadratic form of the last state, pulled back step by step."""
        kind, objective, how, values = METHODS[method]
        of = sums[objective]
        if kind is Shuffled:
            orders = [list(o) for o in permutations(range(COMPONENTS))]
            steps = [stepped(a, b, values["step"]) for a, b in of.batches(1)]
            epochs = [ADD @ np.linalg.multi_dot([steps[i] for i in order]) for order in orders]
            if not how:
                whole = [np.linalg.matrix_power(e, values["epochs"]) for e in epochs]
                form = np.mean([w.T @ form @ w for w in whole], axis=0)
            else:
                for _ in range(values["epochs"]):
                    form = np.mean([e.T @ form @ e for e in epochs], axis=0)
        else:
            for k in reversed(range(values["iterations"])):
                step = values["step"] if kind is Descent else values["scale"] / (k + values["offset"])
                maps = [stepped(a, b, step) @ ADD for a, b in of.batches(BATCHES[how])]
                form = np.mean([m.T @ form @ m for m in maps], axis=0)
        return np.einsum("di,ij,dj->d", state, form, state)

    def last(method: str, objective: str) -> Any:
        return mean(method, np.diag([1.0, 1, 0, 0, 0])) if METHODS[method][1] == objective else None

    def average(kind: Any, times: str) -> Any:
        def truth(method: str, objective: str) -> Any:
            found = METHODS[method]
            if found[:2] != (kind, objective):
                return None
            form = np.zeros((5, 5))
            form[2:4, 2:4] = sums[objective].mean / (2 * found[3][times] ** 2)
            return mean(method, form)

        return truth

    def runs(kind: Any) -> Any:
        return lambda method, gradients, objective: (
            METHODS[method][3] if METHODS[method][:3] == (kind, objective, gradients) else None
        )

    def drawn(draw: str, population: str) -> float:
        vectors = centres - centres.mean(axis=0)
        means = [vectors[list(b)].mean(axis=0) for b in combinations(range(COMPONENTS), DRAWN[draw])]
        return float(np.mean([m @ m for m in means]))

    def batch_noise(gradients: str, objective: str) -> float:
        return float(np.mean([b @ b for _, b in sums[objective].batches(BATCHES[gradients])]))

    truths: dict[Any, Any] = {
        Smoothness: lambda objective: float(sums[objective].eigenvalues[-1]),
        StrongConvexity: lambda objective: float(sums[objective].eigenvalues[0]),
        PolyakLojasiewicz: lambda objective: float(sums[objective].eigenvalues[0]),
        fs.ComponentSmoothness: lambda objective: ROUND if objective == "equal" else 1.0,
        fs.ComponentStrongConvexity: lambda objective: ROUND if objective == "equal" else FLATTEST,
        fs.ComponentNoise: lambda objective: float((sums[objective].gradients ** 2).sum(axis=1).mean()),
        sgd.ExpectedSmoothness: lambda gradients, objective: sums[objective].expected_smoothness(BATCHES[gradients]),
        sgd.NoiseAtOptimum: batch_noise,
        InitialSquaredDistance: lambda method, objective: (
            (start**2).sum(axis=1) if METHODS[method][1] == objective else None
        ),
        InitialSuboptimality: lambda method, objective: (
            np.einsum("di,ij,dj->d", start, sums[objective].mean, start) / 2
            if METHODS[method][1] == objective
            else None
        ),
        Expected[LastSquaredDistance, "sampling"]: last,
        Expected[sgd.AverageSuboptimality, "sampling"]: average(Descent, "iterations"),
        Expected[rr.EpochAverageSuboptimality, "sampling"]: average(Shuffled, "epochs"),
        wr.PopulationVariance: lambda population: float(((centres - centres.mean(axis=0)) ** 2).sum(axis=1).mean()),
        Expected[wr.DrawnMeanError, "sampling"]: drawn,
    }
    properties: dict[Any, Any] = {
        Convex: lambda objective: True,
        fs.FiniteSum: lambda objective: {"n": COMPONENTS},
        fs.ConvexComponents: lambda objective: True,
        EqualCurvature: lambda objective: {"curvature": ROUND} if objective == "equal" else None,
        Interpolation: lambda gradients, objective: objective == "interpolating",
        BatchGradients: lambda gradients, objective: {"size": BATCHES[gradients]},
        Descent: runs(Descent),
        Decreasing: runs(Decreasing),
        Shuffled: lambda method, objective: (
            METHODS[method][3] if METHODS[method][:2] == (Shuffled, objective) else None
        ),
        rr.FreshOrders: lambda method: METHODS[method][2] if METHODS[method][0] is Shuffled else None,
        wr.DrawnWithoutReplacement: lambda draw, population: {"size": DRAWN[draw], "population_size": COMPONENTS},
    }
    objects = {
        "objective": tuple(sums), "gradients": tuple(BATCHES), "method": tuple(METHODS), "draw": tuple(DRAWN), "population": ("centres",),
    }  # fmt: skip
    return World("stochastic", draws, objects, truths, properties)
