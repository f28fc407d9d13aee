"""Rademacher generalisation bound."""

from math import inf
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.deviation import Gap
from corollary.corpus.learning.loss_function import LossRange
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.learning.rademacher_complexity import LossRademacher, mean_absolute_walk
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Confidence,
    Constant,
    ForAll,
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
def rademacher_generalization_bound(
    sample: Iid,
    loss: AtMost[LossRange],
    before: ChosenBefore,
    fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
    complexity: AtMost[LossRademacher],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "hypotheses")],
) -> AtMost[ForAll[Gap, "hypotheses"]]:
    """Symmetrisation and bounded differences."""
    require(sample.n >= 1, "n >= 1")
    return 2 * complexity.value + loss.value * sqrt(-log(confidence.delta) / (2 * sample.n))


def counts(rng: "np.random.Generator", draws: int, n: int, cells: int) -> "np.ndarray":
    """How often each of `cells` equally likely points occurs in samples of size n; shape (draws, cells)."""
    import numpy as np

    return np.asarray(rng.multinomial(n, np.full(cells, 1 / cells), size=draws))


def largest_gap(counted: "np.ndarray") -> "np.ndarray":
    """Largest gap among all 0-1 losses on the points: the total variation distance between law and sample."""
    import numpy as np

    cells, n = counted.shape[1], counted.sum(axis=1, keepdims=True)
    return np.asarray(np.maximum(1 / cells - counted / n, 0).sum(axis=1))


def expected_complexity(n: int, cells: int) -> float:
    """Rademacher complexity of the class of all 0-1 losses on `cells` equally likely points."""
    import numpy as np
    from scipy.stats import binom

    occurs = binom.pmf(np.arange(n + 1), n, 1 / cells)
    return float(cells * np.sum(occurs * mean_absolute_walk(n)) / (2 * n))


def _bound(n: int, complexity: float, delta: float) -> float:
    facts = Iid(n=n), AtMost[LossRange](1.0), ChosenBefore(), ChosenBefore("loss"), AtMost[LossRademacher](complexity)
    return float(rademacher_generalization_bound(*facts, Confidence(delta)).value)


@trial(rademacher_generalization_bound)
def all_functions(rng: "np.random.Generator", draws: int) -> Attempt:
    """All 0-1 losses on a hundred equally likely points."""
    return Attempt(largest_gap(counts(rng, draws, 40, 100)), _bound(40, expected_complexity(40, 100), 0.5), 0.5)


@trial(rademacher_generalization_bound)
def one_function(rng: "np.random.Generator", draws: int) -> Attempt:
    """One loss, a fair coin: complexity zero."""
    return Attempt(0.5 - rng.binomial(40, 0.5, draws) / 40, _bound(40, 0.0, 0.02), 0.02)


@ablation(rademacher_generalization_bound, breaks="complexity")
def complexity_dropped(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two hundred points, the complexity taken for zero."""
    return Attempt(largest_gap(counts(rng, draws, 40, 200)), _bound(40, 0.0, 0.5), 0.5)


@ablation(rademacher_generalization_bound, breaks="loss")
def range_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """One loss with values 0 and 10 of which the range is said to be 1."""
    return Attempt(5 - 10 * rng.binomial(40, 0.5, draws) / 40, _bound(40, 0.0, 0.02), 0.02)


@ablation(rademacher_generalization_bound, breaks="before")
def memorised(rng: "np.random.Generator", draws: int) -> Attempt:
    """The class of one predictor that memorises the sample: empirical risk 0, wrong at every fresh point of [0, 1]."""
    return Attempt(memorised_risk(rng, draws, 40), _bound(40, 0.0, 0.5), 0.5)


@ablation(rademacher_generalization_bound, breaks="fixed")
def loss_chosen(rng: "np.random.Generator", draws: int) -> Attempt:
    """One fixed predictor, and a loss that memorises: 0 on the sample, 1 elsewhere."""
    return Attempt(memorised_risk(rng, draws, 40), _bound(40, 0.0, 0.5), 0.5)


@ablation(rademacher_generalization_bound, breaks="sample")
def one_toss_repeated(rng: "np.random.Generator", draws: int) -> Attempt:
    """One loss, a fair coin, tossed once and counted forty times."""
    return Attempt(0.5 - rng.integers(2, size=draws), _bound(40, 0.0, 0.02), 0.02)


# Checked steps of the proof.


@step(rademacher_generalization_bound, 5, mutant={"two": 3})
def root(two: Constant = 2) -> Verdict:
    r"""$\sqrt{n (2 (b - a) / n)^2 \log(1/\delta) / 2}$ is $2 (b - a) \sqrt{\log(1/\delta) / (2n)}$; the width is b - a."""
    return identity(
        lambda n, width, delta: sqrt(n * (2 * width / n) ** 2 * log(1 / delta) / 2),
        lambda n, width, delta: two * width * sqrt(log(1 / delta) / (2 * n)),
        {"n": (1, inf), "width": (0, inf), "delta": (0, 1)},
    )
