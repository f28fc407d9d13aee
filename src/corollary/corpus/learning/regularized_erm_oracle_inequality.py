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
    unrefuted,
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
    loss: Annotated[ChosenBefore, role(hypotheses="loss")],
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
        ChosenBefore("loss"),
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


def _interval(draws: int, steepness: float, constant: float = 0.0) -> Attempt:
    """ℓ(w, z) = constant − steepness · w z on [−1, 1], z = ±1, n = 50, comparator 1: the mean over all samples, for many means of z."""
    import numpy as np
    from scipy.stats import binom

    n, penalty = 50, 2 / 50**0.5
    mean = np.linspace(0.0, 0.6, min(draws, 100))[:, None]
    heads = np.arange(n + 1)
    chosen = np.clip(steepness / penalty * (2 * heads / n - 1), -1, 1)
    truth = constant - steepness * (mean * chosen * binom.pmf(heads, n, (1 + mean) / 2)).sum(axis=1)
    return Attempt(truth, _bound(n, 1.0, penalty, constant - steepness * mean[:, 0], 1.0))


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


@trial(regularized_erm_oracle_inequality)
def interval_at_a_height(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same plus a constant, between 0.1 and 1000."""
    attempts = [_interval(100, 1.0, 10.0 ** float(power)) for power in rng.uniform(-1, 3, size=10)]
    return Attempt([one.truth for one in attempts], [one.bound for one in attempts])


@trial(regularized_erm_oracle_inequality)
def line(rng: "np.random.Generator", draws: int) -> Attempt:
    """ℓ(w, z) = −w on the line, and a comparator at most six times as large as what is returned: nearly attained."""
    import numpy as np

    n, penalty = 10**4, rng.uniform(0.1, 2)
    comparator = rng.uniform(0.5, 6, size=draws) / penalty
    return Attempt(np.full(draws, -1 / penalty), [_bound(n, 1.0, penalty, -float(w), float(w)) for w in comparator])


@ablation(regularized_erm_oracle_inequality, breaks="lipschitz")
def ten_times_as_steep(rng: "np.random.Generator", draws: int) -> Attempt:
    """The loss is ten times as steep as claimed."""
    return _interval(draws, 10.0)


@ablation(regularized_erm_oracle_inequality, breaks="algorithm")
def without_penalty(rng: "np.random.Generator", draws: int) -> Attempt:
    """No penalty where one is claimed."""
    return _absolute(rng, draws, False)


@ablation(regularized_erm_oracle_inequality, breaks="loss")
def loss_chosen(rng: "np.random.Generator", draws: int) -> Attempt:
    """−w outside the sample and 0 on it, over [−1, 1]: the risk is that of 0, and the comparator 1 has risk −1."""
    import numpy as np

    return Attempt(np.zeros(draws), _bound(50, 1.0, 2 / 50**0.5, np.full(draws, -1.0), 1.0))


def _unseen_coordinate(draws: int, slope: float, forward: float) -> Attempt:
    """ℓ(w, z) = 0.9 |z ∘ w| − slope · w_0 with z from fair coins, on sequences w; n = 200, comparator 0, λ = 1.

    Along the unit vector with w_0 = forward, whose other coordinate is one that z hides in the whole sample, the empirical risk falls at
    the rate slope · forward, and the risk rises, as fresh z hide it in half of the cases only.
    """
    import numpy as np

    length = slope * forward
    risk = (0.9 * np.sqrt(1 - forward**2) / 2 - length) * length
    return Attempt(np.full(draws, risk), _bound(200, 0.9 + slope, 1.0, 0.0, 0.0))


@ablation(regularized_erm_oracle_inequality, breaks="before")
def segment_chosen(rng: "np.random.Generator", draws: int) -> Attempt:
    """The set is a half-line from 0 that was chosen on the sample."""
    return _unseen_coordinate(draws, 0.4, 0.4)


@ablation(regularized_erm_oracle_inequality, breaks="convex")
def greatest_coordinate(rng: "np.random.Generator", draws: int) -> Attempt:
    """ℓ(w, z) = 0.85 |z ∘ w| − 0.15 max |w_i|, z from fair coins: the minimiser goes along a coordinate that z hides in the whole sample.

    The empirical objective is at least −0.15 |w| + |w|²/2 everywhere, with equality there; n = 200, comparator 0, λ = 1.
    """
    import numpy as np

    return Attempt(np.full(draws, (0.85 / 2 - 0.15) * 0.15), _bound(200, 1.0, 1.0, 0.0, 0.0))


@ablation(regularized_erm_oracle_inequality, breaks="output")
def another_predictor(rng: "np.random.Generator", draws: int) -> Attempt:
    """The opposite of what the algorithm returns, for ℓ(w, z) = −w on the line."""
    import numpy as np

    penalty = rng.uniform(0.1, 2)
    return Attempt(np.full(draws, 1 / penalty), _bound(10**4, 1.0, penalty, -1 / penalty, 1 / penalty))


@ablation(regularized_erm_oracle_inequality, breaks="member")
def outside_the_set(rng: "np.random.Generator", draws: int) -> Attempt:
    """ℓ(w, z) = −w on [−1, 1], λ = 0.1: 1 is returned, and the comparator is 3."""
    import numpy as np

    return Attempt(np.full(draws, -1.0), _bound(10**4, 1.0, 0.1, -3.0, 3.0))


unrefuted(
    regularized_erm_oracle_inequality,
    "without:fixed",
    because="r and B bound the risk and the norm of the comparator, whatever it is: if it depends on the sample, each of its values is a fixed "
    "comparator with these bounds",
    proved=True,
)
unrefuted(
    regularized_erm_oracle_inequality,
    "sample.n:2",
    because="the gap in the mean is at most sqrt(2) L^2/(lambda n), as the minimiser lies within L/(lambda n) of the one without an observation; "
    "whether L^2/(lambda n) is enough is not known for n >= 2 (for n = 1 half of it is)",
)
