"""What can be learned from how many observations, in the worst case over the laws: classes small enough to know it.

`coin` is {h, 1 - h}; `all` contains all functions on `CORNERS` points; `half-lines` and `parabolas` are sets on the line;
`sines` shatters arbitrarily large sets; `quantised` is all that one program with two parameters of three bits computes.
Sample complexities are known from below, by the laws on one or two points that every one of these classes has to face; for `coin` these
are all laws that matter.
"""

from itertools import combinations, pairwise, product
from typing import Any

import numpy as np
from scipy.stats import binom

from corollary.corpus.learning.agnostic_pac_learnable import AgnosticMinimaxRisk, AgnosticPacLearnable, SampleComplexity
from corollary.corpus.learning.cardinality import LogCardinality
from corollary.corpus.learning.finite_precision_network_class import FinitePrecisionClass
from corollary.corpus.learning.loss_function import LossRange, UnitLoss
from corollary.corpus.learning.no_free_lunch import AllFunctions
from corollary.corpus.learning.pac_learnable import (
    LearningTarget,
    PacLearnable,
    RealizableMinimaxRisk,
    RealizableSampleComplexity,
    SampleBudget,
)
from corollary.corpus.learning.uniform_convergence import UniformConvergence, UniformConvergenceComplexity
from corollary.corpus.learning.vc_dimension import BinaryClassifiers, VCDimension
from corollary.corpus.learning.vc_dimension_halfspaces import AffineHalfspaces
from corollary.corpus.learning.vc_dimension_vector_space import PositivitySets
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.networks.feedforward_network import ParameterBits, ParameterCount
from tests.soundness.world import Between, World

CORNERS, INFINITE = 4, 50.0
LINE = np.linspace(-2, 2, 9)
TARGETS = {"coarse": (0.25, 0.25), "fine": (0.1, 0.05), "finest": (0.03, 0.04)}  # accuracy, probability of failure
BUDGETS = {"one": 1, "three": 3, "ten": 10}


def patterns(name: str) -> set[tuple[bool, ...]]:
    """The restrictions of the class to the points of `LINE` (to the corners for classes on them)."""
    if name == "coin":
        return {(True,), (False,)}
    if name == "all":
        return set(product((False, True), repeat=CORNERS))
    if name == "quantised":
        values = np.arange(-4, 4) / 2
        return {tuple(bool(b) for b in a * LINE + t >= 0) for a, t in product(values, values)}
    degree = (
        1 if name == "half-lines" else 2
    )  # g >= 0 for a polynomial g: every pattern with at most that many changes, and so on
    return {p for p in product((False, True), repeat=len(LINE)) if sum(a != b for a, b in pairwise(p)) <= degree}


def shattered(restrictions: set[tuple[bool, ...]]) -> int:
    """The largest number of points shattered, by brute force."""
    table = np.array(sorted(restrictions))
    size = 0
    while size < table.shape[1] and any(
        len({tuple(row) for row in table[:, list(chosen)]}) == 2 ** (size + 1)
        for chosen in combinations(range(table.shape[1]), size + 1)
    ):
        size += 1
    return size


def least_size(fails: Any, most: int = 12_000) -> int:
    """One more than the greatest n <= most at which a requirement fails, `fails` of an array: so many observations are needed."""
    n = np.arange(1, most + 1)
    failing = n[fails(n)]
    assert not len(failing) or failing[-1] < most
    return int(failing[-1]) + 1 if len(failing) else 1


def deviates(epsilon: float, delta: float, n: np.ndarray) -> np.ndarray:
    """Whether the frequency of heads is off by more than epsilon with probability above delta, for some coin of a few."""
    p = np.array([[0.5], [0.45], [0.35]])
    inside = binom.cdf(np.floor(n * (p + epsilon) + 1e-9), n, p) - binom.cdf(
        np.ceil(n * (p - epsilon) - 1e-9) - 1, n, p
    )
    return np.any(1 - inside > delta + 1e-9, axis=0)


def misjudged(epsilon: float, delta: float, n: np.ndarray) -> np.ndarray:
    """Whether the majority of n tosses of a coin of bias just above epsilon is wrong with probability above delta (ties by a coin).

    No test does better on both of the two opposite coins, and the majority does better on coins of greater bias.
    """
    return majority_wrong(n, epsilon + 1e-9) > delta


def majority_wrong(n: Any, bias: Any) -> Any:
    p = (1 + np.asarray(bias)) / 2
    return binom.cdf((n - 1) // 2, n, p) + (n % 2 == 0) * binom.pmf(n // 2, n, p) / 2


def coin_minimax(n: int) -> float:
    """Greatest expected excess risk of the majority over the biases: no algorithm has less for two opposite coins."""
    bias = np.linspace(0, 1, 2001)
    return float((bias * majority_wrong(n, bias)).max()) + 1e-6


def unseen(epsilon: float, delta: float, n: np.ndarray) -> np.ndarray:
    """Whether a point of mass just above epsilon, whose label is a fair coin, is missed too often."""
    return 0.5 * (1 - epsilon - 1e-9) ** n > delta


def memoriser(n: int) -> float:
    """Greatest expected risk of remembering what was seen and tossing a coin otherwise, over the laws on the corners, by a grid."""
    share = np.arange(41) / 40
    laws = np.array([p for p in product(share, repeat=CORNERS - 1) if sum(p) <= 1 + 1e-9])
    laws = np.hstack([laws, 1 - laws.sum(axis=1, keepdims=True)])
    return 0.5 * float((laws * (1 - laws) ** n).sum(axis=1).max()) + 1e-3


def world(seed: int, draws: int) -> World:
    finite = ("coin", "all", "quantised")
    classes = (*finite, "half-lines", "parabolas", "sines")
    small = {name: patterns(name) for name in classes if name != "sines"}
    dimension = {name: shattered(found) for name, found in small.items()}

    def least(fails: Any) -> dict[str, int]:
        return {name: least_size(lambda n, of=of: fails(*of, n)) for name, of in TARGETS.items()}

    deviating, misjudging, missing = least(deviates), least(misjudged), least(unseen)

    def realizable(hypotheses: str, target: str) -> Any:
        if hypotheses == "coin":
            return 1.0
        epsilon, delta = TARGETS[target]
        # to fail, what remembers the labels must have missed a set of corners of more than epsilon: one of 16
        enough = np.log(2**CORNERS / delta) / epsilon + 1 if hypotheses == "all" else np.inf
        return Between(missing[target], enough)

    def minimax(hypotheses: str, budget: str) -> Any:
        if hypotheses == "coin":
            return 0.0
        return Between(0.0, memoriser(BUDGETS[budget]) if hypotheses == "all" else 0.5)

    def agnostic(hypotheses: str, loss: str, budget: str) -> Any:
        n = BUDGETS[budget]
        if hypotheses == "coin":
            return Between(0.0, coin_minimax(n))
        # empirical risk minimisation in a finite class: twice the expected greatest deviation
        size = len(small[hypotheses]) if hypotheses in finite else np.inf
        return Between(0.0, min(0.5, 2 * np.sqrt(np.log(2 * size) / (2 * n))))

    def learnable(hypotheses: str, loss: str = "zero_one") -> bool:
        return hypotheses != "sines"

    truths: dict[Any, Any] = {
        VCDimension: lambda hypotheses: Between(INFINITE) if hypotheses == "sines" else float(dimension[hypotheses]),
        LogCardinality: lambda hypotheses: np.log(len(small[hypotheses])) if hypotheses in finite else None,
        UniformConvergenceComplexity: lambda hypotheses, loss, target: Between(deviating[target]),
        SampleComplexity: lambda hypotheses, loss, target: Between(
            misjudging[target], misjudging[target] if hypotheses == "coin" else np.inf
        ),
        RealizableSampleComplexity: realizable,
        RealizableMinimaxRisk: minimax,
        AgnosticMinimaxRisk: agnostic,
        LossRange: lambda loss: 1.0,
        ParameterCount: lambda network: 2,
        ParameterBits: lambda network: 3,
    }
    properties: dict[Any, Any] = {
        ZeroOneLoss: lambda loss: True,
        UnitLoss: lambda loss: True,
        BinaryClassifiers: lambda hypotheses: True,
        UniformConvergence: learnable,
        AgnosticPacLearnable: learnable,
        PacLearnable: learnable,
        LearningTarget: lambda target: dict(zip(("epsilon", "delta"), TARGETS[target], strict=True)),
        SampleBudget: lambda budget: {"n": BUDGETS[budget]},
        AllFunctions: lambda hypotheses: {"points": CORNERS} if hypotheses == "all" else None,
        AffineHalfspaces: lambda hypotheses: {"dimension": 1} if hypotheses == "half-lines" else None,
        PositivitySets: lambda hypotheses: {"dimension": 3} if hypotheses == "parabolas" else None,
        FinitePrecisionClass: lambda hypotheses, network: True if hypotheses == "quantised" else None,
    }
    objects = {
        "hypotheses": classes, "loss": ("zero_one",), "target": tuple(TARGETS), "budget": tuple(BUDGETS), "network": ("program",),
    }  # fmt: skip
    return World("learnability", 1, objects, truths, properties)
