"""Test-set bound."""

from math import inf
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Confidence,
    Constant,
    ablation,
    event,
    role,
    step,
    theorem,
    trial,
)
from corollary.logic.arithmetic import binomial_upper, exp, log
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    import numpy as np


@theorem
def test_set_bound(
    heldout: Annotated[Iid, role(sample="heldout")],
    loss: ZeroOneLoss,
    before: Annotated[ChosenBefore, role(hypotheses="predictor", sample="heldout")],
    errors: Annotated[AtMost[EmpiricalRisk], role(sample="heldout")],
    confidence: Annotated[Confidence, event("heldout", "law", "loss", "predictor")],
) -> AtMost[Risk]:
    """Exact inversion of the binomial law."""
    return binomial_upper(heldout.n * errors.value, heldout.n, confidence.delta)


def _attempt(counts: "np.ndarray | list[int]", m: int, truth: "float | np.ndarray", delta: float = 0.1) -> Attempt:
    import numpy as np

    values, which = np.unique(counts, return_inverse=True)
    given = Iid(n=m), ZeroOneLoss(), ChosenBefore("predictor")
    bounds = [
        float(test_set_bound(*given, AtMost[EmpiricalRisk](float(k) / m), Confidence(delta)).value) for k in values
    ]
    return Attempt(truth, np.array(bounds)[which], delta=delta, tolerance=0.0)


def _above(k: int, m: int) -> float:
    """A risk just above the bound for k errors, where the failure probability is just below delta."""
    return float(_attempt([k], m, 0.0).bound[0]) + 1e-9


@trial(test_set_bound)
def just_above_a_limit(rng: "np.random.Generator", draws: int) -> Attempt:
    """The risk is just above the bound for three errors."""
    risk = _above(3, 40)
    return _attempt(rng.binomial(40, risk, size=draws), 40, risk)


@trial(test_set_bound)
def no_errors(rng: "np.random.Generator", draws: int) -> Attempt:
    """The risk is just above the bound for no error."""
    risk = _above(0, 25)
    return _attempt(rng.binomial(25, risk, size=draws), 25, risk)


@ablation(test_set_bound, breaks="before")
def best_of_twenty(rng: "np.random.Generator", draws: int) -> Attempt:
    """The predictor is the best of twenty on the test set itself."""
    return _attempt(rng.binomial(40, 0.3, size=(draws, 20)).min(axis=1), 40, 0.3)


@ablation(test_set_bound, breaks="heldout")
def copies(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two examples, each of them twenty times."""
    return _attempt(20 * rng.binomial(2, 0.3, size=draws), 40, 0.3)


@ablation(test_set_bound, breaks="constant")
def without_confidence(rng: "np.random.Generator", draws: int) -> Attempt:
    """The test error itself as the bound."""
    import numpy as np

    return Attempt(np.full(draws, 0.3), rng.binomial(40, 0.3, size=draws) / 40, delta=0.1)


@ablation(test_set_bound, breaks="loss")
def errors_cost_ten(rng: "np.random.Generator", draws: int) -> Attempt:
    """Errors with probability 0.01, at a loss of 10; an empirical risk above 1 is called 1."""
    import numpy as np

    return _attempt(np.minimum(40, 10 * rng.binomial(40, 0.01, size=draws)), 40, 0.1)


# Checked steps of the proof.


@step(test_set_bound, 4, mutant={"one": 2})
def check_no_errors(one: Constant = 1) -> Verdict:
    r"""At $p \le 1 - \delta^{1/m} = 1 - e^{-\log(1/\delta)/m}$ with equality, $(1 - p)^m \ge \delta$ is an equality too."""
    return identity(
        lambda m, delta: exp(m * log(1 - (1 - exp(-one * log(1 / delta) / m)))),
        lambda m, delta: delta,
        {"m": (1, inf), "delta": (0, 1)},
    )
