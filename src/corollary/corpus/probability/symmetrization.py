"""Symmetrisation."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.rademacher_complexity import LossRademacher
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ChosenBefore, Expected, Quantity, ablation, require, role, theorem, trial

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class UniformGap(
    Quantity,
    says="the supremum over {hypotheses} of the risk under {law} minus the empirical risk on {sample}, for {loss}",
    tex=r"\sup_{{h \in {hypotheses}}} (R(h) - R_n(h))",
    least=None,
):
    """sup over h of R(h) − R_n(h), with its sign."""

    hypotheses: str
    loss: str
    law: str
    sample: str


@theorem
def symmetrization(
    sample: Iid,
    complexity: AtMost[LossRademacher],
    before: ChosenBefore,
    fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
) -> AtMost[Expected[UniformGap, "sample"]]:
    """A second sample and random signs."""
    require(sample.n >= 1, "n >= 1")
    return 2 * complexity.value


def _bound(n: int, complexity: "Any") -> "Any":
    facts = Iid(n=n), AtMost[LossRademacher](complexity), ChosenBefore(), ChosenBefore(hypotheses="loss")
    return symmetrization(*facts).value


def _enumerated(rng: "Generator", draws: int) -> "tuple[Any, Any]":
    """Four predictors, three equally likely observations, samples of size 3: exact expected gap and complexity."""
    import numpy as np

    samples = np.indices((3,) * 3).reshape(3, -1).T
    signs = 2.0 * np.indices((2,) * 3).reshape(3, -1) - 1
    loss = rng.normal(size=(draws, 4, 3))
    drawn = loss[:, :, samples]
    gap = (loss.mean(axis=2)[:, :, None] - drawn.mean(axis=3)).max(axis=1).mean(axis=1)
    complexity = (drawn @ signs).max(axis=1).mean(axis=(1, 2)) / 3
    return gap, complexity


def _unseen(rng: "Generator", draws: int) -> float:
    """The mean of the indicator of all points but the twenty of the sample, for the uniform law."""
    seen, fresh = rng.uniform(size=(draws, 20)), rng.uniform(size=(draws, 50))
    return float((fresh[:, :, None] != seen[:, None, :]).all(axis=2).mean())


@trial(symmetrization)
def three_observations(rng: "Generator", draws: int) -> Attempt:
    """Random losses, all samples and signs enumerated."""
    gap, complexity = _enumerated(rng, draws)
    return Attempt(gap, _bound(3, complexity))


@trial(symmetrization)
def complements(rng: "Generator", draws: int) -> Attempt:
    """Indicators of all but at most 3 of M points, equally likely, times a height: the gap is the height of the share not seen."""
    n, points, height = 3, rng.integers(10, 10**4, size=draws), 10 ** rng.uniform(-1, 1, size=draws)
    return Attempt(height * (1 - 1 / points) ** n, _bound(n, height / 2))


@ablation(symmetrization, breaks="complexity")
def understated(rng: "Generator", draws: int) -> Attempt:
    """A third of the complexity."""
    gap, complexity = _enumerated(rng, draws)
    return Attempt(gap, _bound(3, complexity / 3))


@ablation(symmetrization, breaks="sample")
def repeated(rng: "Generator", draws: int) -> Attempt:
    """One random sign z counted n times, losses z and −z: the gap is 1, the complexity the mean of |Σ ε_i| / n."""
    import numpy as np

    n = rng.integers(20, 60, size=draws)
    complexity = np.array([abs(rng.choice([-1, 1], size=(200, k)).sum(axis=1)).mean() / k for k in n])
    return Attempt(np.ones(draws), _bound(20, complexity))


@ablation(symmetrization, breaks="before")
def memorised(rng: "Generator", draws: int) -> Attempt:
    """The class of one predictor that errs outside the sample: complexity 0, gap 1."""
    return Attempt(_unseen(rng, draws), _bound(20, 0.0))


@ablation(symmetrization, breaks="fixed")
def loss_chosen(rng: "Generator", draws: int) -> Attempt:
    """One fixed predictor, and a loss that is 0 where it was seen and 1 elsewhere: complexity 0, gap 1."""
    return Attempt(_unseen(rng, draws), _bound(20, 0.0))
