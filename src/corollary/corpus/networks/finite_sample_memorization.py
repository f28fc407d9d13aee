"""Interpolation by a shallow ReLU network, constructed."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.vc_dimension import VCDimension
from corollary.logic import AtLeast, Attempt, Property, ablation, require, theorem, trial
from corollary.logic.arithmetic import exact

if TYPE_CHECKING:
    import numpy as np


class ShallowReluClass(
    Property,
    says="{hypotheses} consists of the two-class classifiers of all shallow ReLU networks with {units} hidden units",
):
    hypotheses: str
    units: int


@theorem
def finite_sample_memorization(units: ShallowReluClass) -> AtLeast[VCDimension]:
    """One point more than there are hidden units."""
    require(units.units >= 1, "at least one hidden unit")
    return units.units + exact(1)


def _fitted(rng: "np.random.Generator", draws: int, missing: int) -> Attempt:
    """Fit N alternating labels on a line with the units of the construction, and count those that are right."""
    import numpy as np

    count = 8
    fitted = []
    for _ in range(draws):
        x = np.sort(rng.uniform(size=(count, 1)) + np.arange(count)[:, None], axis=0)
        labels = np.where(np.arange(count) % 2 == 0, 1.0, -1.0)
        p = x[:, 0]
        hidden = np.maximum(p[:, None] - p[None, : count - 1 - missing], 0)
        design = np.hstack([np.ones((count, 1)), hidden])
        coefficients = np.linalg.lstsq(design, labels, rcond=None)[0]
        fitted.append(int(np.all(np.sign(design @ coefficients) == labels)) * count)
    claimed = finite_sample_memorization(ShallowReluClass(units=count - 1)).value
    return Attempt(truth=np.array(fitted, float), bound=np.full(draws, float(claimed)), sense="at_least")


@trial(finite_sample_memorization)
def alternating_labels(rng: "np.random.Generator", draws: int) -> Attempt:
    """The triangular system, solved: all labels are fitted."""
    return _fitted(rng, draws, 0)


@ablation(finite_sample_memorization, breaks="units")
def too_few_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two hinges fewer: some alternating labels are missed."""
    return _fitted(rng, draws, 3)
