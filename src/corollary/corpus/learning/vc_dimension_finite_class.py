"""VC dimension of a finite class."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.cardinality import LogCardinality
from corollary.corpus.learning.vc_dimension import BinaryClassifiers, VCDimension, all_labelings, vc_dimension_of
from corollary.logic import AtMost, Attempt, ablation, theorem, trial
from corollary.logic.arithmetic import log

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def vc_dimension_finite_class(labels: BinaryClassifiers, hypotheses: AtMost[LogCardinality]) -> AtMost[VCDimension]:
    """Shattering d points takes 2^d functions."""
    return hypotheses.value / log(2)


def _attempt(rng: "Generator", draws: int, share: float) -> Attempt:
    """Random sets of patterns on five points, every tenth time all patterns on the first points."""
    import numpy as np

    cube, truth, size = all_labelings(5), [], []
    for draw in range(min(draws, 100)):
        patterns = (
            cube[rng.permutation(32)[: rng.integers(1, 33)]]
            if draw % 10
            else np.unique(cube * (np.arange(5) < draw % 6), axis=0)
        )
        truth.append(vc_dimension_of(patterns))
        size.append(share * len(patterns))
    bound = vc_dimension_finite_class(BinaryClassifiers(), AtMost[LogCardinality](np.log(size))).value
    return Attempt(np.array(truth), bound)


@trial(vc_dimension_finite_class)
def random_patterns(rng: "Generator", draws: int) -> Attempt:
    """Random classes on five points, VC dimension by enumeration."""
    return _attempt(rng, draws, 1.0)


@ablation(vc_dimension_finite_class, breaks="hypotheses")
def half_counted(rng: "Generator", draws: int) -> Attempt:
    """Half of the functions are not counted."""
    return _attempt(rng, draws, 0.5)
