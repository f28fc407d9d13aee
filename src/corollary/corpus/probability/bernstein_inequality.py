"""Bernstein's inequality."""

from math import factorial, inf
from typing import TYPE_CHECKING, Annotated, Any

from corollary.corpus.probability.iid_sample import Iid, MeanGap, VariableRange, Variance
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
from corollary.logic.arithmetic import exp, log, sqrt
from corollary.logic.checking import Verdict, cases, identity, inequality

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def bernstein_inequality(
    sample: Iid,
    variance: AtMost[Variance],
    range: AtMost[VariableRange],
    before: Annotated[ChosenBefore, role(hypotheses="variable")],
    confidence: Confidence,
) -> AtMost[MeanGap]:
    """A sub-gamma bound on the cumulant generating function, inverted."""
    require(sample.n >= 1, "n >= 1")
    surprise = -log(confidence.delta)
    return sqrt(2 * variance.value * surprise / sample.n) + range.value * surprise / (3 * sample.n)


def _bound(n: int, variance: "Any", width: float, delta: "Any") -> "Any":
    facts = Iid(n=n), AtMost[Variance](variance), AtMost[VariableRange](width), ChosenBefore(hypotheses="variable")
    return bernstein_inequality(*facts, Confidence(delta)).value


def _failure(
    rng: "Generator", draws: int, *, tosses: int = 40, variance: float = 1.0, width: float = 1.0, most: float = 0.2
) -> Attempt:
    """The exact probability of failure for f = −1 with small probability p, else 0; the facts scaled as said."""
    import numpy as np
    from scipy.stats import binom

    p, delta = rng.uniform(0.002, most, size=draws), rng.uniform(0.005, 3 * most, size=draws)
    bound = _bound(40, variance * p * (1 - p), width, delta)
    return Attempt(binom.sf(np.floor(tosses * (p + bound) + 1e-9), tosses, p), delta)


@trial(bernstein_inequality)
def rare_events(rng: "Generator", draws: int) -> Attempt:
    """Forty coins of small bias, with the exact tail."""
    return _failure(rng, draws)


@trial(bernstein_inequality)
def many_coins(rng: "Generator", draws: int) -> Attempt:
    """A million coins, fair or of small bias: logarithms of exact tails, down to 1e-40."""
    import numpy as np
    from scipy.stats import binom

    n, p, log_delta = 10**6, 0.5 * 10 ** rng.uniform(-5, 0, size=draws), -rng.uniform(1, 92, size=draws)
    bound = _bound(n, p * (1 - p), 1.0, np.exp(log_delta))
    return Attempt(binom.logsf(np.floor(n * (p + bound) + 1e-9), n, p), log_delta)


@ablation(bernstein_inequality, breaks="sample")
def repeated(rng: "Generator", draws: int) -> Attempt:
    """One coin, counted forty times."""
    return _failure(rng, draws, tosses=1)


@ablation(bernstein_inequality, breaks="variance")
def small_variance(rng: "Generator", draws: int) -> Attempt:
    """A tenth of the variance."""
    return _failure(rng, draws, variance=0.1)


@ablation(bernstein_inequality, breaks="range")
def no_range(rng: "Generator", draws: int) -> Attempt:
    """A range of 0, which leaves the Gaussian term; very rare events."""
    return _failure(rng, draws, width=0.0, most=0.02)


@ablation(bernstein_inequality, breaks="before")
def least_average(rng: "Generator", draws: int) -> Attempt:
    """Of 500 groups of 40 fair coins, the one with the fewest heads."""
    return Attempt(0.5 - rng.binomial(40, 0.5, size=(draws, 500)).min(axis=1) / 40, _bound(40, 0.25, 1.0, 0.3), 0.3)


# Checked steps of the proof.


@step(bernstein_inequality, 1, mutant={"three": 4})
def remainder(three: Constant = 3) -> Verdict:
    r"""For $0 \le u < 3$: $e^u - u - 1$ is at most $\frac{u^2}{2 (1 - u/3)}$; multiplied out, up to `u = 3`."""
    return inequality(lambda u: (exp(u) - u - 1) * 2 * (1 - u / three), lambda u: u**2, {"u": (0, 3)})


@step(bernstein_inequality, 1, mutant={"three": 4})
def factorials(three: Constant = 3) -> Verdict:
    r"""$k! \ge 2 \cdot 3^{k - 2}$: at `k = 2`, and the step from each `k >= 2` to the next multiplies by more on the left."""
    return cases(((k,) for k in range(2, 40)), lambda k: factorial(k) >= 2 * three ** (k - 2) and k + 1 >= 3)


@step(bernstein_inequality, 3, mutant={"two": 3})
def exponent(two: Constant = 2) -> Verdict:
    r"""$\frac{v \lambda^2}{2 (1 - r \lambda)} - \lambda t = - \frac{t^2}{2 (v + r t)}$ for $\lambda = t / (v + r t)$."""
    return identity(
        lambda v, r, t: v * (t / (v + r * t)) ** 2 / (2 * (1 - r * t / (v + r * t))) - t**2 / (v + r * t),
        lambda v, r, t: -(t**2) / (two * (v + r * t)),
        {"v": (0, inf), "r": (0, inf), "t": (0, inf)},
    )


@step(bernstein_inequality, 4, mutant={"two": 3})
def inverted(two: Constant = 2) -> Verdict:
    r"""The exponent is `-x` for $\lambda = s / (1 + r s)$, $t = \sqrt{2 v x} + r x$, $s = \sqrt{2 x / v}$."""

    def exponent_at(v: Any, r: Any, x: Any) -> Any:
        s = sqrt(2 * x / v)
        slope = s / (1 + r * s)
        return v * slope**2 / (2 * (1 - r * slope)) - slope * (sqrt(two * v * x) + r * x)

    return identity(exponent_at, lambda v, r, x: -x, {"v": (0, inf), "r": (0, inf), "x": (0, inf)})
