"""Margin bound for linear and kernel classifiers."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.linear_class import InputRadius, LinearRadius, fitted_atoms
from corollary.corpus.learning.margin_loss import RampLoss
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
def linear_margin_bound(
    sample: Iid,
    inputs: AtMost[InputRadius],
    loss: ZeroOneLoss,
    margin: Annotated[RampLoss, role(loss="ramp")],
    hypotheses: AtMost[LinearRadius],
    before: ChosenBefore,
    fixed: Annotated[ChosenBefore, role(hypotheses="ramp")],
    predictor: Member,
    empirical: Annotated[AtMost[EmpiricalRisk], role(loss="ramp")],
    confidence: Annotated[Confidence, event("sample", "law", "ramp", "hypotheses")],
) -> AtMost[Risk]:
    """The form with the expected complexity."""
    require(sample.n >= 1, "n >= 1")
    require(margin.gamma > 0, "gamma > 0")
    complexity = hypotheses.value * inputs.value / (margin.gamma * sqrt(sample.n))
    return empirical.value + 2 * complexity + sqrt(-log(confidence.delta) / (2 * sample.n))


def _attempt(rng: "np.random.Generator", draws: int, reach: float, claimed_radius: float | None = None) -> Attempt:
    """Linear predictors that fit the noise of the sample, margin 1."""
    import numpy as np

    n, hard = 2000, 0.15
    margins, weights = fitted_atoms(rng, draws, n, hard, reach)
    radius = float(np.sqrt(1 + reach**2 * n * hard)) if claimed_radius is None else claimed_radius
    claimed = linear_margin_bound(
        Iid(n=n),
        AtMost[InputRadius](1.0),
        ZeroOneLoss(),
        RampLoss(loss="ramp", gamma=1.0),
        AtMost[LinearRadius](radius),
        ChosenBefore(),
        ChosenBefore(hypotheses="ramp"),
        Member(),
        AtMost[EmpiricalRisk](np.clip(1 - margins, 0, 1).mean(axis=1), loss="ramp"),
        Confidence(0.05),
    ).value
    return Attempt(hard * (1 + np.mean(weights == 0, axis=1)) / 2, claimed, delta=0.05)


@trial(linear_margin_bound)
def fitted_noise(rng: "np.random.Generator", draws: int) -> Attempt:
    """Predictors of the largest norm in their class."""
    return _attempt(rng, draws, reach=0.5)


@trial(linear_margin_bound)
def perfect_margins(rng: "np.random.Generator", draws: int) -> Attempt:
    """Almost no sample point lies within the margin."""
    return _attempt(rng, draws, reach=1.0)


@ablation(linear_margin_bound, breaks="hypotheses")
def outside_the_class(rng: "np.random.Generator", draws: int) -> Attempt:
    """The predictor is nineteen times larger than the radius claimed of its class."""
    return _attempt(rng, draws, reach=1.0, claimed_radius=0.9)


def _bound(n: int, inputs: float, gamma: float, radius: float, empirical: "float | np.ndarray") -> "np.ndarray":
    import numpy as np

    claimed = linear_margin_bound(
        Iid(n=n),
        AtMost[InputRadius](inputs),
        ZeroOneLoss(),
        RampLoss(loss="ramp", gamma=gamma),
        AtMost[LinearRadius](radius),
        ChosenBefore(),
        ChosenBefore(hypotheses="ramp"),
        Member(),
        AtMost[EmpiricalRisk](empirical, loss="ramp"),
        Confidence(0.05),
    ).value
    return np.asarray(claimed)


@trial(linear_margin_bound)
def one_input(rng: "np.random.Generator", draws: int) -> Attempt:
    """One input, a hundred million times; its label is noise in a tenth of them: fit and risk nearly agree."""
    import numpy as np

    n, noise = 10**8, 0.1
    return Attempt(np.full(draws, noise), _bound(n, 1.0, 1.0, 1.0, rng.binomial(n, noise, size=draws) / n), delta=0.05)


@ablation(linear_margin_bound, breaks="empirical")
def noise_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same, said to be fitted without error."""
    import numpy as np

    return Attempt(np.full(draws, 0.1), np.full(draws, _bound(10**8, 1.0, 1.0, 1.0, 0.0)), delta=0.05)


@ablation(linear_margin_bound, breaks="sample")
def one_example_repeated(rng: "np.random.Generator", draws: int) -> Attempt:
    """One example, two thousand times, with a label that is a fair coin."""
    import numpy as np

    return Attempt(np.full(draws, 0.5), _bound(2000, 1.0, 1.0, 1.0, rng.integers(2, size=draws) * 1.0), delta=0.05)


@ablation(linear_margin_bound, breaks="inputs")
def inputs_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Any labels of n orthogonal inputs of norm n^(1/2), said to be 1, are fitted by weights of norm 1; new inputs get 0."""
    import numpy as np

    return Attempt(np.ones(draws), np.full(draws, _bound(2000, 1.0, 1.0, 1.0, 0.0)), delta=0.05)


@ablation(linear_margin_bound, breaks="margin")
def margin_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same with inputs of norm 1, and margins n^(-1/2) that are said to be 1."""
    return inputs_understated.function(rng, draws)


@ablation(linear_margin_bound, breaks="loss")
def errors_cost_ten(rng: "np.random.Generator", draws: int) -> Attempt:
    """One input with noise in a tenth of the labels, and a loss of 10 for an error."""
    attempt = one_input.function(rng, draws)
    return Attempt(10 * attempt.truth, attempt.bound, delta=0.05)


@ablation(linear_margin_bound, breaks="predictor")
def outside_of_the_class(rng: "np.random.Generator", draws: int) -> Attempt:
    """The class has norm 1; the predictor, of norm n^(1/2), fits any labels of n orthonormal inputs; new inputs get 0."""
    return inputs_understated.function(rng, draws)


unrefuted(
    linear_margin_bound,
    "without:before",
    because="for a number B fixed before the sample it is true: the class is part of the ball of radius B; for the radius of a class chosen on "
    "the sample the proof needs a union over a grid of radii, and no sample is known on which the bound fails",
)
unrefuted(
    linear_margin_bound,
    "without:fixed",
    because="for a margin chosen on the sample the proof needs a union over a grid of margins; no sample and class are known on which the bound fails without it",
)
