"""Chernoff bound."""

from math import inf
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.cumulant_generating_function import CumulantBound
from corollary.corpus.probability.iid_sample import EmpiricalMean, Iid
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Confidence,
    Constant,
    ablation,
    event,
    require,
    role,
    step,
    theorem,
    trial,
)
from corollary.logic.arithmetic import exp, log
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


@theorem
def chernoff_bound(
    sample: Iid,
    cumulant: CumulantBound,
    before: Annotated[ChosenBefore, role(hypotheses="variable")],
    confidence: Annotated[Confidence, event("sample", "law", "variable")],
) -> AtMost[EmpiricalMean]:
    """Markov's inequality for the exponential; what fails for some tilt fails for the best one."""
    require(sample.n >= 1, "n >= 1")
    require(cumulant.tilt > 0, "the number at which the cumulant generating function is known is positive")
    return (cumulant.value - log(confidence.delta) / sample.n) / cumulant.tilt


def _failure(p: "Any", n: int, tilt: "Any", cumulant: "Any", delta: float, tosses: int, worth: "Any" = 1.0) -> Attempt:
    """The exact probability that the mean of `tosses` coins of bias p exceeds the bound claimed for n coins.

    Heads count `worth`; the cumulant generating function is that of a coin of worth 1, at `tilt`.
    """
    import numpy as np
    from scipy.stats import binom

    facts = Iid(n=n), CumulantBound(tilt=tilt / worth, value=cumulant), ChosenBefore(hypotheses="variable")
    bound = chernoff_bound(*facts, Confidence(delta)).value
    return Attempt(binom.sf(np.floor(tosses * bound / worth + 1e-9), tosses, p), delta)


def _coins(rng: "Generator", draws: int) -> "tuple[Any, Any, Any]":
    """Biases, tilts and the cumulant generating functions there."""
    import numpy as np

    p, tilt = rng.uniform(0.05, 0.9, size=draws), rng.uniform(0.2, 3, size=draws)
    return p, tilt, np.log(1 - p + p * np.exp(tilt))


@trial(chernoff_bound)
def coins(rng: "Generator", draws: int) -> Attempt:
    """Thirty biased coins, with the exact tail."""
    p, tilt, cumulant = _coins(rng, draws)
    return _failure(p, 30, tilt, cumulant, 0.2, 30)


@trial(chernoff_bound)
def coins_of_great_worth(rng: "Generator", draws: int) -> Attempt:
    """The same, where heads count up to a hundred."""
    p, tilt, cumulant = _coins(rng, draws)
    return _failure(p, 30, tilt, cumulant, 0.2, 30, 10 ** rng.uniform(0, 2, size=draws))


@trial(chernoff_bound)
def tilt_after_the_sample(rng: "Generator", draws: int) -> Attempt:
    """Thirty coins; for each outcome the tilt, of many, at which the bound is least favourable to it."""
    import numpy as np
    from scipy.stats import binom

    p, delta = rng.uniform(0.05, 0.9, size=draws), rng.uniform(0.05, 0.9, size=draws)
    tilt = np.geomspace(0.01, 20, 300)[:, None]
    facts = (
        Iid(n=30),
        CumulantBound(tilt=tilt, value=np.log(1 - p + p * np.exp(tilt))),
        ChosenBefore(hypotheses="variable"),
    )
    least = np.asarray(chernoff_bound(*facts, Confidence(delta)).value).min(axis=0)
    return Attempt(binom.sf(np.floor(30 * least + 1e-9), 30, p), delta)


@ablation(chernoff_bound, breaks="sample")
def repeated(rng: "Generator", draws: int) -> Attempt:
    """One coin, counted thirty times."""
    p, tilt, cumulant = _coins(rng, draws)
    return _failure(p, 30, tilt, cumulant, 0.2, 1)


@ablation(chernoff_bound, breaks="cumulant")
def linear(rng: "Generator", draws: int) -> Attempt:
    """The tilt times the mean in place of the cumulant generating function."""
    p, tilt, _ = _coins(rng, draws)
    return _failure(p, 30, tilt, tilt * p, 0.2, 30)


@ablation(chernoff_bound, breaks="before")
def luckiest(rng: "Generator", draws: int) -> Attempt:
    """Of many groups of 30 fair coins, the one with the most heads."""
    import numpy as np

    facts = (
        Iid(n=30),
        CumulantBound(tilt=1.0, value=float(np.log((1 + np.exp(1.0)) / 2))),
        ChosenBefore(hypotheses="variable"),
    )
    most = rng.binomial(30, 0.5, size=(draws, 500)).max(axis=1) / 30
    return Attempt(most, chernoff_bound(*facts, Confidence(0.2)).value, 0.2)


# Checked steps of the proof.


@step(chernoff_bound, 3, mutant={"one": 2})
def level(one: Constant = 1) -> Verdict:
    r"""$e^{- \lambda n t(\lambda) + n \cgf{f(Z_1)}(\lambda)} = \delta$."""
    return identity(
        lambda slope, cgf, n, delta: exp(-slope * n * (cgf + one * log(1 / delta) / n) / slope + n * cgf),
        lambda slope, cgf, n, delta: delta,
        {"slope": (0, inf), "n": (1, inf), "delta": (0, 1)},
    )
