"""Error of a voting forest from strength and correlation."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.logic import AtLeast, AtMost, Attempt, Property, Quantity, ablation, require, theorem, trial, unrefuted

if TYPE_CHECKING:
    import numpy as np


class Vote(Property, says="{predictor} is the vote over the law of the seed of the randomised classifier {ensemble}"):
    """argmax_j P_Θ(T = j), with seeds independent of the new observation; ties may be broken in any way."""

    predictor: str
    ensemble: str


class Strength(Quantity, says="the mean margin under {law} of the votes of {ensemble}", tex="s", least=-1.0):
    """E m(X, Y) under the law, not on a sample."""

    ensemble: str
    law: str


class RawMarginCorrelation(
    Quantity,
    says="the mean covariance under {law} of the raw margins of two independent members of {ensemble}, over the squared "
    "mean of the standard deviation of one",
    tex=r"\kappa",
):
    """Breiman's mean correlation of the raw margins."""

    ensemble: str
    law: str


@theorem
def forest_strength_correlation(
    loss: ZeroOneLoss, ensemble: Vote, strength: AtLeast[Strength], correlation: AtMost[RawMarginCorrelation]
) -> AtMost[Risk]:
    """Chebyshev's inequality for the margin."""
    require(strength.value > 0, "strength > 0")
    require(strength.value <= 1, "strength <= 1")
    require(correlation.value >= 0, "correlation >= 0")
    return correlation.value * (1 - strength.value**2) / strength.value**2


def _attempt(rng: "np.random.Generator", draws: int, falsified: bool = False) -> Attempt:
    """Two classes: eleven equally likely members with random errors on forty points, twenty of which are hard.

    `falsified`: one member stands for all, and the correlation is claimed to be a twentieth.
    """
    import numpy as np

    rate = np.repeat([0.02, 0.4], 20)
    right = rng.uniform(size=(draws, 11, 40)) >= rate
    if falsified:
        right = np.repeat(rng.permuted(np.tile(np.arange(40) >= 10, (draws, 1)), axis=1)[:, None], 11, axis=1)
    raw = 2.0 * right - 1
    margin = raw.mean(axis=1)
    deviation = raw.std(axis=2).mean(axis=1)
    correlation = margin.var(axis=1) / deviation**2
    facts = (
        ZeroOneLoss(),
        Vote(),
        AtLeast[Strength](margin.mean(axis=1)),
        AtMost[RawMarginCorrelation](0.05 if falsified else correlation),
    )
    return Attempt((margin <= 0).mean(axis=1), forest_strength_correlation(*facts).value)


@trial(forest_strength_correlation)
def hard_points(rng: "np.random.Generator", draws: int) -> Attempt:
    """Strength and correlation are computed on all points."""
    return _attempt(rng, draws)


@ablation(forest_strength_correlation, breaks="correlation")
def one_classifier(rng: "np.random.Generator", draws: int) -> Attempt:
    """All members are one classifier; a correlation of a twentieth is claimed."""
    return _attempt(rng, draws, falsified=True)


def _tied_points(rng: "np.random.Generator", draws: int) -> "tuple[np.ndarray, np.ndarray]":
    """Two classifiers, each wrong on a half of the share p of points, nowhere together; ties are broken wrongly: p, and the bound."""
    import numpy as np

    p = rng.uniform(0.01, 0.6, size=draws)
    strength, variance = 1 - p, p * (1 - p)  # the margin is 0 on the share p, elsewhere 1; a raw margin is 1 or -1
    facts = (
        ZeroOneLoss(),
        Vote(),
        AtLeast[Strength](strength),
        AtMost[RawMarginCorrelation](variance / (1 - strength**2)),
    )
    return p, np.asarray(forest_strength_correlation(*facts).value)


@trial(forest_strength_correlation)
def tied_points(rng: "np.random.Generator", draws: int) -> Attempt:
    """Cantelli's inequality is an equality: the risk p against p / (1 - p)."""
    return Attempt(*_tied_points(rng, draws))


@ablation(forest_strength_correlation, breaks="loss")
def costly_errors(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same with a loss of 10 for an error."""
    p, bound = _tied_points(rng, draws)
    return Attempt(10 * p, bound)


@ablation(forest_strength_correlation, breaks="ensemble")
def fewest_votes(rng: "np.random.Generator", draws: int) -> Attempt:
    """The class with the fewest votes is predicted."""
    p, bound = _tied_points(rng, draws)
    return Attempt(1 - p, bound)


unrefuted(
    forest_strength_correlation,
    "exponent:1/2",
    because="it claims more only where the bound exceeds 1, and there it still exceeds 1, which no risk for the zero-one loss does",
    proved=True,
)
