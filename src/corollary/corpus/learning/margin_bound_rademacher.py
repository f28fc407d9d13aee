"""Margin bound for binary classification."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.linear_class import LinearRadius, RootMeanSquareNorm, fitted_atoms
from corollary.corpus.learning.margin_loss import RampLoss
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.learning.rademacher_complexity import EmpiricalRademacher
from corollary.corpus.learning.rademacher_linear_l2 import rademacher_linear_l2
from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Confidence,
    Member,
    ablation,
    event,
    require,
    role,
    theorem,
    trial,
    unrefuted,
)
from corollary.logic.arithmetic import log, sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def margin_bound_rademacher(
    sample: Iid,
    loss: ZeroOneLoss,
    margin: Annotated[RampLoss, role(loss="ramp")],
    hypotheses: AtMost[EmpiricalRademacher],
    before: ChosenBefore,
    fixed: Annotated[ChosenBefore, role(hypotheses="ramp")],
    predictor: Member,
    empirical: Annotated[AtMost[EmpiricalRisk], role(loss="ramp")],
    confidence: Annotated[Confidence, event("sample", "law", "ramp", "hypotheses")],
) -> AtMost[Risk]:
    """The form with the empirical complexity."""
    require(sample.n >= 1, "n >= 1")
    require(margin.gamma > 0, "gamma > 0")
    deviation = sqrt(-log(confidence.delta) / (2 * sample.n))
    return empirical.value + 2 * hypotheses.value / margin.gamma + 2 * deviation


def _attempt(empirical: "np.ndarray", truth: "np.ndarray", complexity: float, n: int) -> Attempt:
    claimed = margin_bound_rademacher(
        Iid(n=n),
        ZeroOneLoss(),
        RampLoss(loss="ramp", gamma=1.0),
        AtMost[EmpiricalRademacher](complexity),
        ChosenBefore(),
        ChosenBefore(hypotheses="ramp"),
        Member(),
        AtMost[EmpiricalRisk](empirical, loss="ramp"),
        Confidence(0.05),
    ).value
    return Attempt(truth, claimed, delta=0.05)


def _fitted(rng: "np.random.Generator", draws: int, reach: float) -> tuple["np.ndarray", "np.ndarray", float, int]:
    """Empirical margin risk, true error and complexity of linear predictors that fit noise."""
    import numpy as np

    n, hard = 2000, 0.15
    margins, weights = fitted_atoms(rng, draws, n, hard, reach)
    error = hard * (1 + np.mean(weights == 0, axis=1)) / 2
    radius = float(np.sqrt(1 + reach**2 * n * hard))
    complexity = rademacher_linear_l2(Iid(n=n), AtMost[LinearRadius](radius), AtMost[RootMeanSquareNorm](1.0)).value
    return np.clip(1 - margins, 0, 1).mean(axis=1), error, complexity, n


@trial(margin_bound_rademacher)
def fitted_noise(rng: "np.random.Generator", draws: int) -> Attempt:
    """Linear predictors that fit the noise of the sample; their complexity comes from their radius."""
    return _attempt(*_fitted(rng, draws, reach=0.8))


@ablation(margin_bound_rademacher, breaks="hypotheses")
def without_complexity(rng: "np.random.Generator", draws: int) -> Attempt:
    """The complexity left out of the bound."""
    empirical, error, _, n = _fitted(rng, draws, reach=0.8)
    return _attempt(empirical, error, 0.0, n)


@ablation(margin_bound_rademacher, breaks="before")
def class_of_the_memoriser(rng: "np.random.Generator", draws: int) -> Attempt:
    """The class {f_S}, complexity 0, where f_S is the label on the sample and 0, an error, elsewhere."""
    import numpy as np

    return _attempt(np.zeros(draws), memorised_risk(rng, draws, 500), 0.0, 500)


@trial(margin_bound_rademacher)
def one_predictor(rng: "np.random.Generator", draws: int) -> Attempt:
    """A class of one predictor, which errs on a tenth of all examples; there are a hundred million."""
    import numpy as np

    n, noise = 10**8, 0.1
    return _attempt(rng.binomial(n, noise, size=draws) / n, np.full(draws, noise), 0.0, n)


@ablation(margin_bound_rademacher, breaks="empirical")
def noise_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same, said to be without error on the sample."""
    import numpy as np

    return _attempt(np.zeros(draws), np.full(draws, 0.1), 0.0, 10**8)


@ablation(margin_bound_rademacher, breaks="sample")
def one_example_repeated(rng: "np.random.Generator", draws: int) -> Attempt:
    """One example, two thousand times; the predictor is right on it or not, with equal probability."""
    import numpy as np

    return _attempt(rng.integers(2, size=draws) * 1.0, np.full(draws, 0.5), 0.0, 2000)


@ablation(margin_bound_rademacher, breaks="margin")
def margin_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Linear predictors of norm 1 fit any labels of n orthonormal inputs with margin n^(-1/2), said to be 1; new inputs get 0."""
    import numpy as np

    return _attempt(np.zeros(draws), np.ones(draws), 2000**-0.5, 2000)


@ablation(margin_bound_rademacher, breaks="loss")
def errors_cost_ten(rng: "np.random.Generator", draws: int) -> Attempt:
    """One predictor, which errs on a tenth of all examples, and a loss of 10 for an error."""
    attempt = one_predictor.function(rng, draws)
    return Attempt(10 * attempt.truth, attempt.bound, delta=0.05)


@ablation(margin_bound_rademacher, breaks="predictor")
def outside_the_class(rng: "np.random.Generator", draws: int) -> Attempt:
    """A class of one predictor, complexity 0; the predictor is another, the label on the sample and 0, an error, elsewhere."""
    import numpy as np

    return _attempt(np.zeros(draws), memorised_risk(rng, draws, 500), 0.0, 500)


unrefuted(
    margin_bound_rademacher,
    "without:fixed",
    because="for a margin chosen on the sample the proof needs a union over a grid of margins; no sample and class are known on which the bound fails without it",
)
