"""The conditional mean is the Bayes predictor for squared loss."""

from fractions import Fraction
from typing import TYPE_CHECKING

from corollary.logic import Attempt, Constant, ablation, step, trial
from corollary.logic.checking import Verdict, certified, identity

if TYPE_CHECKING:
    import numpy as np


def _difference(rng: "np.random.Generator", draws: int, conditional: bool) -> Attempt:
    """Both sides of the identity for random laws on four inputs and five labels in the plane."""
    import numpy as np

    law = rng.dirichlet(np.ones(20), size=draws).reshape(draws, 4, 5)
    label, predictor = rng.normal(size=(draws, 1, 5, 2)), rng.normal(size=(draws, 4, 1, 2))
    weight = law[..., None]
    mean = (weight * label).sum(axis=2, keepdims=True) / weight.sum(axis=2, keepdims=True)
    if not conditional:
        mean = (weight * label).sum(axis=(1, 2), keepdims=True)

    def average(error: "np.ndarray") -> "np.ndarray":
        return np.asarray((law * (error**2).sum(axis=-1)).sum(axis=(1, 2)))

    return Attempt(
        np.abs(average(label - predictor) - average(label - mean) - average(predictor - mean + 0 * label)), 0.0
    )


@trial("bayes-predictor-squared-loss")
def finite_laws(rng: "np.random.Generator", draws: int) -> Attempt:
    """The identity on random finite laws."""
    return _difference(rng, draws, True)


@ablation("bayes-predictor-squared-loss", breaks="constant")
def unconditional_mean(rng: "np.random.Generator", draws: int) -> Attempt:
    """The mean of the label in place of the conditional mean."""
    return _difference(rng, draws, False)


# Checked steps of the proof.


@step("bayes-predictor-squared-loss", 3, mutant={"two": 1})
def expanded(two: Constant = 2) -> Verdict:
    r"""$\norm{Y - g(X)}^2 = \norm{Y - m(X)}^2 - 2 \inner{D}{Y - m(X)} + \norm{D}^2$ for `D = g - m`."""
    return identity(
        lambda y, g, m: (y - g) ** 2,
        lambda y, g, m: (y - m) ** 2 - two * (g - m) * (y - m) + (g - m) ** 2,
        vectors="y g m",
    )


@step("bayes-predictor-squared-loss", 4, mutant={"two": Fraction(3, 2)})
def two_parts(two: Constant = 2) -> Verdict:
    r"""$\norm{g(X)}^2 \le 2 \norm{Y - g(X)}^2 + 2 \norm{Y}^2$."""
    return certified(lambda y, g: two * (y - g) ** 2 + 2 * y**2 - g**2, lambda y, g: [(1, 2 * y - g)], vectors="y g")
