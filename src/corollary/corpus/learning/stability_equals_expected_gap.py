"""On-average stability is the expected gap."""

from itertools import product
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.deviation import Gap
from corollary.corpus.learning.learning_algorithm import Output
from corollary.corpus.learning.loss_function import LossRange
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.learning.uniform_stability import StabilityCoefficient
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ChosenBefore, Expected, ablation, require, role, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def stability_equals_expected_gap(
    sample: Iid,
    loss: AtMost[LossRange],
    stability: AtMost[StabilityCoefficient],
    before: Annotated[ChosenBefore, role(hypotheses="algorithm")],
    fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
    output: Output,
) -> AtMost[Expected[Gap, "sample"]]:
    """The signed gap, in the mean over the sample."""
    require(sample.n >= 1, "n >= 1")
    return stability.value


def _tables(
    rng: "np.random.Generator", draws: int, n: int, spread: float
) -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
    """Random algorithms on samples of n coins of bias 0.3: a table of losses for every sample.

    Returns the expected gap, the on-average stability and the uniform stability of each, by enumeration.
    """
    import numpy as np

    samples = np.array(list(product([0, 1], repeat=n)))
    chance = np.where(samples == 1, 0.3, 0.7).prod(axis=1)
    losses = 0.5 + spread * rng.uniform(-1, 1, size=(draws, len(samples), 2))
    # fitted to some extent: the loss is lower for what is frequent in the sample
    losses[:, :, 1] -= 0.4 * samples.mean(axis=1)
    risk = losses @ np.array([0.7, 0.3])
    empirical = np.mean([np.where(samples[:, i] == 1, losses[:, :, 1], losses[:, :, 0]) for i in range(n)], axis=0)
    average, uniform = np.zeros(draws), np.zeros(draws)
    for i in range(n):
        other = np.arange(len(samples)) ^ (1 << (n - 1 - i))
        before = np.take_along_axis(
            losses, np.broadcast_to(samples[:, i][None, :, None], (*losses.shape[:2], 1)), axis=2
        )[:, :, 0]
        replaced = np.take_along_axis(
            losses[:, other], np.broadcast_to(samples[:, i][None, :, None], (*losses.shape[:2], 1)), axis=2
        )[:, :, 0]
        flip = np.where(samples[:, i] == 1, 0.7, 0.3)
        average += ((replaced - before) * flip) @ chance / n
        uniform = np.maximum(uniform, np.abs(losses[:, other] - losses).max(axis=(1, 2)))
    return (risk - empirical) @ chance, average, uniform


@trial(stability_equals_expected_gap)
def tables(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random algorithms given as tables."""
    gap, _, uniform = _tables(rng, draws, 4, 0.02)
    return Attempt(gap, _claimed(uniform, 4))


def _claimed(uniform: "np.ndarray", n: int) -> "np.ndarray":
    return stability_equals_expected_gap(
        Iid(n=n),
        AtMost[LossRange](2.0),
        AtMost[StabilityCoefficient](uniform),
        ChosenBefore("algorithm"),
        ChosenBefore("loss"),
        Output(),
    ).value


@trial(stability_equals_expected_gap)
def memory_of_one(rng: "np.random.Generator", draws: int) -> Attempt:
    """One observation, uniform on a thousand values; the loss is 0 at it and `height`, the stability, elsewhere: nearly attained."""
    height = rng.uniform(0.1, 1, size=draws)
    return Attempt(height * (1 - 1 / 1000), _claimed(height, 1))


@trial("stability-equals-expected-gap")
def equality(rng: "np.random.Generator", draws: int) -> Attempt:
    """The on-average stability equals the expected gap."""
    import numpy as np

    gap, average, _ = _tables(rng, draws, 4, 0.3)
    return Attempt(np.abs(gap - average), np.full(draws, 1e-12), tolerance=0.0)


@ablation(stability_equals_expected_gap, breaks="stability")
def steadier_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """An eighth of the stability is claimed."""
    gap, _, uniform = _tables(rng, draws, 4, 0.0)
    return Attempt(gap, _claimed(uniform / 8, 4))


@ablation(stability_equals_expected_gap, breaks="before")
def algorithm_made_for_the_sample(rng: "np.random.Generator", draws: int) -> Attempt:
    """Whatever it is given, it returns the predictor that memorises the sample: stability 0, and gap 1 every time."""
    import numpy as np

    return Attempt(memorised_risk(rng, draws, 10), _claimed(np.zeros(draws), 10))


@ablation(stability_equals_expected_gap, breaks="fixed")
def loss_chosen(rng: "np.random.Generator", draws: int) -> Attempt:
    """One predictor, whatever the sample, and a loss that memorises: 0 on the sample, 1 elsewhere; stability 0, and gap 1."""
    import numpy as np

    return Attempt(memorised_risk(rng, draws, 10), _claimed(np.zeros(draws), 10))


@ablation(stability_equals_expected_gap, breaks="output")
def another_predictor(rng: "np.random.Generator", draws: int) -> Attempt:
    """The algorithm returns one predictor, whatever the sample; the predictor is another one, which memorises."""
    import numpy as np

    return Attempt(memorised_risk(rng, draws, 10), _claimed(np.zeros(draws), 10))
