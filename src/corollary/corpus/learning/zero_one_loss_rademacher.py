"""Rademacher complexity of the zero-one loss class."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.rademacher_complexity import EmpiricalLossRademacher, EmpiricalRademacher, rademacher_of
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.logic import AtMost, Attempt, Property, ablation, theorem, trial

if TYPE_CHECKING:
    from numpy.random import Generator


class SignLabels(Property, says="the predictors in {hypotheses} and the labels have values in {{-1, 1}}"):
    """Binary classification with labels −1 and 1."""

    hypotheses: str


@theorem
def zero_one_loss_rademacher(
    labels: SignLabels, loss: ZeroOneLoss, complexity: AtMost[EmpiricalRademacher]
) -> AtMost[EmpiricalLossRademacher]:
    """The loss is (1 − y h(x)) / 2."""
    return complexity.value / 2


def _attempt(rng: "Generator", draws: int, scale: float, values: "tuple[int, int]") -> Attempt:
    """Random sets of eight predictors on six points and random labels; complexities by enumeration of signs."""
    import numpy as np

    predictors = rng.choice(values, size=(draws, 8, 6))
    labels = rng.choice(values, size=(draws, 1, 6))
    truth = rademacher_of(scale * (predictors != labels))
    bound = zero_one_loss_rademacher(
        SignLabels(), ZeroOneLoss(), AtMost[EmpiricalRademacher](rademacher_of(predictors))
    ).value
    return Attempt(np.asarray(truth), bound)


@trial(zero_one_loss_rademacher)
def random_signs(rng: "Generator", draws: int) -> Attempt:
    """Equality for labels −1 and 1."""
    return _attempt(rng, draws, 1.0, (-1, 1))


@ablation(zero_one_loss_rademacher, breaks="loss")
def absolute_loss(rng: "Generator", draws: int) -> Attempt:
    """The absolute loss |h − y| is twice the zero-one loss."""
    return _attempt(rng, draws, 2.0, (-1, 1))


@ablation(zero_one_loss_rademacher, breaks="labels")
def zero_one_labels(rng: "Generator", draws: int) -> Attempt:
    """Labels 0 and 1."""
    return _attempt(rng, draws, 1.0, (0, 1))
