"""Margin divided by the Lipschitz constant of the margin."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.adversarial_risk import CertifiedRadius, ScoreMargin
from corollary.corpus.networks.lipschitz_constant_of_network import MarginLipschitz
from corollary.logic import AtLeast, AtMost, Attempt, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def certified_radius_from_margin(
    margin: AtLeast[ScoreMargin], lipschitz: AtMost[MarginLipschitz]
) -> AtLeast[CertifiedRadius]:
    """No input nearer than this has another label."""
    require(margin.value > 0, "the margin is positive")
    require(lipschitz.value > 0, "the Lipschitz constant is positive")
    return margin.value / lipschitz.value


def _linear(rng: "np.random.Generator", draws: int) -> tuple["np.ndarray", "np.ndarray", "np.ndarray"]:
    """Distance to the decision boundary, margin and Lipschitz constant of the margin of linear classifiers."""
    import numpy as np

    w, x = rng.normal(size=(draws, 4, 3)), rng.normal(size=(draws, 3, 1))
    w[::2, 3] = 0  # a constant score
    scores = (w @ x)[:, :, 0]
    top = scores.argmax(1)
    rows = np.arange(draws)
    gaps = scores[rows, top][:, None] - scores
    slopes = np.linalg.norm(w[rows, top][:, None] - w, axis=2)
    others = np.arange(4)[None] != top[:, None]
    distance = np.where(others, gaps / np.where(others, slopes, 1), np.inf).min(1)
    margin = np.where(others, gaps, np.inf).min(1)
    pairs = np.linalg.norm(w[:, :, None] - w[:, None], axis=3).max((1, 2))
    return distance, margin, pairs


def _radius(margin: "np.ndarray", lipschitz: "np.ndarray") -> "np.ndarray":
    radius: np.ndarray = certified_radius_from_margin(
        AtLeast[ScoreMargin](margin), AtMost[MarginLipschitz](lipschitz)
    ).value
    return radius


@trial(certified_radius_from_margin)
def linear_classifiers(rng: "np.random.Generator", draws: int) -> Attempt:
    """Distance to the boundary of a linear classifier, in closed form."""
    distance, margin, lipschitz = _linear(rng, draws)
    return Attempt(truth=distance, bound=_radius(margin, lipschitz), sense="at_least")


@ablation(certified_radius_from_margin, breaks="lipschitz")
def gradient_of_one_score(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half the constant of the margin: what a bound on one score alone would give when the other falls as fast."""
    distance, margin, lipschitz = _linear(rng, draws)
    return Attempt(truth=distance, bound=_radius(margin, lipschitz / 2), sense="at_least")
