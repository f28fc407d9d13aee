"""A deviation bounds the gap."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.deviation import Deviation, Gap
from corollary.logic import AtMost, Attempt, ablation, theorem, trial

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def gap_from_deviation(deviation: AtMost[Deviation]) -> AtMost[Gap]:
    """u ≤ |u|."""
    return deviation.value


@trial(gap_from_deviation)
def coin(rng: "Generator", draws: int) -> Attempt:
    """A fair coin tossed 20 times: gap against exact deviation."""
    gap = 0.5 - rng.binomial(20, 0.5, draws) / 20
    return Attempt(gap, gap_from_deviation(AtMost[Deviation](abs(gap))).value)


@ablation(gap_from_deviation, breaks="deviation")
def halved(rng: "Generator", draws: int) -> Attempt:
    """Half the deviation is not an upper bound of it."""
    gap = 0.5 - rng.binomial(20, 0.5, draws) / 20
    return Attempt(gap, gap_from_deviation(AtMost[Deviation](abs(gap) / 2)).value)
