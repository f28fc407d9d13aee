"""The range of a unit loss is at most one."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.loss_function import LossRange, UnitLoss
from corollary.logic import AtMost, Attempt, ablation, theorem, trial

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def unit_loss_range(loss: UnitLoss) -> AtMost[LossRange]:
    """1."""
    return 1  # type: ignore[return-value]


def _attempt(rng: "Generator", draws: int, largest: float) -> Attempt:
    """Squared losses of predictions among 0, `largest` and a random number between, on labels 0 and `largest`."""
    import numpy as np

    between = rng.uniform(0, largest, size=(draws, 1, 1))
    predicted = np.concatenate([0 * between, largest + 0 * between, between], axis=1)
    loss = (predicted - np.array([0.0, largest])) ** 2
    return Attempt(loss.max(axis=(1, 2)) - loss.min(axis=(1, 2)), unit_loss_range(UnitLoss()).value)


@trial(unit_loss_range)
def squared_loss_on_the_unit_interval(rng: "Generator", draws: int) -> Attempt:
    """Predictions and labels in [0, 1]: the bound is attained."""
    return _attempt(rng, draws, 1.0)


@ablation(unit_loss_range, breaks="loss")
def squared_loss_on_a_longer_interval(rng: "Generator", draws: int) -> Attempt:
    """Predictions and labels in [0, 1.1]."""
    return _attempt(rng, draws, 1.1)
