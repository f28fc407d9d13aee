"""Risk of a compression scheme."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.compression_scheme import Compression, OffCompressionRisk
from corollary.corpus.learning.learning_algorithm import Output
from corollary.corpus.learning.loss_function import UnitLoss
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.learning.risk import Risk
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ChosenBefore, Confidence, ablation, event, require, role, theorem, trial
from corollary.logic.arithmetic import kl_inverse, log

if TYPE_CHECKING:
    import numpy as np


@theorem
def compression_bound(
    sample: Iid,
    loss: UnitLoss,
    algorithm: Compression,
    before: Annotated[ChosenBefore, role(hypotheses="algorithm")],
    fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
    output: Output,
    empirical: AtMost[OffCompressionRisk],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "algorithm")],
) -> AtMost[Risk]:
    """A union over what may be kept."""
    require(algorithm.size >= 0, "size >= 0")
    require(algorithm.bits >= 0, "bits >= 0")
    require(sample.n > algorithm.size, "n > size")
    cost = algorithm.size * log(sample.n) + algorithm.bits * log(2) - log(confidence.delta)
    return kl_inverse(empirical.value, cost / (sample.n - algorithm.size))


def _bound(n: int, size: int, bits: int, empirical: "np.ndarray") -> "np.ndarray":
    given = (
        Iid(n=n),
        UnitLoss(),
        Compression(size=size, bits=bits),
        ChosenBefore("algorithm"),
        ChosenBefore("loss"),
        Output(),
    )
    return compression_bound(*given, AtMost[OffCompressionRisk](empirical), Confidence(0.05)).value


@trial(compression_bound)
def half_lines(rng: "np.random.Generator", draws: int) -> Attempt:
    """Uniform inputs, labels x ≥ 0.3; the least positive point is kept."""
    import numpy as np

    x = rng.uniform(size=(draws, 60))
    return Attempt(np.where(x >= 0.3, x, 1).min(axis=1) - 0.3, _bound(60, 1, 0, np.zeros(draws)), delta=0.05)


@trial(compression_bound)
def noisy_sides(rng: "np.random.Generator", draws: int) -> Attempt:
    """Labels that are 1 with probability 0.3; the kept point is that above which predicting 1 makes fewest errors."""
    import numpy as np

    n, noise = 60, 0.3
    x = np.sort(rng.uniform(size=(draws, n)), axis=1)
    ones = rng.uniform(size=(draws, n)) < noise
    above: np.ndarray = np.cumsum(ones, axis=1) - ones
    above = above + (np.cumsum(~ones[:, ::-1], axis=1)[:, ::-1] - ~ones)
    best: np.ndarray = above.argmin(axis=1)[:, None]
    threshold = np.take_along_axis(x, best, axis=1)[:, 0]
    risk = threshold * noise + (1 - threshold) * (1 - noise)
    return Attempt(risk, _bound(n, 1, 0, np.take_along_axis(above, best, axis=1)[:, 0] / (n - 1)), delta=0.05)


@trial(compression_bound)
def nothing_kept(rng: "np.random.Generator", draws: int) -> Attempt:
    """One predictor, wrong on a tenth of all examples, whatever the sample; there are a million: fit and risk nearly agree."""
    import numpy as np

    n, noise = 10**6, 0.1
    return Attempt(np.full(draws, noise), _bound(n, 0, 0, rng.binomial(n, noise, size=draws) / n), delta=0.05)


@ablation(compression_bound, breaks="algorithm")
def memoriser(rng: "np.random.Generator", draws: int) -> Attempt:
    """All of the sample is kept, and one point is claimed; no error on the sample, and wrong elsewhere."""
    import numpy as np

    return Attempt(memorised_risk(rng, draws, 60), _bound(60, 1, 0, np.zeros(draws)), delta=0.05)


@ablation(compression_bound, breaks="before")
def scheme_made_for_the_sample(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nothing is kept: the reconstruction always returns the predictor that memorises the sample."""
    import numpy as np

    return Attempt(memorised_risk(rng, draws, 60), _bound(60, 0, 0, np.zeros(draws)), delta=0.05)


@ablation(compression_bound, breaks="fixed")
def loss_chosen(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nothing is kept and one predictor is always returned; the loss memorises: 0 on the sample, 1 elsewhere."""
    import numpy as np

    return Attempt(memorised_risk(rng, draws, 60), _bound(60, 0, 0, np.zeros(draws)), delta=0.05)


@ablation(compression_bound, breaks="sample")
def three_points_repeated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three inputs, counted twenty times each; the least positive point is kept."""
    import numpy as np

    x = rng.uniform(size=(draws, 3))
    return Attempt(np.where(x >= 0.3, x, 1).min(axis=1) - 0.3, _bound(60, 1, 0, np.zeros(draws)), delta=0.05)


@ablation(compression_bound, breaks="loss")
def errors_cost_ten(rng: "np.random.Generator", draws: int) -> Attempt:
    """The half-lines, and a loss that is 10 for an error."""
    attempt = half_lines.function(rng, draws)
    return Attempt(10 * attempt.truth, attempt.bound, delta=0.05)


@ablation(compression_bound, breaks="output")
def another_predictor(rng: "np.random.Generator", draws: int) -> Attempt:
    """The scheme of the half-lines makes no error; the predictor is another one, always wrong."""
    import numpy as np

    return Attempt(np.ones(draws), _bound(60, 1, 0, np.zeros(draws)), delta=0.05)


@ablation(compression_bound, breaks="empirical")
def noise_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """The noisy sides, said to be without error on the points that are not kept."""
    import numpy as np

    return Attempt(noisy_sides.function(rng, draws).truth, _bound(60, 1, 0, np.zeros(draws)), delta=0.05)
