"""Chain rule for relative entropy, tried on finite laws."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


def _divergence(p: "Any", q: "Any") -> "Any":
    """Σ p log(p/q) over the last axis, with 0 log 0 = 0; infinite where q vanishes and p does not."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(p > 0, p * np.log(p / q), 0.0).sum(axis=-1)


def _difference(rng: "Generator", draws: int, weights: str) -> "Any":
    """Joint relative entropy minus the sum of marginal and conditional, the latter averaged with P or Q."""
    import numpy as np

    p, q = rng.dirichlet(np.ones(3), size=(2, draws))
    k, ell = rng.dirichlet(np.ones(4), size=(2, draws, 3))
    k[::3, :, 0] = 0
    k /= k.sum(axis=2, keepdims=True)
    joint = _divergence((p[..., None] * k).reshape(draws, -1), (q[..., None] * ell).reshape(draws, -1))
    return abs(joint - _divergence(p, q) - ((p if weights == "P" else q) * _divergence(k, ell)).sum(axis=1))


@trial("kl-chain-rule")
def finite_kernels(rng: "Generator", draws: int) -> Attempt:
    """Random laws on three points and kernels to four, some with zeros."""
    return Attempt(_difference(rng, draws, "P"), 0.0)


@ablation("kl-chain-rule", breaks="constant")
def wrong_average(rng: "Generator", draws: int) -> Attempt:
    """The conditional divergence averaged with the second law."""
    return Attempt(_difference(rng, draws, "Q"), 0.0)
