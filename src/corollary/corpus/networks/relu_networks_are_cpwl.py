"""The shallow network of a piecewise linear function on the line, built and compared."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _built(rng: "np.random.Generator", draws: int, missing: int) -> Attempt:
    import numpy as np

    k = 5
    t = np.sort(rng.uniform(-1, 1, size=(draws, k)), axis=1)
    values = rng.normal(size=(draws, k))
    ends = rng.normal(size=(draws, 2))
    slopes = np.hstack([ends[:, :1], np.diff(values) / np.diff(t), ends[:, 1:]])
    x = rng.uniform(-2, 2, size=(draws, 50))
    truth = np.stack([np.interp(xi, ti, vi) for xi, ti, vi in zip(x, t, values, strict=True)])
    truth += slopes[:, :1] * np.minimum(x - t[:, :1], 0) + slopes[:, -1:] * np.maximum(x - t[:, -1:], 0)
    network = values[:, :1] - slopes[:, :1] * np.maximum(t[:, :1] - x, 0) + slopes[:, 1:2] * np.maximum(x - t[:, :1], 0)
    for j in range(1, k - missing):
        network = network + (slopes[:, j + 1] - slopes[:, j])[:, None] * np.maximum(x - t[:, j : j + 1], 0)
    error = np.abs(network - truth).max(1)
    return Attempt(truth=error, bound=1e-7 * (1 + np.abs(slopes).max(1)))


@trial("relu-networks-are-cpwl")
def on_the_line(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random functions with five breakpoints."""
    return _built(rng, draws, 0)


@ablation("relu-networks-are-cpwl", breaks="constant")
def one_unit_less(rng: "np.random.Generator", draws: int) -> Attempt:
    """The last unit left out."""
    return _built(rng, draws, 1)
