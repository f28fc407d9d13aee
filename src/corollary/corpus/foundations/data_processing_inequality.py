"""Data processing inequality, tried on finite laws."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


def _divergences(p: "Any", q: "Any") -> "Any":
    import numpy as np

    return np.concatenate([(p * np.log(p / q)).sum(axis=-1), abs(p - q).sum(axis=-1) / 2])


@trial("data-processing-inequality")
def random_kernels(rng: "Generator", draws: int) -> Attempt:
    """Relative entropy and total variation before and after a kernel on four points that is close to the identity."""
    import numpy as np

    p, q = rng.dirichlet(np.ones(4), size=(2, draws))
    kernel = 0.99 * np.eye(4) + 0.01 * rng.dirichlet(np.ones(4), size=(draws, 4))
    after = _divergences(np.einsum("ni,nij->nj", p, kernel), np.einsum("ni,nij->nj", q, kernel))
    return Attempt(after, _divergences(p, q))


@trial("data-processing-inequality")
def joint_convexity(rng: "Generator", draws: int) -> Attempt:
    """Relative entropy of mixtures against the mixture of relative entropies."""
    import numpy as np

    p, q = rng.dirichlet(np.ones(4), size=(2, draws, 2))
    w = rng.uniform(size=(draws, 1))
    mix = [w * x[:, 0] + (1 - w) * x[:, 1] for x in (p, q)]
    each = (p * np.log(p / q)).sum(axis=2)
    return Attempt((mix[0] * np.log(mix[0] / mix[1])).sum(axis=1), w[:, 0] * each[:, 0] + (1 - w[:, 0]) * each[:, 1])


@ablation("data-processing-inequality", breaks="constant")
def two_kernels(rng: "Generator", draws: int) -> Attempt:
    """Different kernels applied to the two laws."""
    import numpy as np

    p, q = rng.dirichlet(np.ones(4), size=(2, draws))
    k, ell = rng.dirichlet(np.ones(4), size=(2, draws, 4))
    return Attempt(_divergences(np.einsum("ni,nij->nj", p, k), np.einsum("ni,nij->nj", q, ell)), _divergences(p, q))
