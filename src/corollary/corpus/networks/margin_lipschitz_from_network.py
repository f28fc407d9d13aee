"""From the Lipschitz constant of the scores to that of their differences."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.lipschitz_constant_of_network import LipschitzConstant, MarginLipschitz
from corollary.logic import AtMost, Attempt, ablation, theorem, trial
from corollary.logic.arithmetic import sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def margin_lipschitz_from_network(lipschitz: AtMost[LipschitzConstant]) -> AtMost[MarginLipschitz]:
    """Two coordinates of a Lipschitz map."""
    return sqrt(2) * lipschitz.value


def _linear(rng: "np.random.Generator", draws: int) -> tuple["np.ndarray", "np.ndarray"]:
    import numpy as np

    rows = rng.normal(size=(draws, 2, 1))
    rows[::2, 1] = -rows[::2, 0]  # the extreme case on every other draw
    return np.abs(rows[:, 0, 0] - rows[:, 1, 0]), np.linalg.norm(rows, axis=(1, 2))


@trial(margin_lipschitz_from_network)
def two_scores(rng: "np.random.Generator", draws: int) -> Attempt:
    """Linear maps from the line to the plane, where both constants are known."""
    truth, constant = _linear(rng, draws)
    return Attempt(truth=truth, bound=margin_lipschitz_from_network(AtMost[LipschitzConstant](constant)).value)


@ablation(margin_lipschitz_from_network, breaks="constant")
def without_root_two(rng: "np.random.Generator", draws: int) -> Attempt:
    """The constant 1 in place of the square root of 2."""
    truth, constant = _linear(rng, draws)
    return Attempt(truth=truth, bound=constant)
