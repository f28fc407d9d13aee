"""Calculus of Rademacher complexity."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.rademacher_complexity import rademacher_of
from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _pairs(first: "np.ndarray", second: "np.ndarray", combine: "np.ufunc") -> "np.ndarray":
    """All combinations of a row of the first set with one of the second."""
    import numpy as np

    return np.asarray(combine(first[:, :, None, :], second[:, None, :, :])).reshape(len(first), -1, first.shape[-1])


def _classes(rng: "np.random.Generator", draws: int) -> "tuple[np.ndarray, np.ndarray]":
    return rng.normal(size=(draws, 4, 6)), rng.normal(size=(draws, 3, 6))


@trial("rademacher-calculus")
def parts(rng: "np.random.Generator", draws: int) -> Attempt:
    """Parts (a) to (f) on random finite classes, by enumeration of signs: left-hand sides against right-hand sides."""
    import numpy as np

    f, g = _classes(rng, draws)
    r = rademacher_of
    c, shift = rng.normal(size=(draws, 1, 1)), rng.normal(size=(draws, 1, 6))
    mixed = rng.dirichlet(np.ones(4), size=(draws, 5)) @ f
    total, affine = r(_pairs(f, g, np.add)), r(c * f + shift)
    norm = np.sqrt((f**2).mean(axis=-1)).max(axis=-1)
    left = [r(f[:, :2]), affine, np.abs(c[:, 0, 0]) * r(f), r(np.concatenate([f, mixed], axis=1)), total, r(f) + r(g)]
    right = [r(f), np.abs(c[:, 0, 0]) * r(f), affine, r(f), r(f) + r(g), total]
    left += [r(_pairs(f, g, np.maximum)), np.zeros(draws), r(f)]
    right += [r(f) + r(g), r(f), norm]
    return Attempt(np.concatenate(left), np.concatenate(right))


@trial("rademacher-calculus")
def one_point_changed(rng: "np.random.Generator", draws: int) -> Attempt:
    """Part (g): values in [-1, 1], one point replaced; attained where the functions differ at that point only."""
    import numpy as np

    f = rng.choice([-1.0, 1.0], size=(draws, 4, 6))
    f[::2, :, 1:] = f[::2, :1, 1:]
    f[::2, :2, 0] = -1.0, 1.0
    changed = f.copy()
    changed[:, :, 0] = rng.choice([-1.0, 1.0], size=(draws, 4))
    changed[::4, :, 0] = 1.0
    return Attempt(np.abs(rademacher_of(f) - rademacher_of(changed)), 1 / 6)


@ablation("rademacher-calculus", breaks="constant")
def maximum_without_second(rng: "np.random.Generator", draws: int) -> Attempt:
    """Part (e) with the larger of the two complexities in place of their sum."""
    import numpy as np

    f, g = _classes(rng, draws)
    return Attempt(rademacher_of(_pairs(f, g, np.maximum)), np.maximum(rademacher_of(f), rademacher_of(g)))
