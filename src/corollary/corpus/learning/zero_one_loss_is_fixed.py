"""The zero-one loss is fixed before every sample."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import Attempt, ChosenBefore, ablation, role, theorem, trial

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def zero_one_loss_is_fixed(loss: ZeroOneLoss, sample: Iid) -> Annotated[ChosenBefore, role(hypotheses="loss")]:
    """One function, whatever the sample."""
    return None  # type: ignore[return-value]


def _attempt(rng: "Generator", draws: int, ramp: bool) -> Attempt:
    """Two samples of eleven margins: how much the losses that belong to them differ at one and the same margin."""
    import numpy as np

    one, other = np.median(rng.exponential(size=(2, draws, 11)), axis=2)
    margin = rng.normal(size=draws)

    def loss(chosen: object) -> "np.ndarray":
        return np.clip(1 - margin / np.asarray(chosen), 0, 1) if ramp else (margin <= 0) * 1.0

    return Attempt(np.abs(loss(one) - loss(other)), 0.0)


@trial(zero_one_loss_is_fixed)
def two_samples(rng: "Generator", draws: int) -> Attempt:
    """The zero-one loss of the sign."""
    return _attempt(rng, draws, False)


@ablation(zero_one_loss_is_fixed, breaks="loss")
def ramp_at_the_median(rng: "Generator", draws: int) -> Attempt:
    """The ramp loss at the median of the margins on the sample."""
    return _attempt(rng, draws, True)
