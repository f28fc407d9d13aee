"""Excess risk of a classifier."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, Constant, ablation, step, trial
from corollary.logic.arithmetic import absolute, maximum, minimum
from corollary.logic.checking import Verdict, entails

if TYPE_CHECKING:
    import numpy as np


def _laws(rng: "np.random.Generator", draws: int, classes: int) -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
    """Random laws on three inputs: weights of inputs and conditional probabilities; and a random classifier."""
    import numpy as np

    weights = rng.dirichlet(np.ones(3), size=draws)
    return weights, rng.dirichlet(np.ones(classes), size=(draws, 3)), rng.integers(classes, size=(draws, 3))


def _excess(weights: "np.ndarray", eta: "np.ndarray", classifier: "np.ndarray") -> "np.ndarray":
    """Risk of the classifier less the least risk of all classifiers, by enumeration."""
    import numpy as np

    classes = eta.shape[2]

    def risk(labels: "np.ndarray") -> "np.ndarray":
        return np.asarray((weights * (1 - np.take_along_axis(eta, labels[..., None], axis=2)[..., 0])).sum(axis=1))

    every = np.indices((classes,) * 3).reshape(3, -1).T
    return risk(classifier) - np.min([risk(np.broadcast_to(labels, classifier.shape)) for labels in every], axis=0)


@trial("classification-excess-risk-identity")
def multiclass(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three classes: excess risk by enumeration of all classifiers against the identity."""
    import numpy as np

    weights, eta, g = _laws(rng, draws, 3)
    chosen = np.take_along_axis(eta, g[..., None], axis=2)[..., 0]
    return Attempt(np.abs(_excess(weights, eta, g) - (weights * (eta.max(axis=2) - chosen)).sum(axis=1)), 0.0)


def _binary(rng: "np.random.Generator", draws: int, factor: float) -> Attempt:
    import numpy as np

    weights, eta, g = _laws(rng, draws, 2)
    disagree = g != (eta[..., 1] >= 0.5)
    return Attempt(
        np.abs(_excess(weights, eta, g) - (weights * np.abs(factor * (eta[..., 1] - 0.5)) * disagree).sum(axis=1)), 0.0
    )


@trial("classification-excess-risk-identity")
def binary(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two classes: the factor is |2 eta - 1|."""
    return _binary(rng, draws, 2.0)


@ablation("classification-excess-risk-identity", breaks="constant")
def without_factor_two(rng: "np.random.Generator", draws: int) -> Attempt:
    """|eta - 1/2| instead."""
    return _binary(rng, draws, 1.0)


# Checked steps of the proof.


@step("classification-excess-risk-identity", 3, mutant={"two": 3})
def check_binary(two: Constant = 2) -> Verdict:
    r"""$\max\{\eta, 1 - \eta\} - \min\{\eta, 1 - \eta\} = |2 \eta - 1|$."""
    return entails(
        lambda eta: [eta >= 0, eta <= 1],
        lambda eta: (maximum(eta, 1 - eta) - minimum(eta, 1 - eta) - absolute(two * eta - 1)) ** 2 <= 0,
    )
