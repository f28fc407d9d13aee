"""Contraction lemma."""

from fractions import Fraction
from typing import TYPE_CHECKING

from corollary.corpus.learning.loss_function import LossLipschitz
from corollary.corpus.learning.rademacher_complexity import EmpiricalLossRademacher, EmpiricalRademacher
from corollary.logic import AtMost, Attempt, Constant, ablation, step, theorem, trial
from corollary.logic.checking import Verdict, entails

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


@theorem
def contraction_lemma(
    hypotheses: AtMost[EmpiricalRademacher], loss: AtMost[LossLipschitz]
) -> AtMost[EmpiricalLossRademacher]:
    """One coordinate after the other."""
    return loss.value * hypotheses.value


def _average(points: "Any") -> "Any":
    """The Rademacher averages of the sets points[0], points[1], …: all signs enumerated."""
    import numpy as np

    n = points.shape[2]
    signs = 2.0 * np.indices((2,) * n).reshape(n, -1) - 1
    return (points @ signs).max(axis=1).mean(axis=1) / n


def _classes(rng: "Generator", draws: int) -> "tuple[Any, Any]":
    """Ten predictors on six inputs, and their absolute losses; large labels every second time: then equality."""
    predictions = rng.normal(size=(draws, 10, 6))
    labels = rng.normal(size=(draws, 1, 6))
    labels[::2] *= 1e3
    return predictions, abs(predictions - labels)


def _bound(complexity: "Any", lipschitz: float) -> "Any":
    return contraction_lemma(AtMost[EmpiricalRademacher](complexity), AtMost[LossLipschitz](lipschitz)).value


@trial(contraction_lemma)
def absolute_loss(rng: "Generator", draws: int) -> Attempt:
    """The absolute loss of ten random predictors on six inputs, all signs enumerated."""
    predictions, losses = _classes(rng, draws)
    return Attempt(_average(losses), _bound(_average(predictions), 1.0))


@ablation(contraction_lemma, breaks="hypotheses")
def fewer_predictors(rng: "Generator", draws: int) -> Attempt:
    """The complexity of half of the predictors."""
    predictions, losses = _classes(rng, draws)
    return Attempt(_average(losses), _bound(_average(predictions[:, :5]), 1.0))


@ablation(contraction_lemma, breaks="loss")
def steeper_loss(rng: "Generator", draws: int) -> Attempt:
    """Twice the absolute loss, said to be 1-Lipschitz."""
    predictions, losses = _classes(rng, draws)
    return Attempt(_average(2 * losses), _bound(_average(predictions), 1.0))


# Checked steps of the proof.


@step(contraction_lemma, 2, mutant={"one": Fraction(11, 10)})
def two_points(one: Constant = 1) -> Verdict:
    r"""$u + v + |x - y| \le M_+ + M_-$, in both cases."""
    return entails(
        lambda u, v, x, y, plus, minus: [u + x <= plus, v + y <= plus, u - x <= minus, v - y <= minus],
        lambda u, v, x, y, plus, minus: u + v + one * abs(x - y) <= plus + minus,
    )


@step(contraction_lemma, 6, mutant={"two": Fraction(3, 2)})
def chord(two: Constant = 2) -> Verdict:
    r"""$\Phi(p) + \Phi(q) \le 2 \Phi(m) + k (p + q - 2 m) \le 2 \Phi(m) + k (M - m)$."""
    return entails(
        lambda p, q, m, top, k, at, a, b: [
            k >= 0, p + q <= m + top, a <= at + k * (p - m), b <= at + k * (q - m),
        ],
        lambda p, q, m, top, k, at, a, b: a + b <= two * at + k * (top - m),
    )  # fmt: skip
