"""Lower bounds for VC classes, realisable case."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.learning.no_free_lunch import random_algorithms
from corollary.corpus.learning.pac_learnable import RealizableMinimaxRisk, SampleBudget
from corollary.corpus.learning.vc_dimension import VCDimension, all_labelings
from corollary.logic import AtLeast, Attempt, Constant, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import exp
from corollary.logic.checking import Verdict, identity, inequality

if TYPE_CHECKING:
    import numpy as np


@theorem
def vc_lower_bound_realizable(dimension: AtLeast[VCDimension], budget: SampleBudget) -> AtLeast[RealizableMinimaxRisk]:
    """A light point has probability 1/(n + 1), and is a fair coin if it was not seen."""
    require(dimension.value >= 2, "d >= 2")
    require(budget.n >= 1, "n >= 1")
    require(budget.n >= dimension.value - 2, "n >= d - 2")
    one_more = budget.n + 1
    return (dimension.value - 1) * (budget.n / one_more) ** budget.n / (2 * one_more)


def _risks(answers: "np.ndarray", laws: "np.ndarray", weights: "np.ndarray") -> "np.ndarray":
    """Risk of the output of each algorithm after each sample of two, under each law (X, f(X)), X with these weights.

    `answers[a, i, j, y, z, x]` is the probability of the answer 1 at x after (i, y), (j, z); `laws[f, x]` is f(x).
    Returns expected risks, shape (algorithms, laws), averaged over the samples and the seed.
    """
    import numpy as np

    i, j = np.indices((len(weights), len(weights))).reshape(2, -1)
    says_one = np.stack([answers[:, i, j, f[i], f[j], :] for f in laws], axis=1)
    wrong = np.abs(says_one - laws[None, :, None, :])
    return np.asarray(np.einsum("aflx,l,x->af", wrong, weights[i] * weights[j], weights))


def _attempt(rng: "np.random.Generator", draws: int, labels: "np.ndarray", claimed: int, factor: float) -> Attempt:
    """Algorithms that see two observations of four points; the three light ones have probability 1/3 each."""
    import numpy as np

    answers = random_algorithms(rng, draws, 4)
    answers[..., 0] = 0.0
    weights = np.array([0.0, 1.0, 1.0, 1.0]) / 3
    truth = _risks(answers, labels, weights).max(axis=1)
    bound = factor * float(vc_lower_bound_realizable(AtLeast[VCDimension](claimed), SampleBudget(n=2)).value)
    return Attempt(truth, bound, sense="at_least")


def _labelings() -> "np.ndarray":
    """All labelings of four points with the label 0 at the first."""
    import numpy as np

    return np.asarray(all_labelings(4)[:8])


@trial(vc_lower_bound_realizable)
def two_observations(rng: "np.random.Generator", draws: int) -> Attempt:
    """Attained by every third algorithm, a fair coin at points not seen."""
    return _attempt(rng, draws, _labelings(), 4, 1.0)


def _coin_flipping_learner(rng: "np.random.Generator", draws: int, d: int, n: int) -> "np.ndarray":
    """Risk, after each of `draws` samples, of the learner that flips a coin at light points not seen."""
    import numpy as np

    light = np.full(d - 1, 1 / (n + 1))
    unseen = rng.multinomial(n, np.append(light, max(0.0, 1 - light.sum())), size=draws)[:, :-1] == 0
    return np.asarray((unseen & (rng.random(unseen.shape) < 0.5)).sum(axis=1) / (n + 1))


@trial(vc_lower_bound_realizable)
def expected_risk(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twenty observations, five points: the mean risk of the best learner of the family is the bound."""
    import numpy as np

    risk = _coin_flipping_learner(rng, 20 * draws, 5, 20)
    bound = float(vc_lower_bound_realizable(AtLeast[VCDimension](5), SampleBudget(n=20)).value)
    six_deviations = 6 * np.sqrt((4 / 21) ** 2 / 4 / len(risk))  # the risk has values in an interval of length 4/21
    return Attempt([risk.mean()], [bound - six_deviations], sense="at_least")


@trial("vc-lower-bound-realizable")
def with_probability(rng: "np.random.Generator", draws: int) -> Attempt:
    """(b): for the same learner, thirty points and fifty observations."""
    return Attempt(_coin_flipping_learner(rng, draws, 30, 50), 29 / (16 * 51), delta=7 / 8, sense="at_least")


@ablation("vc-lower-bound-realizable", breaks="constant")
def half_the_light_mass(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half the mass of the light points is more than the risk."""
    return Attempt(_coin_flipping_learner(rng, draws, 30, 50), 29 / (2 * 51), delta=7 / 8, sense="at_least")


@ablation(vc_lower_bound_realizable, breaks="dimension")
def one_labeling(rng: "np.random.Generator", draws: int) -> Attempt:
    """Only the labelling 0 occurs."""
    return _attempt(rng, draws, _labelings()[:1], 4, 1.0)


@ablation(vc_lower_bound_realizable, breaks="constant")
def without_the_half(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twice the bound."""
    return _attempt(rng, draws, _labelings(), 4, 2.0)


# Checked steps of the proof.


@step(vc_lower_bound_realizable, 5, mutant={"sixteen": 15})
def from_the_mean(sixteen: Constant = 16) -> Verdict:
    r"""$\E W \le \frac{M}{16} + \frac{15 M}{16} \, \Prob(W \ge \frac{M}{16})$ and the mean $\frac{M}{2e}$: at equality, for `E = 1/(2e)`."""
    return identity(
        lambda M, E: M / 16 + 15 * M / 16 * (Fraction(sixteen, 15) * (E - Fraction(1, 16))),
        lambda M, E: M * E,
        {"M": (0, inf), "E": (0, 1)},
    )


@step(vc_lower_bound_realizable, 5, mutant={"bound": Fraction(13, 100)})
def constant(bound: Constant = Fraction(1, 8)) -> Verdict:
    r"""$\frac{16}{15} (\frac{1}{2e} - \frac{1}{16}) > \frac18$."""
    return inequality(
        lambda: bound + Fraction(1, 1000), lambda: Fraction(16, 15) * (1 / (2 * exp(1)) - Fraction(1, 16)), {}
    )
