"""Regularised risk minimisation learns convex Lipschitz problems."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.learning_algorithm import Output
from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.stability_of_regularized_erm import RegularisedErm
from corollary.corpus.optimization.convex_function import ConvexInParameter
from corollary.corpus.optimization.lipschitz_function import ParameterLipschitz
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Expected,
    Property,
    Quantity,
    ablation,
    require,
    role,
    theorem,
    trial,
)

if TYPE_CHECKING:
    import numpy as np


class ParameterNorm(Quantity, says="the norm of the parameter of {predictor}", tex=r"\lVert w \rVert"):
    """‖w‖ of one predictor; not the radius of a class."""

    predictor: str


class Candidate(Property, says="the parameter of {predictor} is in the set over which {algorithm} minimises"):
    """w in W."""

    predictor: str
    algorithm: str


@theorem
def regularized_erm_oracle_inequality(
    sample: Iid,
    convex: ConvexInParameter,
    lipschitz: AtMost[ParameterLipschitz],
    algorithm: RegularisedErm,
    before: Annotated[ChosenBefore, role(hypotheses="algorithm")],
    output: Output,
    member: Annotated[Candidate, role(predictor="comparator")],
    fixed: Annotated[ChosenBefore, role(hypotheses="comparator")],
    comparator: Annotated[AtMost[Risk], role(predictor="comparator")],
    norm: Annotated[AtMost[ParameterNorm], role(predictor="comparator")],
) -> AtMost[Expected[Risk, "sample"]]:
    """Against any comparator in the set of parameters."""
    require(sample.n >= 1, "n >= 1")
    require(algorithm.penalty > 0, "penalty > 0")
    price = algorithm.penalty * norm.value**2 / 2
    return comparator.value + price + 2 * lipschitz.value**2 / (algorithm.penalty * sample.n)


def _bound(n: int, lipschitz: float, penalty: float, risk: "np.ndarray | float", norm: float) -> "np.ndarray":
    import numpy as np

    facts = (
        Iid(n=n),
        ConvexInParameter(),
        AtMost[ParameterLipschitz](lipschitz),
        RegularisedErm(penalty=penalty),
        ChosenBefore("algorithm"),
        Output(),
        Candidate(),
        ChosenBefore("predictor"),
        AtMost[Risk](risk),
        AtMost[ParameterNorm](norm),
    )
    return np.asarray(regularized_erm_oracle_inequality(*facts).value)


def _interval(draws: int, steepness: float) -> Attempt:
    """ℓ(w, z) = −steepness · w z on [−1, 1], z = ±1, n = 50, comparator 1: the mean over all samples, for many means of z."""
    import numpy as np
    from scipy.stats import binom

    n, penalty = 50, 2 / 50**0.5
    mean = np.linspace(0.0, 0.6, min(draws, 100))[:, None]
    heads = np.arange(n + 1)
    chosen = np.clip(steepness / penalty * (2 * heads / n - 1), -1, 1)
    truth = -steepness * (mean * chosen * binom.pmf(heads, n, (1 + mean) / 2)).sum(axis=1)
    return Attempt(truth, _bound(n, 1.0, penalty, -steepness * mean[:, 0], 1.0))


def _absolute(rng: "np.random.Generator", draws: int, penalised: bool) -> Attempt:
    """ℓ(w, z) = |w − z|, one observation, z = 0 or ±10: the mean over the sample, comparator 0."""
    import numpy as np

    penalty = 10.0
    z, chance = np.array([0.0, 10.0, -10.0]), np.array([0.9, 0.05, 0.05])
    chosen = np.clip(z, -1 / penalty, 1 / penalty) if penalised else z
    truth = chance @ np.abs(chosen[:, None] - z) @ chance
    return Attempt(truth, _bound(1, 1.0, penalty, float(chance @ np.abs(z)), 0.0))


@trial(regularized_erm_oracle_inequality)
def interval(rng: "np.random.Generator", draws: int) -> Attempt:
    """A linear loss on an interval, by enumeration."""
    return _interval(draws, 1.0)


@trial(regularized_erm_oracle_inequality)
def one_observation(rng: "np.random.Generator", draws: int) -> Attempt:
    """The absolute loss and one observation."""
    return _absolute(rng, draws, True)


@ablation(regularized_erm_oracle_inequality, breaks="lipschitz")
def ten_times_as_steep(rng: "np.random.Generator", draws: int) -> Attempt:
    """The loss is ten times as steep as claimed."""
    return _interval(draws, 10.0)


@ablation(regularized_erm_oracle_inequality, breaks="algorithm")
def without_penalty(rng: "np.random.Generator", draws: int) -> Attempt:
    """No penalty where one is claimed."""
    return _absolute(rng, draws, False)
