"""Directions of gradient flow for homogeneous networks."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _angles(rng: "np.random.Generator", draws: int, end: bool) -> "np.ndarray":
    """1 − cos(θ, −∇F) for small bias-free ReLU networks on fitted data, after or before a long flow in rescaled time."""
    import numpy as np

    draws, width = min(draws, 30), 6
    x = rng.normal(size=(draws, 5, 2))
    labels = np.sign(x[:, :, 0])
    x[:, :, 0] += 0.5 * labels
    w, v = rng.normal(size=(2, draws, width, 2)) * 0.7
    v = v[:, :, 0]
    cosine, loss = np.zeros(draws), np.zeros(draws)
    for _ in range(4001 if end else 1):
        pre = np.einsum("nij,nkj->nik", x, w)
        scores = labels * np.einsum("nik,nk->ni", np.maximum(pre, 0), v)
        loss = np.log(np.exp(-scores + scores.min(axis=1, keepdims=True)).sum(axis=1)) - scores.min(axis=1)
        share = np.exp(-scores - loss[:, None]) * labels
        dv = np.einsum("ni,nik->nk", share, np.maximum(pre, 0))
        dw = np.einsum("ni,nik,nk,nij->nkj", share, pre > 0, v, x)
        size = np.sqrt((dv**2).sum(axis=1) + (dw**2).sum(axis=(1, 2)) + 1e-12)
        norm = np.sqrt((v**2).sum(axis=1) + (w**2).sum(axis=(1, 2)))
        cosine = ((dv * v).sum(axis=1) + (dw * w).sum(axis=(1, 2))) / (size * norm)
        h = 0.1 / size**2
        v, w = v + h[:, None] * dv, w + h[:, None, None] * dw
    return np.asarray((1 - cosine)[loss < 0] if end else 1 - cosine)


@trial("homogeneous-max-margin-kkt")
def alignment(rng: "np.random.Generator", draws: int) -> Attempt:
    """Once fitted, θ and −∇F become parallel (a condition of critical points): in four of five networks they are by now."""
    import numpy as np

    return Attempt(np.quantile(_angles(rng, draws, True), 0.8), 0.02)


@ablation("homogeneous-max-margin-kkt", breaks="constant")
def at_the_start(rng: "np.random.Generator", draws: int) -> Attempt:
    """At the start they are not."""
    import numpy as np

    return Attempt(np.quantile(_angles(rng, draws, False), 0.8), 0.02)


@trial("homogeneous-max-margin-kkt")
def no_local_minimiser(rng: "np.random.Generator", draws: int) -> Attempt:
    """Near the limit of the flow from (0, s) there are points of smaller norm that satisfy the constraint."""
    import numpy as np

    b = np.exp(rng.normal(size=draws))
    a = b * (1 + rng.uniform(0.1, 2, size=draws))
    small = 1e-2 / np.sqrt(a)
    point = np.stack([small, np.sqrt((1 - a * small**2) / b)])
    return Attempt(
        np.stack([np.abs(a * point[0] ** 2 + b * point[1] ** 2 - 1), (point**2).sum(axis=0)]), [1e-12 + 0 * b, 1 / b]
    )
