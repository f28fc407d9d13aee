"""Linear predictors with a Lipschitz loss."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.deviation import Gap
from corollary.corpus.learning.linear_class import InputRadius, LinearRadius, fitted_atoms
from corollary.corpus.learning.loss_function import LossLipschitz, LossRange
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Confidence,
    ForAll,
    ablation,
    event,
    require,
    role,
    theorem,
    trial,
)
from corollary.logic.arithmetic import log, sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def lipschitz_loss_linear_bound(
    sample: Iid,
    inputs: AtMost[InputRadius],
    hypotheses: AtMost[LinearRadius],
    before: ChosenBefore,
    fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
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
        ChosenBefore("loss"),
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


def _coins(rng: "np.random.Generator", draws: int, tosses: int, width: float) -> Attempt:
    """A class of one predictor (radius 0) whose loss is a fair coin: logarithms of the exact tail for n = 10^6."""
    import numpy as np
    from scipy.stats import binom

    n, log_delta = 10**6, -rng.uniform(1, 92, size=draws)
    gap = lipschitz_loss_linear_bound(
        Iid(n=n),
        AtMost[InputRadius](1.0),
        AtMost[LinearRadius](0.0),
        ChosenBefore(),
        ChosenBefore("loss"),
        AtMost[LossLipschitz](1.0),
        AtMost[LossRange](width),
        Confidence(np.exp(log_delta)),
    ).value
    return Attempt(binom.logcdf(np.ceil(tosses * (0.5 - gap) - 1e-9) - 1, tosses, 0.5), log_delta)


@trial(lipschitz_loss_linear_bound)
def coins(rng: "np.random.Generator", draws: int) -> Attempt:
    """One predictor, down to probabilities of 1e-40."""
    return _coins(rng, draws, 10**6, 1.0)


@ablation(lipschitz_loss_linear_bound, breaks="sample")
def coins_repeated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Every coin is counted ten times."""
    return _coins(rng, draws, 10**5, 1.0)


@ablation(lipschitz_loss_linear_bound, breaks="loss")
def range_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The loss is said to have the range one half."""
    return _coins(rng, draws, 10**6, 0.5)


def _fitted(draws: int, inputs: float, radius: float) -> Attempt:
    """Any labels of n orthonormal inputs are fitted by weights of norm n^(1/2); the loss is 0 on them, 1 on new inputs."""
    import numpy as np

    gap = lipschitz_loss_linear_bound(
        Iid(n=1000),
        AtMost[InputRadius](inputs),
        AtMost[LinearRadius](radius),
        ChosenBefore(),
        ChosenBefore("loss"),
        AtMost[LossLipschitz](1.0),
        AtMost[LossRange](1.0),
        Confidence(0.05),
    ).value
    return Attempt(np.ones(draws), np.full(draws, gap), delta=0.05)


@ablation(lipschitz_loss_linear_bound, breaks="hypotheses")
def radius_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The radius is said to be 1."""
    return _fitted(draws, 1.0, 1.0)


@ablation(lipschitz_loss_linear_bound, breaks="fixed")
def loss_chosen(rng: "np.random.Generator", draws: int) -> Attempt:
    """One predictor (radius 0), and a loss that memorises: 0 at the labels of the sample, 1 at all others."""
    return _fitted(draws, 1.0, 0.0)


@ablation(lipschitz_loss_linear_bound, breaks="inputs")
def inputs_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The norm of the inputs is said to be a fiftieth."""
    return _fitted(draws, 0.02, 1000**0.5)


@ablation(lipschitz_loss_linear_bound, breaks="before")
def radius_chosen(rng: "np.random.Generator", draws: int) -> Attempt:
    """The page's loss on the one input 1: at w = 20^k, k <= 10^4, it is -19/21 w times a fair sign.

    The class is the one w whose signs have the largest mean; gap, radius and range are in units of w.
    """
    import numpy as np
    from scipy.stats import binom

    n, slope = 400, 19 / 21
    heads = binom.ppf(rng.uniform(size=draws) ** 1e-4, n, 0.5)
    gap = lipschitz_loss_linear_bound(
        Iid(n=n),
        AtMost[InputRadius](1.0),
        AtMost[LinearRadius](1.0),
        ChosenBefore(),
        ChosenBefore("loss"),
        AtMost[LossLipschitz](1.0),
        AtMost[LossRange](2 * slope),
        Confidence(0.5),
    ).value
    return Attempt(slope * (2 * heads / n - 1), np.full(draws, gap), delta=0.5)
