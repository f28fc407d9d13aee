"""High-probability bound from uniform stability."""

from math import inf
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.deviation import Gap
from corollary.corpus.learning.learning_algorithm import Output
from corollary.corpus.learning.loss_function import LossRange
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.learning.uniform_stability import StabilityCoefficient
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Confidence,
    Constant,
    ablation,
    event,
    require,
    role,
    step,
    theorem,
    trial,
)
from corollary.logic.arithmetic import log, sqrt
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    import numpy as np


@theorem
def uniform_stability_generalization_bound(
    sample: Iid,
    loss: AtMost[LossRange],
    stability: AtMost[StabilityCoefficient],
    before: Annotated[ChosenBefore, role(hypotheses="algorithm")],
    fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
    output: Output,
    confidence: Annotated[Confidence, event("sample", "law", "loss", "algorithm")],
) -> AtMost[Gap]:
    """For the output of the algorithm."""
    require(sample.n >= 1, "n >= 1")
    deviation = sqrt(-log(confidence.delta) / (2 * sample.n))
    return stability.value + (2 * sample.n * stability.value + loss.value) * deviation


def _bound(n: int, span: float, stability: float) -> float:
    given = (
        Iid(n=n),
        AtMost[LossRange](span),
        AtMost[StabilityCoefficient](stability),
        ChosenBefore("algorithm"),
        ChosenBefore("loss"),
    )
    return float(uniform_stability_generalization_bound(*given, Output(), Confidence(0.05)).value)


@trial(uniform_stability_generalization_bound)
def regularised_mean(rng: "np.random.Generator", draws: int) -> Attempt:
    """Loss (1 - w z) / 2 with fair signs z, output w = 1/2 + z̄ / 10: stability 1 / (10 n), loss in [0.2, 0.8]."""
    import numpy as np

    n = 60
    mean = 2 * rng.binomial(n, 0.5, size=draws) / n - 1
    return Attempt((0.5 + mean / 10) * mean / 2, np.full(draws, _bound(n, 0.6, 1 / (10 * n))), delta=0.05)


@trial(uniform_stability_generalization_bound)
def constant_output(rng: "np.random.Generator", draws: int) -> Attempt:
    """Stability 0 and a loss with two values: Hoeffding's inequality."""
    import numpy as np

    return Attempt(0.5 - rng.binomial(60, 0.5, size=draws) / 60, np.full(draws, _bound(60, 1.0, 0.0)), delta=0.05)


@trial(uniform_stability_generalization_bound)
def constant_output_rarely(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same with a million observations: logarithms of the exact probability of failure."""
    import numpy as np
    from scipy.stats import binom

    n, log_delta = 10**6, -rng.uniform(1, 92, size=draws)
    given = Iid(n=n), AtMost[LossRange](1.0), AtMost[StabilityCoefficient](0.0), ChosenBefore("algorithm")
    confidence = Confidence(np.exp(log_delta))
    bound = uniform_stability_generalization_bound(*given, ChosenBefore("loss"), Output(), confidence).value
    return Attempt(binom.logcdf(np.ceil(n * (0.5 - bound) - 1e-9) - 1, n, 0.5), log_delta)


@ablation(uniform_stability_generalization_bound, breaks="loss")
def range_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """One predictor, stability 0, and a loss with two values whose range is said to be 0."""
    return Attempt(0.5 - rng.binomial(60, 0.5, size=draws) / 60, _bound(60, 0.0, 0.0), delta=0.05)


@ablation(uniform_stability_generalization_bound, breaks="stability")
def memoriser(rng: "np.random.Generator", draws: int) -> Attempt:
    """No errors on the sample and wrong elsewhere, stability said to be 0."""
    return Attempt(memorised_risk(rng, draws, 60), _bound(60, 1.0, 0.0), delta=0.05)


@ablation(uniform_stability_generalization_bound, breaks="before")
def algorithm_made_for_the_sample(rng: "np.random.Generator", draws: int) -> Attempt:
    """Whatever it is given, it returns the predictor that memorises the sample: stability 0, and gap 1."""
    return Attempt(memorised_risk(rng, draws, 60), _bound(60, 1.0, 0.0), delta=0.05)


@ablation(uniform_stability_generalization_bound, breaks="fixed")
def loss_chosen(rng: "np.random.Generator", draws: int) -> Attempt:
    """One predictor, whatever the sample, and a loss that memorises: 0 on the sample, 1 elsewhere; stability 0, and gap 1."""
    return Attempt(memorised_risk(rng, draws, 60), _bound(60, 1.0, 0.0), delta=0.05)


@ablation(uniform_stability_generalization_bound, breaks="sample")
def one_toss_repeated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Stability 0, and one value of the loss, a fair coin, counted sixty times."""
    return Attempt(0.5 - rng.integers(2, size=draws), _bound(60, 1.0, 0.0), delta=0.05)


@ablation(uniform_stability_generalization_bound, breaks="output")
def another_predictor(rng: "np.random.Generator", draws: int) -> Attempt:
    """The algorithm returns one predictor, whatever the sample; the predictor is another one, which memorises."""
    return Attempt(memorised_risk(rng, draws, 60), _bound(60, 1.0, 0.0), delta=0.05)


# Checked steps of the proof.


@step(uniform_stability_generalization_bound, 5, mutant={"two": 3})
def rescaled(two: Constant = 2) -> Verdict:
    r"""$c \sqrt{n \log(1/\delta) / 2} = (2 n \beta + M) \sqrt{\log(1/\delta) / (2n)}$ for `c = 2 beta + M / n`; `s` the logarithm."""
    return identity(
        lambda n, beta, M, s: (2 * beta + M / n) * sqrt(n * s / 2),
        lambda n, beta, M, s: (two * n * beta + M) * sqrt(s / (2 * n)),
        {"n": (1, inf), "beta": (0, inf), "M": (0, inf), "s": (0, inf)},
    )
