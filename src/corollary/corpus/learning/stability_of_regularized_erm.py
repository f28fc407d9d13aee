"""Regularised empirical risk minimisation is stable."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.uniform_stability import StabilityCoefficient
from corollary.corpus.optimization.convex_function import ConvexInParameter
from corollary.corpus.optimization.lipschitz_function import ParameterLipschitz
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, Constant, Property, ablation, require, step, theorem, trial
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    import numpy as np


class RegularisedErm(
    Property,
    says="{algorithm} returns the exact minimiser, over a closed convex set, of the empirical {loss} "
    "plus {penalty}/2 times the squared norm",
):
    """argmin over W of (1/n) Σ ℓ(w, z_i) + penalty/2 ‖w‖²."""

    algorithm: str
    loss: str
    penalty: float


@theorem
def stability_of_regularized_erm(
    sample: Iid, convex: ConvexInParameter, lipschitz: AtMost[ParameterLipschitz], algorithm: RegularisedErm
) -> AtMost[StabilityCoefficient]:
    """At the size of the sample."""
    require(sample.n >= 1, "n >= 1")
    require(algorithm.penalty > 0, "penalty > 0")
    return 2 * lipschitz.value**2 / (algorithm.penalty * sample.n)


def _bound(n: int, lipschitz: float, penalty: float) -> float:
    given = Iid(n=n), ConvexInParameter(), AtMost[ParameterLipschitz](lipschitz), RegularisedErm(penalty=penalty)
    return float(stability_of_regularized_erm(*given).value)


def _linear(rng: "np.random.Generator", draws: int, claimed: float) -> Attempt:
    """ℓ(w, z) = ⟨w, z⟩ with |z| = 2 in R³; one observation is replaced by its negative, and the loss tried at it."""
    import numpy as np

    n, penalty = 10, 0.5
    z = rng.normal(size=(draws, n, 3))
    z *= 2 / np.linalg.norm(z, axis=2, keepdims=True)
    other = z.copy()
    other[:, 0] *= -1
    change = (other.mean(axis=1) - z.mean(axis=1)) / penalty
    return Attempt(np.abs(np.sum(change * z[:, 0], axis=1)), np.full(draws, _bound(n, claimed, penalty)))


@trial(stability_of_regularized_erm)
def linear_losses(rng: "np.random.Generator", draws: int) -> Attempt:
    """The bound is attained."""
    return _linear(rng, draws, 2.0)


@trial(stability_of_regularized_erm)
def medians(rng: "np.random.Generator", draws: int) -> Attempt:
    """ℓ(w, z) = |w - z| on the line, minimised by bisection on the derivative; one observation moves."""
    import numpy as np

    n, penalty = 9, 0.3
    z = rng.normal(size=(draws, n))
    other = z.copy()
    other[:, 0] = -z[:, 0] * 3

    def minimiser(points: "np.ndarray") -> "np.ndarray":
        low, high = np.full(draws, -20.0), np.full(draws, 20.0)
        for _ in range(60):
            middle = (low + high) / 2
            rising = np.sign(middle[:, None] - points).mean(axis=1) + penalty * middle > 0
            low, high = np.where(rising, low, middle), np.where(rising, middle, high)
        return high

    return Attempt(np.abs(minimiser(z) - minimiser(other)), np.full(draws, _bound(n, 1.0, penalty)))


@ablation(stability_of_regularized_erm, breaks="lipschitz")
def steeper_than_claimed(rng: "np.random.Generator", draws: int) -> Attempt:
    """The losses are a tenth steeper than claimed."""
    return _linear(rng, draws, 2 / 1.1)


@ablation(stability_of_regularized_erm, breaks="algorithm")
def without_penalty(rng: "np.random.Generator", draws: int) -> Attempt:
    """ℓ(w, z) = -w z on [-1, 1], no penalty, where one is claimed: a majority of one turns the minimiser round."""
    import numpy as np

    signs = rng.permuted(np.tile([1.0] * 5 + [-1.0] * 4, (draws, 1)), axis=1)
    other = signs.copy()
    other[np.arange(draws), signs.argmax(axis=1)] = -1.0
    change = np.abs(np.sign(signs.sum(axis=1)) - np.sign(other.sum(axis=1)))
    return Attempt(change, np.full(draws, _bound(9, 1.0, 0.3)))


@ablation(stability_of_regularized_erm, breaks="convex")
def losses_with_two_valleys(rng: "np.random.Generator", draws: int) -> Attempt:
    """ℓ(w, z) = -|w| + t w z on the line, z = ±1, nine observations: as the majority turns, the minimiser changes sides."""
    t, penalty = rng.uniform(0.4, 0.6, size=draws), 0.3
    minimiser = (1 + t / 9) / penalty  # with a minus for a majority of one that is positive
    bounds = [_bound(9, 1 + float(slope), penalty) for slope in t]
    return Attempt(2 * t * minimiser, bounds)


# Checked steps of the proof.


@step(stability_of_regularized_erm, 1, mutant={"one": 2})
def segment(one: Constant = 1) -> Verdict:
    r"""$\norm{(1-t) u + t v}^2 = (1-t) \norm{u}^2 + t \norm{v}^2 - t (1-t) \norm{u - v}^2$."""
    return identity(
        lambda t, u, v: ((1 - t) * u + t * v) ** 2,
        lambda t, u, v: (1 - t) * u**2 + t * v**2 - one * t * (1 - t) * (u - v) ** 2,
        vectors="u v",
    )
