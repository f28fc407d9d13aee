"""Pieces along a line."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.feedforward_network import Depth, HiddenUnits
from corollary.corpus.networks.linear_region import LinearPieces
from corollary.corpus.networks.relu_network import ReluNetwork
from corollary.logic import AtMost, Attempt, Equals, ablation, require, theorem, trial
from corollary.logic.arithmetic import power

if TYPE_CHECKING:
    import numpy as np


@theorem
def univariate_linear_pieces(
    relu: ReluNetwork, depth: Equals[Depth], units: AtMost[HiddenUnits]
) -> AtMost[LinearPieces]:
    """Exponential in the depth at most."""
    require(depth.value >= 2, "a hidden layer")
    require(units.value >= depth.value - 1, "every hidden layer has a unit")
    return power(1 + units.value / (depth.value - 1), depth.value - 1)


def _sawtooth(rng: "np.random.Generator", draws: int, claimed_depth: int | None, units: float = 2.0) -> Attempt:
    """Compositions of scaled hat functions, whose breakpoints are dyadic: slopes on a dyadic grid find every piece."""
    import numpy as np

    depth = rng.integers(2, 6, size=draws)
    x = np.arange(-64, 129) / 64
    pieces = []
    for d in depth:
        y, sign = x, float(rng.choice([-1, 1]))
        for _ in range(d - 1):
            y = 2 * np.maximum(y, 0) - 4 * np.maximum(y - 1 / 2, 0)
        pieces.append(1 + np.count_nonzero(np.diff(np.diff(sign * y))))
    believed = depth.astype(float) if claimed_depth is None else np.full(draws, float(claimed_depth))
    facts = ReluNetwork(), Equals[Depth](believed), AtMost[HiddenUnits](units * (depth - 1))
    return Attempt(truth=np.array(pieces, float), bound=univariate_linear_pieces(*facts).value)


@trial(univariate_linear_pieces)
def sawtooth(rng: "np.random.Generator", draws: int) -> Attempt:
    """Attained for one hidden layer, the square root of the bound for many."""
    return _sawtooth(rng, draws, None)


@ablation(univariate_linear_pieces, breaks="depth")
def deep_taken_for_shallow(rng: "np.random.Generator", draws: int) -> Attempt:
    """The bound of a shallow network with the same number of units."""
    return _sawtooth(rng, draws, 2)


@ablation(univariate_linear_pieces, breaks="relu")
def hats_for_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """Each hat is said to be one unit: an activation with two kinks."""
    return _sawtooth(rng, draws, None, units=1.0)
