"""Selection among finitely many candidates on a held-out sample."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.cardinality import LogCardinality
from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ChosenBefore, Confidence, Member, ablation, event, role, theorem, trial
from corollary.logic.arithmetic import binomial_upper, exp, log

if TYPE_CHECKING:
    import numpy as np


@theorem
def holdout_selection_bound(
    heldout: Annotated[Iid, role(sample="heldout")],
    loss: ZeroOneLoss,
    hypotheses: AtMost[LogCardinality],
    before: Annotated[ChosenBefore, role(sample="heldout")],
    predictor: Member,
    errors: Annotated[AtMost[EmpiricalRisk], role(sample="heldout")],
    confidence: Annotated[Confidence, event("heldout", "law", "loss", "hypotheses")],
) -> AtMost[Risk]:
    """The test-set bound at delta / M."""
    return binomial_upper(heldout.n * errors.value, heldout.n, confidence.delta * exp(-hypotheses.value))


def _attempt(counts: "np.ndarray", m: int, candidates: int, truth: float) -> Attempt:
    import numpy as np

    values, which = np.unique(counts, return_inverse=True)
    bounds = [
        float(
            holdout_selection_bound(
                Iid(n=m),
                ZeroOneLoss(),
                AtMost[LogCardinality](log(candidates)),
                ChosenBefore(),
                Member(),
                AtMost[EmpiricalRisk](float(k) / m),
                Confidence(0.1),
            ).value
        )
        for k in values
    ]
    return Attempt(truth, np.array(bounds)[which], delta=0.1, tolerance=0.0)


@trial(holdout_selection_bound)
def best_of_twenty(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twenty candidates of one risk with independent errors; the best on the held-out sample is taken."""
    return _attempt(rng.binomial(60, 0.284, size=(draws, 20)).min(axis=1), 60, 20, 0.284)


@trial(holdout_selection_bound)
def one_candidate(rng: "np.random.Generator", draws: int) -> Attempt:
    """M = 1."""
    return _attempt(rng.binomial(40, 0.15803, size=draws), 40, 1, 0.15803)


@ablation(holdout_selection_bound, breaks="hypotheses")
def two_counted_of_forty(rng: "np.random.Generator", draws: int) -> Attempt:
    """Forty candidates were looked at and two are counted."""
    return _attempt(rng.binomial(60, 0.284, size=(draws, 40)).min(axis=1), 60, 2, 0.284)


@ablation(holdout_selection_bound, breaks="before")
def vote_of_the_candidates(rng: "np.random.Generator", draws: int) -> Attempt:
    """The candidate is a vote formed from the held-out errors of 101 others; its risk is 1/2 as theirs."""
    import numpy as np

    wrong = rng.integers(2, size=(draws, 101, 60))
    wrong = np.where(wrong.mean(axis=2, keepdims=True) > 0.5, 1 - wrong, wrong)
    return _attempt(np.sum(wrong.mean(axis=1) > 0.5, axis=1), 60, 101, 0.5)


@ablation(holdout_selection_bound, breaks="loss")
def errors_cost_ten(rng: "np.random.Generator", draws: int) -> Attempt:
    """One candidate errs with probability 0.01, at a loss of 10; an empirical risk above 1 is called 1."""
    import numpy as np

    return _attempt(np.minimum(40, 10 * rng.binomial(40, 0.01, size=draws)), 40, 1, 0.1)


@ablation(holdout_selection_bound, breaks="predictor")
def none_of_the_candidates(rng: "np.random.Generator", draws: int) -> Attempt:
    """The predictor is none of the twenty candidates but memorises the held-out sample: no errors there, wrong elsewhere."""
    import numpy as np

    bound = _attempt(np.zeros(draws), 60, 20, 1.0).bound
    return Attempt(memorised_risk(rng, draws, 60), bound, delta=0.1)
