"""Random reshuffling with a constant step has a biased stationary mean: the mean recursion and a simulation."""

from typing import TYPE_CHECKING, Any

from corollary.corpus.optimization.finite_sum import QuadraticSum
from corollary.logic import Attempt, Constant, ablation, step, trial
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    import numpy as np


def _mean(rng: "np.random.Generator", draws: int, epochs: bool) -> Attempt:
    """The distance of E x after many epochs (or steps with replacement) from the limit claimed for reshuffling."""
    import numpy as np

    a, c = rng.uniform(0.2, 2, size=(draws, 2)), 1 + rng.uniform(size=draws)
    step = rng.uniform(0.2, 0.99, size=draws) / a.max(axis=1)
    signs = np.array([1.0, -1.0])
    sums = QuadraticSum(a[..., None, None], (c[:, None] * signs / a)[..., None])
    maps = sums.epochs(step) if epochs else sums.steps(step)
    last = np.linalg.matrix_power(maps.mean(axis=1), 4000) @ np.array([5.0, 1.0])
    limit = step * c * (a[:, 0] - a[:, 1]) / (2 * (a.sum(axis=1) - step * a.prod(axis=1)))
    return Attempt(np.abs(last[:, 0] - limit), np.full(draws, 1e-10), tolerance=0.0)


@trial("random-reshuffling-bias")
def limit_of_the_mean(rng: "np.random.Generator", draws: int) -> Attempt:
    """The mean over both orders, iterated 4000 times."""
    return _mean(rng, draws, epochs=True)


@trial("random-reshuffling-bias")
def simulated(rng: "np.random.Generator", draws: int) -> Attempt:
    """2000 runs of 40 epochs with curvatures 2 and 1/2: the mean is within six standard errors of the limit."""
    import numpy as np

    a, c, step, runs = np.array([2.0, 0.5]), np.array([-1.0, 1.0]), 0.3, 2000
    x = np.zeros(runs)
    for _ in range(40):
        first = rng.integers(2, size=runs)
        for i in (first, 1 - first):
            x = x - step * (a[i] * x + c[i])
    limit = step * 1.5 / (2 * (2.5 - step))
    return Attempt(np.full(draws, abs(x.mean() - limit) / (x.std() / np.sqrt(runs))), 6.0)


@ablation("random-reshuffling-bias", breaks="constant")
def with_replacement(rng: "np.random.Generator", draws: int) -> Attempt:
    """Sampling with replacement does not have this limit: it tends to the minimiser."""
    return _mean(rng, draws, epochs=False)


# Checked steps of the proof.


@step("random-reshuffling-bias", 1, mutant={"one": 2})
def one_epoch(one: Constant = 1) -> Verdict:
    r"""$(1 - \gamma a_2) \bigl( (1 - \gamma a_1) x + \gamma c \bigr) - \gamma c$ is $\rho x - \gamma^2 a_2 c$."""
    return identity(
        lambda a, b, c, step, x: (1 - step * b) * ((1 - step * a) * x + step * c) - one * step * c,
        lambda a, b, c, step, x: (1 - step * a) * (1 - step * b) * x - step**2 * b * c,
    )


@step("random-reshuffling-bias", 2, mutant={"two": 3})
def limit(two: Constant = 2) -> Verdict:
    r"""$\frac{\gamma^2 c (a_1 - a_2)}{2 (1 - \rho)}$ is the fixed point of $\rho \, \E x_t + \frac{1}{2} \gamma^2 c (a_1 - a_2)$."""

    def fixed(a: Any, b: Any, c: Any, rho: Any, step: Any) -> Any:
        return step**2 * c * (a - b) / (two * (1 - rho))

    return identity(
        lambda a, b, c, rho, step: rho * fixed(a, b, c, rho, step) + step**2 * c * (a - b) / 2,
        fixed,
        {"rho": (0, 1)},
    )


@step("random-reshuffling-bias", 2, mutant={"one": 2})
def contraction(one: Constant = 1) -> Verdict:
    r"""$1 - \rho = \gamma (a_1 + a_2 - \gamma a_1 a_2)$."""
    return identity(
        lambda a, b, step: 1 - (1 - step * a) * (1 - step * b), lambda a, b, step: step * (a + b - one * step * a * b)
    )
