"""Hoeffding's lemma."""

from fractions import Fraction
from typing import TYPE_CHECKING

from corollary.corpus.probability.iid_sample import VariableRange
from corollary.corpus.probability.sub_gaussian import SubGaussianProxy
from corollary.logic import AtMost, Attempt, Constant, ablation, step, theorem, trial
from corollary.logic.arithmetic import exp
from corollary.logic.checking import Verdict, certified, inequality

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


@theorem
def hoeffding_lemma(range: AtMost[VariableRange]) -> AtMost[SubGaussianProxy]:
    """The second derivative of the cumulant generating function is a variance."""
    return range.value**2 / 4


def _needed(values: "Any", masses: "Any", tilt: "Any") -> "Any":
    """The proxy that the exponential moment at `tilt` asks for."""
    import numpy as np

    centred = values - (masses * values).sum(axis=1, keepdims=True)
    return 2 * np.log((masses * np.exp(tilt[:, None] * centred)).sum(axis=1)) / tilt**2


def _tilts(rng: "Generator", draws: int) -> "Any":
    return rng.uniform(0.1, 5, size=draws) * rng.choice([-1, 1], size=draws)


@trial(hoeffding_lemma)
def three_values(rng: "Generator", draws: int) -> Attempt:
    """Laws on three points of an interval, its ends included; every second one a random sign, nearly extremal."""
    import numpy as np

    masses = rng.dirichlet(np.ones(3), size=draws)
    masses[::2] = [0.5, 0.0, 0.5]
    values = np.stack([-np.ones(draws), rng.uniform(-1, 1, size=draws), np.ones(draws)], axis=1)
    values *= rng.uniform(0.1, 2, size=(draws, 1))
    bound = hoeffding_lemma(AtMost[VariableRange](values[:, 2] - values[:, 0])).value
    return Attempt(_needed(values, masses, _tilts(rng, draws)), bound)


@ablation(hoeffding_lemma, breaks="range")
def interquartile(rng: "Generator", draws: int) -> Attempt:
    """The range of all but a hundredth of the mass."""
    import numpy as np

    values, masses = np.tile([-1.0, 1.0, 30.0], (draws, 1)), np.tile([0.495, 0.495, 0.01], (draws, 1))
    return Attempt(_needed(values, masses, _tilts(rng, draws)), hoeffding_lemma(AtMost[VariableRange](2.0)).value)


@ablation(hoeffding_lemma, breaks="constant")
def variance_of_the_uniform_law(rng: "Generator", draws: int) -> Attempt:
    """A twelfth in place of a quarter, for random signs."""
    import numpy as np

    values, masses = np.tile([-1.0, 1.0], (draws, 1)), np.full((draws, 2), 0.5)
    return Attempt(_needed(values, masses, _tilts(rng, draws)), hoeffding_lemma(AtMost[VariableRange](2.0)).value / 3)


# Checked steps of the proof.


@step(hoeffding_lemma, 1, mutant={"four": 5})
def variance(four: Constant = 4) -> Verdict:
    r"""$\E (X - a - \frac{c}{2})^2 \le c^2 / 4$: so for each value between `a` and `a + c`."""
    return certified(
        lambda x, a, c: c**2 / four - (x - a - c / 2) ** 2,
        lambda x, a, c: [(1, 1, 0, 1)],
        lambda x, a, c: [x - a, a + c - x],
    )


@step(hoeffding_lemma, 5, mutant={"eight": 9})
def two_values(eight: Constant = 8) -> Verdict:
    r"""$e^{- \lambda c q} (1 - q + q e^{\lambda c})$ is at most $e^{\lambda^2 c^2 / 8}$ for `0 <= lambda c <= 4`, `q <= 2/5`."""
    return inequality(
        lambda s, q: 1 - q + q * exp(s),
        lambda s, q: exp(s**2 / eight + s * q),
        {"s": (0, 4), "q": (0, Fraction(2, 5))},
    )
