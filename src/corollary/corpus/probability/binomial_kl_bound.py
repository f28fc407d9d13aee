"""Relative-entropy upper bound on a mean."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import EmpiricalMean, Iid, Mean, UnitVariable
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Confidence,
    Constant,
    ablation,
    require,
    role,
    step,
    theorem,
    trial,
)
from corollary.logic.arithmetic import exp, kl_inverse, log, sqrt
from corollary.logic.checking import Verdict, derivative, entails, identity, inequality

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


@theorem
def binomial_kl_bound(
    sample: Iid,
    unit: UnitVariable,
    empirical: AtMost[EmpiricalMean],
    before: Annotated[ChosenBefore, role(hypotheses="variable")],
    confidence: Confidence,
) -> AtMost[Mean]:
    """The Chernoff bound, read as a confidence limit."""
    require(sample.n >= 1, "n >= 1")
    require(empirical.value >= 0, "the average lies in [0, 1]")
    require(empirical.value <= 1, "the average lies in [0, 1]")
    return kl_inverse(empirical.value, -log(confidence.delta) / sample.n)


def _bound(average: "Any", delta: float, n: int = 25) -> "Any":
    facts = Iid(n=n), UnitVariable(), AtMost[EmpiricalMean](average), ChosenBefore(hypotheses="variable")
    return binomial_kl_bound(*facts, Confidence(delta)).value


def _failure(rng: "Generator", draws: int, tosses: int, height: float = 1.0, missed: int = 0) -> Attempt:
    """The exact probability of failure, at the least favourable means: just above the bounds for 25 draws."""
    import numpy as np
    from scipy.stats import binom

    delta = 0.2
    heads = np.arange(tosses + 1)
    bounds = _bound(np.minimum(height * np.maximum(heads - missed, 0) / tosses, 1), delta)
    mean = np.concatenate([bounds[bounds < 1 - 1e-9] * (1 + 1e-9), rng.uniform(size=draws)])[:draws, None]
    return Attempt((binom.pmf(heads, tosses, mean / height) * (mean > bounds)).sum(axis=1), delta)


@trial(binomial_kl_bound)
def coins(rng: "Generator", draws: int) -> Attempt:
    """Twenty-five coins; at the bound for no heads the failure probability is delta."""
    return _failure(rng, draws, 25)


@ablation(binomial_kl_bound, breaks="sample")
def repeated(rng: "Generator", draws: int) -> Attempt:
    """One coin, counted 25 times."""
    return _failure(rng, draws, 1)


@ablation(binomial_kl_bound, breaks="unit")
def beyond_one(rng: "Generator", draws: int) -> Attempt:
    """A variable that is 0 or 10: no heads is likely although the mean is not small."""
    return _failure(rng, draws, 25, height=10.0)


@ablation(binomial_kl_bound, breaks="empirical")
def understated(rng: "Generator", draws: int) -> Attempt:
    """Two successes are not counted."""
    return _failure(rng, draws, 25, missed=2)


@ablation(binomial_kl_bound, breaks="before")
def unseen_points(rng: "Generator", draws: int) -> Attempt:
    """The indicator of all points but the sample, for the uniform law: average 0, mean 1."""
    seen, fresh = rng.uniform(size=(draws, 25)), rng.uniform(size=(draws, 50))
    return Attempt((fresh[:, :, None] != seen[:, None, :]).all(axis=2).mean(axis=1), _bound(0.0, 0.1), 0.1)


# Checked steps of the proof.


@step(binomial_kl_bound, 5, mutant={"two": Fraction(3, 2)})
def solved(two: Constant = 2) -> Verdict:
    r"""$x^2 \le 2 c x + 2 c q$ implies $x \le c + \sqrt{c^2 + 2 c q} \le 2 c + \sqrt{2 c q}$, its first part."""
    return entails(
        lambda x, c, q: [c >= 0, q >= 0, x**2 <= 2 * c * x + 2 * c * q],
        lambda x, c, q: x <= c + sqrt(c**2 + two * c * q),
    )


@step(binomial_kl_bound, 5, mutant={"two": 1})
def split(two: Constant = 2) -> Verdict:
    r"""$c + \sqrt{c^2 + 2 c q} \le 2 c + \sqrt{2 c q}$."""
    return entails(
        lambda c, q: [c >= 0, q >= 0],
        lambda c, q: c + sqrt(c**2 + 2 * c * q) <= two * c + sqrt(2 * c * q),
    )


@step(binomial_kl_bound, 6, mutant={"one": 2})
def no_error(one: Constant = 1) -> Verdict:
    r"""$- \log(1 - r)$ is $\ell / n$ at $r = 1 - e^{-\ell / n}$."""
    return identity(
        lambda surprise, n: -log(1 - (1 - exp(-one * surprise / n))),
        lambda surprise, n: surprise / n,
        {"surprise": (0, inf), "n": (1, inf)},
    )


@step(binomial_kl_bound, 2, mutant={"end": Fraction(101, 100)})
def decreasing(end: Constant = Fraction(99, 100)) -> Verdict:
    r"""$q \mapsto \kl{q}{p}$ is strictly decreasing: its derivative is negative, for `p` in [0.02, 0.98] and `q / p` in [0.01, 0.99]."""
    return inequality(
        lambda p, s: log(s) - log((1 - s * p) / (1 - p)),
        lambda p, s: -Fraction(1, 200),
        {"p": (Fraction(1, 50), Fraction(49, 50)), "s": (Fraction(1, 100), end)},
    )


@step(binomial_kl_bound, 2, mutant={"one": 2})
def slope(one: Constant = 1) -> Verdict:
    r"""The derivative of $q \mapsto \kl{q}{p}$ is `log(q / p) - log((1 - q) / (1 - p))`."""
    return identity(
        lambda p, q: derivative(lambda t: t * log(t / p) + (1 - t) * log((1 - t) / (1 - p)), q),
        lambda p, q: log(q / p) - one * log((1 - q) / (1 - p)),
        {"p": (0, 1), "q": (0, 1)},
    )
