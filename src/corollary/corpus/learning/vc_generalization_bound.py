"""VC generalisation bound."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.deviation import Deviation
from corollary.corpus.learning.growth_function import LogGrowth
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.learning.rademacher_generalization_bound import counts, largest_gap
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ChosenBefore, Confidence, ForAll, ablation, event, require, theorem, trial
from corollary.logic.arithmetic import log, sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def vc_generalization_bound(
    sample: Iid,
    loss: ZeroOneLoss,
    before: ChosenBefore,
    growth: AtMost[LogGrowth],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "hypotheses")],
) -> AtMost[ForAll[Deviation, "hypotheses"]]:
    """Massart's lemma for the patterns of errors."""
    require(sample.n >= 1, "n >= 1")
    return sqrt(2 * growth.value / sample.n) + sqrt((log(2) - log(confidence.delta)) / (2 * sample.n))


def threshold_deviation(rng: "np.random.Generator", draws: int, n: int, noise: float) -> "np.ndarray":
    """Largest deviation among the thresholds 1{x >= t}, t in [0, 1], exactly.

    Inputs are uniform on [0, 1], labels are 1{x >= 1/2}, flipped with probability `noise`: the risk at t is
    noise + (1 - 2 noise)|t - 1/2|, and the empirical risk is constant between the points of the sample.
    """
    import numpy as np

    x = np.sort(rng.uniform(size=(draws, n)), axis=1)
    y = (x >= 0.5) ^ (rng.uniform(size=(draws, n)) < noise)
    zeros = np.zeros((draws, 1))
    below = np.hstack([zeros, np.cumsum(y, axis=1)])  # labels 1 among the inputs below t
    above = np.sum(~y, axis=1, keepdims=True) - np.hstack([zeros, np.cumsum(~y, axis=1)])
    empirical = (below + above) / n
    left, right = np.hstack([zeros, x]), np.hstack([x, zeros + 1])

    def risk(t: "np.ndarray") -> "np.ndarray":
        return noise + (1 - 2 * noise) * np.abs(t - 0.5)

    between = np.clip(0.5, left, right)  # the kink of the risk, if it lies between
    return np.asarray(np.max([np.abs(risk(t) - empirical) for t in (left, between, right)], axis=(0, 2)))


def _bound(n: int, growth: float, delta: float) -> float:
    facts = Iid(n=n), ZeroOneLoss(), ChosenBefore(), AtMost[LogGrowth](growth)
    return float(vc_generalization_bound(*facts, Confidence(delta)).value)


@trial(vc_generalization_bound)
def thresholds(rng: "np.random.Generator", draws: int) -> Attempt:
    """Thresholds on [0, 1] against noisy labels; the growth function is n + 1."""
    import numpy as np

    return Attempt(threshold_deviation(rng, draws, 60, 0.4), _bound(60, float(np.log(61)), 0.5), 0.5)


@trial(vc_generalization_bound)
def one_classifier(rng: "np.random.Generator", draws: int) -> Attempt:
    """One classifier, wrong with probability 1/2, growth function 1: the exact probability of failure, down to 1e-12."""
    import numpy as np
    from scipy.stats import binom

    n, delta = rng.integers(10**3, 10**6, size=draws), 10 ** rng.uniform(-12, -0.3, size=draws)
    bound = np.array([_bound(int(size), 0.0, float(level)) for size, level in zip(n, delta, strict=True)])
    return Attempt(2 * binom.cdf(np.ceil(n * (0.5 - bound) - 1e-9) - 1, n, 0.5) / delta, 1.0)


@trial(vc_generalization_bound)
def coins(rng: "np.random.Generator", draws: int) -> Attempt:
    """One classifier, wrong with probability 1/2, a million observations: logarithms of the exact probability of failure."""
    import numpy as np
    from scipy.stats import binom

    n, log_delta = 10**6, -rng.uniform(1, 92, size=draws)
    facts = Iid(n=n), ZeroOneLoss(), ChosenBefore(), AtMost[LogGrowth](0.0)
    bound = vc_generalization_bound(*facts, Confidence(np.exp(log_delta))).value
    return Attempt(np.log(2) + binom.logcdf(np.ceil(n * (0.5 - bound) - 1e-9) - 1, n, 0.5), log_delta)


@ablation(vc_generalization_bound, breaks="growth")
def all_functions_as_one(rng: "np.random.Generator", draws: int) -> Attempt:
    """All functions on two hundred points, counted as one."""
    return Attempt(largest_gap(counts(rng, draws, 60, 200)), _bound(60, 0.0, 0.5), 0.5)


@ablation(vc_generalization_bound, breaks="before")
def memorised(rng: "np.random.Generator", draws: int) -> Attempt:
    """The class of one predictor that memorises the sample: empirical risk 0, wrong at every fresh point of [0, 1]."""
    return Attempt(memorised_risk(rng, draws, 60), _bound(60, 0.0, 0.5), 0.5)


@ablation(vc_generalization_bound, breaks="sample")
def one_toss_repeated(rng: "np.random.Generator", draws: int) -> Attempt:
    """One classifier, wrong with probability 1/2, and one example, counted sixty times."""
    return Attempt(abs(0.5 - rng.integers(2, size=draws)), _bound(60, 0.0, 0.5), 0.5)


@ablation(vc_generalization_bound, breaks="loss")
def loss_of_the_digits(rng: "np.random.Generator", draws: int) -> Attempt:
    """The thresholds, and a loss that reads the digits of t as a list of points: 0 at them, 1 elsewhere. Some t lists the sample."""
    import numpy as np

    return Attempt(memorised_risk(rng, draws, 60), _bound(60, float(np.log(61)), 0.5), 0.5)
