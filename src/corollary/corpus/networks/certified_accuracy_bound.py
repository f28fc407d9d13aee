"""Adversarial risk of a certified classifier from a test set."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.networks.adversarial_risk import AdversarialRisk, UncertifiedFraction
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ChosenBefore, Confidence, ablation, require, role, theorem, trial
from corollary.logic.arithmetic import binomial_upper

if TYPE_CHECKING:
    import numpy as np


@theorem
def certified_accuracy_bound(
    heldout: Annotated[Iid, role(sample="heldout")],
    before: Annotated[ChosenBefore, role(hypotheses="network", sample="heldout")],
    distance: Annotated[ChosenBefore, role(hypotheses="perturbation", sample="heldout")],
    uncertified: Annotated[AtMost[UncertifiedFraction], role(sample="heldout")],
    confidence: Confidence,
) -> AtMost[AdversarialRisk]:
    """Exact inversion of the binomial law of the count."""
    require(heldout.n >= 1, "n >= 1")
    return binomial_upper(heldout.n * uncertified.value, heldout.n, confidence.delta)


def _line(rng: "np.random.Generator", draws: int, slope: float, distinct: bool) -> Attempt:
    """f(x) = x on the line, uniform inputs on [-1, 1], labels sign x: adversarial risk epsilon, in closed form.

    `slope` is the constant by which the sample is certified; 1 is true.
    """
    import numpy as np

    m, delta = 40, 0.1
    epsilon = float(_limit(3, m, delta)) + 1e-9  # just above the limit for three: the bound is as tight as it can be
    points = np.abs(rng.uniform(-1, 1, size=(draws, m if distinct else 1)))
    count = np.broadcast_to(points, (draws, m)) <= epsilon * slope
    values, which = np.unique(count.sum(1), return_inverse=True)
    bounds = np.array([float(_limit(int(k), m, delta)) for k in values])
    return Attempt(truth=epsilon, bound=bounds[which], delta=delta, tolerance=0.0)


def _limit(count: int, m: int, delta: float) -> float:
    fixed = ChosenBefore("network"), ChosenBefore("perturbation")
    facts = Iid(n=m), *fixed, AtMost[UncertifiedFraction](count / m), Confidence(delta)
    bound: float = certified_accuracy_bound(*facts).value
    return bound


@trial(certified_accuracy_bound)
def identity_on_the_line(rng: "np.random.Generator", draws: int) -> Attempt:
    """Adversarial risk just above a limit."""
    return _line(rng, draws, 1.0, True)


@ablation(certified_accuracy_bound, breaks="uncertified")
def constant_too_small(rng: "np.random.Generator", draws: int) -> Attempt:
    """Certified with half the Lipschitz constant."""
    return _line(rng, draws, 0.5, True)


@ablation(certified_accuracy_bound, breaks="heldout")
def one_draw(rng: "np.random.Generator", draws: int) -> Attempt:
    """All test points are one."""
    return _line(rng, draws, 1.0, False)


@ablation(certified_accuracy_bound, breaks="distance")
def worst_distance(rng: "np.random.Generator", draws: int) -> Attempt:
    """Of the distances at which the count jumps, that which passes its bound by most."""
    import numpy as np

    m, delta = 40, 0.1
    distances = np.sort(rng.uniform(size=(draws, m)), axis=1)  # just below the k-th, k - 1 points are not certified
    bounds = np.array([float(_limit(k, m, delta)) for k in range(m)])
    chosen = (distances - bounds).argmax(axis=1)
    return Attempt(truth=distances[np.arange(draws), chosen], bound=bounds[chosen], delta=delta, tolerance=0.0)


@ablation(certified_accuracy_bound, breaks="before")
def labels_remembered(rng: "np.random.Generator", draws: int) -> Attempt:
    """Fair labels: every network errs with probability 1/2. One that has seen the test set is certified at all of it."""
    import numpy as np

    del rng
    return Attempt(truth=np.full(draws, 0.5), bound=np.full(draws, _limit(0, 40, 0.1)), delta=0.1)
