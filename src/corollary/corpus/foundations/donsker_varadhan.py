"""Change of measure."""

from typing import TYPE_CHECKING

from corollary.corpus.foundations.kl_divergence import KLDivergence
from corollary.logic import AtMost, Attempt, Quantity, ablation, theorem, trial

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class LogExponentialMoment(
    Quantity,
    says="the logarithm of the mean of the exponential of {variable} under {prior}",
    tex=r"\log {prior} e^{{{variable}}}",
    least=None,
):
    """log ∫ e^g dQ."""

    variable: str
    prior: str


class PosteriorMean(
    Quantity, says="the integral of {variable} with respect to {posterior}", tex=r"{posterior} {variable}", least=None
):
    """∫ g dP."""

    variable: str
    posterior: str


@theorem
def donsker_varadhan(divergence: AtMost[KLDivergence], moment: AtMost[LogExponentialMoment]) -> AtMost[PosteriorMean]:
    """From the prior to the posterior, at the price of the relative entropy."""
    return divergence.value + moment.value


def _instance(rng: "Generator", draws: int) -> "tuple[Any, Any, Any]":
    """Laws P, Q on five points and g; in every second draw P is the tilted law, where equality holds."""
    import numpy as np

    p, q = rng.dirichlet(np.ones(5), size=(2, draws))
    g = 2 * rng.normal(size=(draws, 5))
    tilted = q * np.exp(g)
    p[::2] = (tilted / tilted.sum(axis=1, keepdims=True))[::2]
    return p, q, g


def _bound(divergence: "Any", moment: "Any") -> "Any":
    return donsker_varadhan(AtMost[KLDivergence](divergence), AtMost[LogExponentialMoment](moment)).value


@trial(donsker_varadhan)
def five_points(rng: "Generator", draws: int) -> Attempt:
    """Random laws and functions on five points."""
    import numpy as np

    p, q, g = _instance(rng, draws)
    return Attempt((p * g).sum(axis=1), _bound((p * np.log(p / q)).sum(axis=1), np.log((q * np.exp(g)).sum(axis=1))))


@ablation(donsker_varadhan, breaks="divergence")
def reversed_divergence(rng: "Generator", draws: int) -> Attempt:
    """The relative entropy with its arguments exchanged."""
    import numpy as np

    p, q, g = _instance(rng, draws)
    return Attempt((p * g).sum(axis=1), _bound((q * np.log(q / p)).sum(axis=1), np.log((q * np.exp(g)).sum(axis=1))))


@ablation(donsker_varadhan, breaks="moment")
def plain_mean(rng: "Generator", draws: int) -> Attempt:
    """The mean of g under the prior in place of the logarithm of its exponential moment."""
    import numpy as np

    p, q, g = _instance(rng, draws)
    return Attempt((p * g).sum(axis=1), _bound((p * np.log(p / q)).sum(axis=1), (q * g).sum(axis=1)))
