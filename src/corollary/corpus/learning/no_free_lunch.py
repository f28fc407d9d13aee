"""No free lunch."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.pac_learnable import RealizableMinimaxRisk, SampleBudget
from corollary.corpus.learning.vc_dimension import all_labelings
from corollary.logic import AtLeast, Attempt, Property, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class AllFunctions(Property, says="{hypotheses} consists of all functions from a set of {points} points to {{0, 1}}"):
    """The richest binary class on a finite set."""

    hypotheses: str
    points: int


@theorem
def no_free_lunch(hypotheses: AllFunctions, budget: SampleBudget) -> AtLeast[RealizableMinimaxRisk]:
    """The label of a point not seen is a fair coin."""
    require(hypotheses.points >= 1, "k >= 1")
    require(budget.n >= 1, "n >= 1")
    return (1 - 1 / hypotheses.points) ** budget.n / 2  # type: ignore[return-value]


def worst_risks(answers: "np.ndarray", laws: "np.ndarray") -> "np.ndarray":
    """Greatest expected risk over the laws (X, f(X)), X uniform on k points, of algorithms that see two observations.

    `answers[a, i, j, y, z, x]` in [0, 1] is the probability that algorithm a answers 1 at x after (i, y), (j, z);
    `laws[f, x]` is f(x). Returns one number an algorithm, by enumeration of all samples.
    """
    import numpy as np

    points = laws.shape[1]
    i, j = np.indices((points, points)).reshape(2, -1)
    says_one = np.stack([answers[:, i, j, f[i], f[j], :] for f in laws], axis=1)  # algorithm, law, sample, point
    risk = np.abs(says_one - laws[None, :, None, :]).mean(axis=(2, 3))
    return np.asarray(risk.max(axis=1))


def random_algorithms(rng: "np.random.Generator", draws: int, points: int) -> "np.ndarray":
    """The label seen at a point and, at other points, random answers (a fair coin in every third algorithm)."""
    import numpy as np

    answers = np.round(rng.uniform(size=(draws, points, points, 2, 2, points)), 1)
    answers[::3] = 0.5
    for x in range(points):
        for y in (0, 1):
            answers[:, x, :, y, :, x] = y
    for x in range(points):
        for z in (0, 1):
            for i in range(points):
                if i != x:
                    answers[:, i, x, :, z, x] = z
    return answers


def _bound(points: int) -> float:
    return float(no_free_lunch(AllFunctions(points=points), SampleBudget(n=2)).value)


@trial(no_free_lunch)
def consistent_algorithms(rng: "np.random.Generator", draws: int) -> Attempt:
    """Algorithms that see two observations of four points; with fair coins at points not seen the bound is attained."""
    truth = worst_risks(random_algorithms(rng, draws, 4), all_labelings(4))
    return Attempt(truth, _bound(4), sense="at_least")


@ablation(no_free_lunch, breaks="hypotheses")
def constants_only(rng: "np.random.Generator", draws: int) -> Attempt:
    """The labels are those of the two constant functions; the algorithm repeats the first label."""
    import numpy as np

    answers = np.zeros((draws, 4, 4, 2, 2, 4))
    answers[:, :, :, 1] = 1.0
    return Attempt(worst_risks(answers, all_labelings(4)[[0, -1]]), _bound(4), sense="at_least")


@ablation(no_free_lunch, breaks="constant")
def one_instead_of_half(rng: "np.random.Generator", draws: int) -> Attempt:
    """Without the factor one half."""
    truth = worst_risks(random_algorithms(rng, draws, 4), all_labelings(4))
    return Attempt(truth, 2 * _bound(4), sense="at_least")
