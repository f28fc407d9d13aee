"""Linear predictors with a Lipschitz loss."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.deviation import Gap
from corollary.corpus.learning.linear_class import InputRadius, LinearRadius, fitted_atoms
from corollary.corpus.learning.loss_function import LossLipschitz, LossRange
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ChosenBefore, Confidence, ForAll, ablation, event, require, theorem, trial
from corollary.logic.arithmetic import log, sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def lipschitz_loss_linear_bound(
    sample: Iid,
    inputs: AtMost[InputRadius],
    hypotheses: AtMost[LinearRadius],
    before: ChosenBefore,
    lipschitz: AtMost[LossLipschitz],
    loss: AtMost[LossRange],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "hypotheses")],
) -> AtMost[ForAll[Gap, "hypotheses"]]:
    """Uniform over the class, one-sided."""
    require(sample.n >= 1, "n >= 1")
    complexity = lipschitz.value * hypotheses.value * inputs.value / sqrt(sample.n)
    return 2 * complexity + loss.value * sqrt(-log(confidence.delta) / (2 * sample.n))


def _attempt(rng: "np.random.Generator", draws: int, lipschitz: float, claimed: float) -> Attempt:
    """The loss min(1, max(0, 1 - lipschitz y f(x))) of linear predictors that fit noise; every label is a fair coin."""
    import numpy as np

    n, reach = 1500, 1.0 / lipschitz
    margins, weights = fitted_atoms(rng, draws, n, 1.0, reach * 0.4)

    def ramp(margin: "np.ndarray") -> "np.ndarray":
        return np.clip(1 - lipschitz * margin, 0, 1)

    gap = (ramp(weights) + ramp(-weights)).mean(axis=1) / 2 - ramp(margins).mean(axis=1)
    bound = lipschitz_loss_linear_bound(
        Iid(n=n),
        AtMost[InputRadius](1.0),
        AtMost[LinearRadius](reach * 0.4 * float(np.sqrt(n))),
        ChosenBefore(),
        AtMost[LossLipschitz](claimed),
        AtMost[LossRange](1.0),
        Confidence(0.05),
    ).value
    return Attempt(gap, np.full(draws, bound), delta=0.05)


@trial(lipschitz_loss_linear_bound)
def fitted_noise(rng: "np.random.Generator", draws: int) -> Attempt:
    """A predictor with about the largest gap in its class."""
    return _attempt(rng, draws, lipschitz=10.0, claimed=10.0)


@ablation(lipschitz_loss_linear_bound, breaks="lipschitz")
def steeper_than_claimed(rng: "np.random.Generator", draws: int) -> Attempt:
    """The loss is four times steeper than claimed."""
    return _attempt(rng, draws, lipschitz=10.0, claimed=2.5)
