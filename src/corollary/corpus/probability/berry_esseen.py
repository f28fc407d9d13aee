"""Berry-Esseen theorem."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ChosenBefore, Quantity, ablation, require, role, theorem, trial
from corollary.logic.arithmetic import sqrt

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class StandardisedThirdMoment(
    Quantity,
    says="the third absolute central moment of {variable} under {law}, divided by the cube of its standard deviation",
    tex=r"\rho({variable})",
    least=1.0,
):
    """E |f − P f|³ / σ³, for 0 < σ < ∞; at least 1."""

    variable: str
    law: str


class DistanceToNormal(
    Quantity,
    says="the greatest difference between the distribution function of the standardised average of {variable} over "
    "{sample} from {law} and that of the standard normal law",
    tex=r"\sup_x \lvert F_n(x) - \Phi(x) \rvert",
    trivial=1.0,
):
    """The Kolmogorov distance; standardised by the true mean and the true variance."""

    variable: str
    law: str
    sample: str


@theorem
def berry_esseen(
    sample: Iid,
    moment: AtMost[StandardisedThirdMoment],
    before: Annotated[ChosenBefore, role(hypotheses="variable")],
) -> AtMost[DistanceToNormal]:
    """Constant of Shevtsova (2011)."""
    require(sample.n >= 1, "n >= 1")
    require(moment.value >= 1, "the moment is at least 1")
    return 1187 * moment.value / (2500 * sqrt(sample.n))


def _bound(n: "Any", moment: "Any") -> "Any":
    facts = Iid(n=n), AtMost[StandardisedThirdMoment](moment), ChosenBefore(hypotheses="variable")
    return berry_esseen(*facts).value


def _distance(n: int, p: "Any", tosses: int) -> "Any":
    """Kolmogorov distance from the normal law of the standardised number of successes in `tosses` tosses."""
    import numpy as np
    from scipy.stats import binom, norm

    count = np.arange(tosses + 1)
    p = np.asarray(p)[:, None]
    below = norm.cdf((count / tosses - p) * np.sqrt(n / (p * (1 - p))))
    cumulative = binom.cdf(count, tosses, p)
    before = np.concatenate([np.zeros_like(p), cumulative[:, :-1]], axis=1)
    return np.maximum(np.abs(cumulative - below), np.abs(before - below)).max(axis=1)


def _moment(p: "Any") -> "Any":
    """The standardised third absolute moment of an indicator."""
    import numpy as np

    return (p**2 + (1 - p) ** 2) / np.sqrt(p * (1 - p))


def _coins(rng: "Generator", draws: int) -> "Any":
    """Success probabilities; every third is the one of Esseen's lower bound on the constant."""
    import numpy as np

    p = rng.uniform(0.05, 0.95, size=draws)
    p[::3] = (4 - np.sqrt(10)) / 2
    return p


@trial(berry_esseen)
def few_coins(rng: "Generator", draws: int) -> Attempt:
    """Five tosses, exactly."""
    p = _coins(rng, draws)
    return Attempt(_distance(5, p, 5), _bound(5, _moment(p)))


@trial(berry_esseen)
def many_coins(rng: "Generator", draws: int) -> Attempt:
    """A thousand tosses, exactly."""
    p = _coins(rng, min(draws, 100))
    return Attempt(_distance(1000, p, 1000), _bound(1000, _moment(p)))


@ablation(berry_esseen, breaks="sample")
def repeated(rng: "Generator", draws: int) -> Attempt:
    """One toss, counted a hundred times; the standardisation is that of a hundred tosses."""
    p = _coins(rng, draws)
    return Attempt(_distance(100, p, 1), _bound(100, _moment(p)))


@ablation(berry_esseen, breaks="moment")
def understated(rng: "Generator", draws: int) -> Attempt:
    """The moment is said to be 1, its least value, for rare successes."""
    p = rng.uniform(0.005, 0.05, size=draws)
    return Attempt(_distance(50, p, 50), _bound(50, 1 + 0 * p))


@ablation(berry_esseen, breaks="before")
def sign_chosen(rng: "Generator", draws: int) -> Attempt:
    """A fair sign, turned so that its average over the sample is not negative: the average is at most -1e-9 with probability 0."""
    import numpy as np
    from scipy.stats import norm

    return Attempt(np.full(draws, norm.cdf(-1e-9)), _bound(rng.integers(100, 1000, size=draws), np.ones(draws)))


@ablation(berry_esseen, breaks="constant")
def four_tenths(rng: "Generator", draws: int) -> Attempt:
    """The constant 0.4."""
    p = _coins(rng, min(draws, 100))
    return Attempt(_distance(1000, p, 1000), 0.4 / 0.4748 * _bound(1000, _moment(p)))
