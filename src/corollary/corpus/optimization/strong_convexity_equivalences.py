"""Equivalent forms of strong convexity."""

from math import inf
from typing import TYPE_CHECKING

from corollary.logic import Attempt, Constant, ablation, step, trial
from corollary.logic.checking import Verdict, entails, identity

if TYPE_CHECKING:
    import numpy as np


def _negative_entropy(rng: "np.random.Generator", draws: int, modulus: float) -> Attempt:
    """(iii) for Σ x_j log x_j between probability vectors, with the 1-norm: Pinsker's inequality, twice."""
    import numpy as np

    x = rng.dirichlet(np.ones(4), size=draws)
    near = x * np.exp(0.01 * rng.normal(size=(draws, 4)))
    y = np.where(rng.uniform(size=(draws, 1)) < 0.5, near / near.sum(axis=1, keepdims=True), x[::-1])
    y[0], x[0] = [0.2501, 0.2499, 0.25, 0.25], [0.2499, 0.2501, 0.25, 0.25]
    slope = np.sum((np.log(x) - np.log(y)) * (x - y), axis=1)
    return Attempt(modulus * np.abs(x - y).sum(axis=1) ** 2, slope, tolerance=1e-15)


@trial("strong-convexity-equivalences")
def negative_entropy(rng: "np.random.Generator", draws: int) -> Attempt:
    """Modulus 1 for the 1-norm, on the simplex."""
    return _negative_entropy(rng, draws, 1.0)


@ablation("strong-convexity-equivalences", breaks="constant")
def negative_entropy_doubled(rng: "np.random.Generator", draws: int) -> Attempt:
    """Modulus 5/2 is too much: the first pair, near the centre, has the quotient 2."""
    return _negative_entropy(rng, draws, 2.5)


@trial("strong-convexity-equivalences")
def growth_from_the_minimiser(rng: "np.random.Generator", draws: int) -> Attempt:
    """Σ |x_j − c_j| + ½ ‖x‖²: the minimiser is c clipped to [−1, 1]; the function grows as (b) says, exactly if |c_j| < 1."""
    import numpy as np

    c, x = 2 * rng.normal(size=(draws, 3)), 3 * rng.normal(size=(draws, 3))
    least = np.clip(c, -1, 1)

    def value(v: "np.ndarray") -> "np.ndarray":
        return np.asarray((np.abs(v - c) + v**2 / 2).sum(axis=1))

    return Attempt(value(least) + np.sum((x - least) ** 2, axis=1) / 2, value(x))


# Checked steps of the proof.


@step("strong-convexity-equivalences", 4, mutant={"one": 2})
def rearranged(one: Constant = 1) -> Verdict:
    r"""$\psi(t) \le (1 - t) \psi(0) + t \psi(1)$ reads $- \frac{\mu}{2} (t - t^2) \norm{x - y}^2$ for the values of `phi`."""
    return identity(
        lambda t, mu, d, a, b, c: (1 - t) * a + t * (c - mu / 2 * d**2) - (b - mu / 2 * t**2 * d**2),
        lambda t, mu, d, a, b, c: (1 - t) * a + t * c - mu / 2 * (one * t - t**2) * d**2 - b,
        vectors="d",
    )


@step("strong-convexity-equivalences", 7, mutant={"one": 2})
def growth(one: Constant = 1) -> Verdict:
    r"""$m \le (1 - \frac{1}{s}) f(x_1) + \frac{1}{s} f(y) - \frac{\mu}{2} (s - 1)$, times `s`, is the displayed inequality."""
    return identity(
        lambda s, m, a, b, mu: s * ((1 - 1 / s) * a + b / s - mu / 2 * (s - 1) - m),
        lambda s, m, a, b, mu: b - (s * m - (s - one) * a + mu / 2 * s * (s - 1)),
        {"s": (1, inf)},
    )


@step("strong-convexity-equivalences", 2, mutant={"one": 2})
def added(one: Constant = 1) -> Verdict:
    r"""(ii) for $(x, y)$ and for $(y, x)$, added: `p`, `q` are the values, `a`, `b` the inner products, `s` the squared distance."""
    return entails(
        lambda p, q, a, b, mu, s: [q >= p + a + mu / 2 * s, p >= q + b + mu / 2 * s, mu > 0, s > 0],
        lambda p, q, a, b, mu, s: -a - b >= one * mu * s,
    )
