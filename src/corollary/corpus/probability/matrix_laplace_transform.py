"""Matrix Laplace transform method: sums of random signs times matrices, all signs enumerated."""

from itertools import product
from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np


def _apply(function: "Callable[[np.ndarray], np.ndarray]", a: "np.ndarray") -> "np.ndarray":
    """A function of symmetric matrices (…, d, d)."""
    import numpy as np

    values, vectors = np.linalg.eigh(a)
    return np.asarray((vectors * function(values)[..., None, :]) @ vectors.swapaxes(-1, -2))


def _signs(rng: "np.random.Generator", draws: int, patterns: "np.ndarray", of: float = 1.0) -> Attempt:
    """Logarithms of E tr exp Y over the given sign patterns, and of the bound times `of`."""
    import numpy as np

    a = rng.normal(size=(draws, 4, 3, 3)) * rng.uniform(0.1, 1, size=(draws, 1, 1, 1))
    a = (a + a.swapaxes(2, 3)) / 2
    sums = np.einsum("pk,nkij->pnij", patterns, a)
    mean = np.trace(_apply(np.exp, sums), axis1=2, axis2=3).mean(axis=0)
    exponent = _apply(lambda v: np.log(np.cosh(v)), a).sum(axis=1)
    return Attempt(np.log(mean), of * np.log(np.trace(_apply(np.exp, exponent), axis1=1, axis2=2)))


@trial("matrix-laplace-transform")
def independent_signs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Four matrices of order 3, all sixteen patterns."""
    import numpy as np

    return _signs(rng, draws, np.array(list(product([-1.0, 1.0], repeat=4))))


@ablation("matrix-laplace-transform", breaks="independent")
def one_sign(rng: "np.random.Generator", draws: int) -> Attempt:
    """One sign for all four."""
    import numpy as np

    return _signs(rng, draws, np.array([[1.0] * 4, [-1.0] * 4]))


@ablation("matrix-laplace-transform", breaks="constant")
def a_little_less(rng: "np.random.Generator", draws: int) -> Attempt:
    """99 hundredths of the exponent."""
    import numpy as np

    return _signs(rng, draws, np.array(list(product([-1.0, 1.0], repeat=4))), 0.99)


@trial("matrix-laplace-transform")
def tail(rng: "np.random.Generator", draws: int) -> Attempt:
    """The probability that the greatest eigenvalue exceeds a level, against the best of many θ."""
    import numpy as np

    patterns = np.array(list(product([-1.0, 1.0], repeat=4)))
    a = rng.normal(size=(draws, 4, 2, 2))
    a = (a + a.swapaxes(2, 3)) / 2
    values = np.linalg.eigvalsh(np.einsum("pk,nkij->npij", patterns, a))
    level = np.quantile(values[..., -1], 0.9, axis=1)
    theta = np.exp(np.linspace(-3, 3, 60))[:, None, None, None]
    bounds = np.exp(theta * (values - level[:, None, None])).sum(axis=3).mean(axis=2)
    return Attempt((values[..., -1] >= level[:, None]).mean(axis=1), bounds.min(axis=0))
