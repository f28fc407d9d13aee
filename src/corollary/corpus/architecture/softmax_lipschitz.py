"""The softmax is Lipschitz, also in total variation."""

from typing import TYPE_CHECKING

from corollary.corpus.foundations.total_variation_distance import TotalVariation
from corollary.logic import AtMost, Attempt, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import exp

if TYPE_CHECKING:
    import numpy as np


class LogitOscillation(
    Quantity,
    says="the greatest minus the least entry of the difference of two finite vectors of logits, of which {posterior} and {prior} "
    "are the softmax",
    tex=r"\operatorname{{osc}}({posterior}, {prior})",
):
    """max(s − s') − min(s − s')."""

    posterior: str
    prior: str


@theorem
def softmax_lipschitz(oscillation: AtMost[LogitOscillation]) -> AtMost[TotalVariation]:
    """tanh(δ/4)."""
    require(oscillation.value >= 0, "oscillation >= 0")
    return (1 - exp(-oscillation.value / 2)) / (1 + exp(-oscillation.value / 2))


def softmax(s: "np.ndarray") -> "np.ndarray":
    """Softmax along the last axis."""
    import numpy as np

    weights = np.exp(s - s.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def _pairs(rng: "np.random.Generator", draws: int) -> "tuple[np.ndarray, np.ndarray]":
    """Random pairs of logits, half of them near the worst: two values, an event of probability one half in the middle."""

    size = int(rng.integers(2, 8))
    s = rng.normal(size=(draws, size)) * rng.exponential(3, size=(draws, 1))
    other = s + rng.normal(size=(draws, size)) * rng.exponential(2, size=(draws, 1))
    delta, worst = rng.exponential(3, size=draws), rng.random(draws) < 0.5
    s[worst], other[worst] = -20, -20
    s[worst, 0], s[worst, 1] = -delta[worst] / 4, delta[worst] / 4
    other[worst, 0], other[worst, 1] = delta[worst] / 4, -delta[worst] / 4
    return s, other


def _distances(rng: "np.random.Generator", draws: int, factor: float) -> Attempt:
    import numpy as np

    s, other = _pairs(rng, draws)
    difference = s - other
    oscillation = factor * (difference.max(axis=1) - difference.min(axis=1))
    claimed = softmax_lipschitz(AtMost[LogitOscillation](oscillation)).value
    return Attempt(np.abs(softmax(s) - softmax(other)).sum(axis=1) / 2, claimed)


@trial(softmax_lipschitz)
def random_logits(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half of the pairs attain the bound up to 1e-8."""
    return _distances(rng, draws, 1.0)


@ablation(softmax_lipschitz, breaks="oscillation")
def oscillation_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the oscillation."""
    return _distances(rng, draws, 0.9)


def _lipschitz(rng: "np.random.Generator", draws: int, constant: float) -> Attempt:
    import numpy as np

    s, other = _pairs(rng, draws)
    other = np.where(rng.random((draws, 1)) < 0.5, s + 1e-3 * (other - s), other)
    moved = np.linalg.norm(softmax(s) - softmax(other), axis=1)
    return Attempt(moved, constant * np.linalg.norm(s - other, axis=1))


@trial("softmax-lipschitz")
def euclidean(rng: "np.random.Generator", draws: int) -> Attempt:
    """The constant one half."""
    return _lipschitz(rng, draws, 0.5)


@ablation("softmax-lipschitz", breaks="constant")
def two_fifths(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two fifths."""
    return _lipschitz(rng, draws, 0.4)
