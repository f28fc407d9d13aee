"""With few epochs reshuffling need not beat replacement: the problem, with exact errors."""

from fractions import Fraction
from typing import TYPE_CHECKING

from corollary.logic import Attempt, Constant, ablation, step, trial
from corollary.logic.checking import Verdict, entails

if TYPE_CHECKING:
    import numpy as np


def _dichotomy(rng: "np.random.Generator", draws: int, epochs_to_condition: float) -> Attempt:
    """The error of reshuffling against the lesser of the two alternatives; n, κ, step, start, noise of all sizes; L = 1."""
    import numpy as np

    n = np.exp(rng.uniform(np.log(2), np.log(2000), size=draws)).astype(int)
    epochs = rng.integers(1, 200, size=draws)
    mu = epochs_to_condition / epochs
    step = np.exp(rng.uniform(-12, -0.001, size=draws))
    h, left = -np.log1p(-step), (1 - step * mu) ** (2 * n * epochs)
    start, spread = np.exp(rng.uniform(-8, 8, size=(2, draws)))
    replaced = spread * np.tanh(h / 2) * -np.expm1(-2 * n * epochs * h)
    ratio = n / (n - 1) * (1 - np.tanh(n * h / 2) / (n * np.tanh(h / 2)))
    slow = mu * left * start
    reshuffled, replaced = (ratio * replaced + slow) / 2, (replaced + slow) / 2
    return Attempt(reshuffled, np.minimum(replaced / 2, mu * start / (2 * np.exp(1.0))), sense="at_least")


@trial("random-reshuffling-few-epochs")
def as_few_as_allowed(rng: "np.random.Generator", draws: int) -> Attempt:
    """K = κ / 16."""
    return _dichotomy(rng, max(draws, 5000), 1 / 16)


@ablation("random-reshuffling-few-epochs", breaks="constant")
def many_epochs(rng: "np.random.Generator", draws: int) -> Attempt:
    """K = 4 κ / 5: reshuffling wins on some of them."""
    return _dichotomy(rng, max(draws, 5000), 0.8)


@trial("random-reshuffling-few-epochs")
def simulated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The problem itself with n = 50, κ = 32, K = 2 and a step of 0.2: the two noises in 2000 runs, ratio at least 0.45."""
    import numpy as np

    n, runs, step = 50, 2000, 0.2
    b = np.repeat([1.0, -1.0], n // 2)
    order = np.concatenate([rng.permuted(np.broadcast_to(b, (runs, n)), axis=1) for _ in range(2)], axis=1)
    free = rng.choice(b, size=(runs, 2 * n))
    x, y = np.zeros(runs), np.zeros(runs)
    for k in range(2 * n):
        x, y = x - step * (x - order[:, k]), y - step * (y - free[:, k])
    return Attempt(np.full(draws, (x**2).mean() / (y**2).mean()), 0.45, sense="at_least")


# Checked steps of the proof.


@step("random-reshuffling-few-epochs", 2, mutant={"two": 3})
def half(two: Constant = 2) -> Verdict:
    r"""If $(n - 1) h \ge 4$, then $1 - \frac{2}{(n - 1) h} \ge \frac12$."""
    return entails(
        lambda n, h: [n >= 2, h > 0, (n - 1) * h >= 4], lambda n, h: 1 - two / ((n - 1) * h) >= Fraction(1, 2)
    )


@step("random-reshuffling-few-epochs", 4, mutant={"sixteen": 15})
def exponents(sixteen: Constant = 16) -> Verdict:
    r"""$\exp \bigl( - \frac{2 n K h}{\kappa} \bigr)$ is at least $e^{-1}$: the exponents, for `16 K <= kappa` and `(n - 1) h < 4`."""
    return entails(
        lambda n, h, K, kappa: [n >= 2, h > 0, (n - 1) * h < 4, K >= 1, sixteen * K <= kappa],
        lambda n, h, K, kappa: 2 * n * K * h / kappa <= 1,
    )
