"""The zero-one loss is a unit loss."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.loss_function import UnitLoss
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.logic import Attempt, ablation, theorem, trial

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def zero_one_loss_is_unit(loss: ZeroOneLoss) -> UnitLoss:
    """An indicator is 0 or 1."""
    return None  # type: ignore[return-value]


def _attempt(rng: "Generator", draws: int, squared: bool) -> Attempt:
    """Distance from 1/2 of the losses of random predictions on twenty random labels among three."""
    import numpy as np

    predicted, labels = rng.integers(3, size=(2, draws, 20))
    loss = (predicted - labels) ** 2 if squared else predicted != labels
    return Attempt(np.abs(loss - 0.5).max(axis=1), 0.5)


@trial(zero_one_loss_is_unit)
def three_classes(rng: "Generator", draws: int) -> Attempt:
    """Both values occur: the bound is attained."""
    return _attempt(rng, draws, False)


@ablation(zero_one_loss_is_unit, breaks="loss")
def squared_loss(rng: "Generator", draws: int) -> Attempt:
    """The squared loss of the same labels."""
    return _attempt(rng, draws, True)
