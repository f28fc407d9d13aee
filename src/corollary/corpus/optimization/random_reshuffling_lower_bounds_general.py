"""Lower bounds for shuffled gradient methods: the problem and its exact errors."""

from fractions import Fraction
from itertools import combinations
from math import inf
from typing import TYPE_CHECKING, Literal

from corollary.corpus.optimization.finite_sum import second_moment
from corollary.logic import Attempt, Constant, ablation, step, trial
from corollary.logic.arithmetic import exp
from corollary.logic.checking import Verdict, cases, entails, identity, inequality, total

if TYPE_CHECKING:
    import numpy as np

Order = Literal["fresh", "once", "fixed"]


def _epochs(n: int, mu: "np.ndarray", step: "np.ndarray", fixed: bool) -> "np.ndarray":
    """The maps of an epoch on (x_1, x_2, x_3, 1) for each pattern of the two kinds of components; L = 1, σ² = 2."""
    import numpy as np

    chosen = [tuple(range(n // 2))] if fixed else list(combinations(range(n), n // 2))
    kinds = []
    for curvature, sign in ((1.0, 1.0), (0.5, -1.0)):
        one = np.zeros((len(step), 4, 4))
        one[:, 0, 0], one[:, 1, 1], one[:, 2, 2], one[:, 3, 3] = 1 - step * mu, 1 - step, 1 - step * curvature, 1
        one[:, 1, 3] = one[:, 2, 3] = sign * step
        kinds.append(one)
    found = []
    for first_kind in chosen:
        whole = np.broadcast_to(np.eye(4), (len(step), 4, 4))
        for i in range(n):
            whole = kinds[0 if i in first_kind else 1] @ whole
        found.append(whole)
    return np.stack(found, axis=1)


def _run(rng: "np.random.Generator", draws: int, order: Order, n: int, with_replacement_rate: bool = False) -> Attempt:
    """E ‖x_K‖² exactly against the bound, for K up to 1000, κ from 2 to K.

    The steps are around the critical one, and the start so near that both parts of the bound count.
    """
    import numpy as np

    epochs = int(np.exp(rng.uniform(np.log(3), np.log(1000))))
    kappa = np.exp(rng.uniform(np.log(2), np.log(epochs), size=draws))
    mu = 1 / kappa
    noise = 2 / mu**2
    claimed = {
        "fresh": noise / (70000 * (n * epochs) ** 2) + kappa * noise / (3300 * n * epochs**3),
        "once": noise / (1800 * n * epochs**2),
        "fixed": noise / (900 * epochs**2),
    }[order]
    if with_replacement_rate:
        claimed = noise / (n * epochs)
    distance = 2 * np.sqrt(claimed) * np.exp(rng.uniform(-1, 3, size=draws))
    step = np.minimum(np.exp(rng.uniform(-1, 4, size=draws)) / (2 * mu * n * epochs), 0.999)
    first = np.stack([distance, np.zeros(draws), np.zeros(draws), np.ones(draws)], axis=1)
    maps = _epochs(n, mu, step, fixed=order == "fixed")
    if order == "fresh":
        error = np.trace(second_moment(maps, first, epochs)[:, :3, :3], axis1=1, axis2=2)
    else:
        last = np.einsum("bmij,bj->bmi", np.linalg.matrix_power(maps, epochs), first)[..., :3]
        error = (last**2).sum(axis=2).mean(axis=1)
    bound = np.minimum(distance**2 / 4, claimed)
    return Attempt(error / bound, np.ones(draws), sense="at_least")


@trial("random-reshuffling-lower-bounds-general")
def random_reshuffling(rng: "np.random.Generator", draws: int) -> Attempt:
    """Six components."""
    return _run(rng, draws, "fresh", 6)


@trial("random-reshuffling-lower-bounds-general")
def random_reshuffling_of_two(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two components."""
    return _run(rng, draws, "fresh", 2)


@trial("random-reshuffling-lower-bounds-general")
def shuffle_once(rng: "np.random.Generator", draws: int) -> Attempt:
    """Six components, one order for all epochs."""
    return _run(rng, draws, "once", 6)


@trial("random-reshuffling-lower-bounds-general")
def incremental(rng: "np.random.Generator", draws: int) -> Attempt:
    """Forty components in the order of the page."""
    return _run(rng, draws, "fixed", 40)


@ablation("random-reshuffling-lower-bounds-general", breaks="constant")
def rate_with_replacement(rng: "np.random.Generator", draws: int) -> Attempt:
    """σ² / (μ² n K), the order with replacement, is no lower bound for random reshuffling: it does better on this problem."""
    return _run(rng, draws, "fresh", 6, with_replacement_rate=True)


@trial("random-reshuffling-lower-bounds-general")
def bias_of_the_third_coordinate(rng: "np.random.Generator", draws: int) -> Attempt:
    """Step 13 of the proof: E x_3 / (γ g), exactly, for n γ L ≤ 1 and γ L n K ≥ 1; two, four and six components."""
    import numpy as np

    n, epochs = int(rng.choice([2, 4, 6])), int(rng.integers(1, 50))
    step = np.exp(rng.uniform(-np.log(epochs), 0, size=draws)) / n
    mean = np.linalg.matrix_power(_epochs(n, 0 * step, step, fixed=False).mean(axis=1), epochs)[:, 2, 3]
    return Attempt(mean / step, np.full(draws, (1 - np.exp(-0.75)) / (18 * np.exp(1.0))), sense="at_least")


@ablation("random-reshuffling-lower-bounds-general", breaks="constant")
def a_hundred_times_the_bound(rng: "np.random.Generator", draws: int) -> Attempt:
    """A hundred times the bound for shuffle-once is refuted on its own problem."""
    import numpy as np

    attempt = _run(rng, draws, "once", 6)
    return Attempt(np.asarray(attempt.truth) / 100, attempt.bound, sense="at_least")


# Checked steps of the proof.


@step("random-reshuffling-lower-bounds-general", 4, mutant={"twelve": 11})
def squared_distances(twelve: Constant = 12) -> Verdict:
    r"""$\sum_{k < j} (j - k)^2 = \frac{n^2 (n^2 - 1)}{12}$: each distance `d` occurs `n - d` times."""
    return identity(
        lambda n: total(lambda d: (n - d) * d**2, 1, n - 1),
        lambda n: n**2 * (n**2 - 1) / twelve,
        {"n": (2, inf)},
        whole="n",
    )


@step("random-reshuffling-lower-bounds-general", 5, mutant={"bound": 3200})
def reshuffling_constant(bound: Constant = 3300) -> Verdict:
    r"""$\frac{1 - e^{-2}}{192 e^2} \cdot \frac{\kappa^3 s^2}{n K^3}$ is at least $\frac{\kappa \sigma^2}{3300 \mu^2 n K^3}$: the constants."""
    return inequality(lambda: Fraction(1) / bound, lambda: (1 - exp(-2)) / (192 * exp(2)) / 2, {})


@step("random-reshuffling-lower-bounds-general", 6, mutant={"bound": 1700})
def shuffle_once_constant(bound: Constant = 1800) -> Verdict:
    r"""$\frac{(1 - e^{-1})^2}{48 e^2} \cdot \frac{\kappa^2 s^2}{n K^2}$ is at least $\frac{\sigma^2}{1800 \mu^2 n K^2}$: the constants."""
    return inequality(lambda: Fraction(1) / bound, lambda: (1 - exp(-1)) ** 2 / (48 * exp(2)) / 2, {})


@step("random-reshuffling-lower-bounds-general", 7, mutant={"bound": Fraction(979, 10000)})
def fixed_order_constant(bound: Constant = Fraction(978, 10000)) -> Verdict:
    r"""$(1 - e^{-1/2})^2 (1 - e^{-1}) \tau s \ge 0.0978 \cdot \frac{\kappa}{2 K} s$: the constants."""
    return inequality(lambda: bound, lambda: (1 - exp(-Fraction(1, 2))) ** 2 * (1 - exp(-1)), {})


@step("random-reshuffling-lower-bounds-general", 7, mutant={"bound": 800})
def fixed_order(bound: Constant = 900) -> Verdict:
    r"""$x_2^2 \ge \frac{\sigma^2}{900 \mu^2 K^2}$: the constants, as `kappa^2 s^2 = sigma^2 / (2 mu^2)`."""
    return cases([(Fraction(978, 20000) ** 2 / 2,)], lambda constant: constant * bound >= 1)


@step("random-reshuffling-lower-bounds-general", 8, mutant={"bound": 170})
def long_epochs(bound: Constant = 180) -> Verdict:
    r"""$\frac{(n + 1) s^2}{12 e^2 n^2} \ge \frac{\sigma^2}{180 L^2 n}$: the constants, as `s^2 = sigma^2 / (2 L^2)`."""
    return inequality(lambda: Fraction(1) / bound, lambda: 1 / (24 * exp(2)), {})


@step("random-reshuffling-lower-bounds-general", 8, mutant={"bound": 83})
def long_fixed_order(bound: Constant = 84) -> Verdict:
    r"""$\abs{x_2} \ge s (1 - e^{-1/2})^2$ and $x_2^2 \ge \frac{\sigma^2}{84 L^2}$: the constants."""
    return inequality(lambda: Fraction(1) / bound, lambda: (1 - exp(-Fraction(1, 2))) ** 4 / 2, {})


@step("random-reshuffling-lower-bounds-general", 13, mutant={"third": Fraction(2, 5)})
def odd_share(third: Constant = Fraction(1, 3)) -> Verdict:
    r"""$\frac{n - 1}{n + 1} \ge \frac{1}{3}$."""
    return entails(lambda n: [n >= 2], lambda n: (n - 1) / (n + 1) >= third)


@step("random-reshuffling-lower-bounds-general", 13, mutant={"eighteen": 17})
def bias_constant(eighteen: Constant = 18) -> Verdict:
    r"""$\frac{1 - e^{-3/4}}{18 e} \gamma g$: the factors before it, with $\frac{n - 1}{n + 1} \ge \frac{1}{3}$."""
    return identity(
        lambda n, step, L: step * L / 4 * n / (2 * exp(1)) / 3 * (1 - exp(-Fraction(3, 4))) / (3 * n * step * L / 4),
        lambda n, step, L: (1 - exp(-Fraction(3, 4))) / (eighteen * exp(1)),
        {"n": (2, inf), "step": (0, inf), "L": (0, inf)},
    )


@step("random-reshuffling-lower-bounds-general", 14, mutant={"bound": Fraction(117, 10**6)})
def bias_squared(bound: Constant = Fraction(116, 10**6)) -> Verdict:
    r"""$(\E x_3)^2 \ge 0.000116 \, \gamma^2 g^2$."""
    return inequality(lambda: bound, lambda: ((1 - exp(-Fraction(3, 4))) / (18 * exp(1))) ** 2, {})


@step("random-reshuffling-lower-bounds-general", 14, mutant={"bound": 68000})
def bias_bound(bound: Constant = 70000) -> Verdict:
    r"""$0.000116 \, \gamma^2 g^2 \ge \frac{\sigma^2}{70000 \mu^2 (n K)^2}$ for the least step: the constants."""
    return cases([(Fraction(116, 10**6) / 8,)], lambda constant: constant * bound >= 1)


@step("random-reshuffling-lower-bounds-general", 2, mutant={"half": Fraction(51, 100)})
def slow_steps(half: Constant = Fraction(1, 2)) -> Verdict:
    r"""$(1 - \frac{1}{2 n K})^{n K} R \ge \frac{R}{2}$: Bernoulli's inequality at `N = n K`, for `N <= 40`."""
    return cases(((N,) for N in range(1, 41)), lambda N: (1 - Fraction(1, 2 * N)) ** N >= half)


@step("random-reshuffling-lower-bounds-general", 11, mutant={"one": 2})
def two_factors(one: Constant = 1) -> Verdict:
    r"""$(u_k - m) u_k = d^2 + m (u_k - m)$ for `u = m + d`, where d may be negative."""
    return identity(lambda m, d: d * (m + d), lambda m, d: one * d**2 + m * d)


@step("random-reshuffling-lower-bounds-general", 10, mutant={"two": 3})
def mean_of_the_rest(two: Constant = 2) -> Verdict:
    r"""The mean of $m - u_k$ is $\frac{d}{n - k + 1} (k - 1 - 2 J)$: `n/2 - J` values d and `n/2 - (k - 1 - J)` values -d are left."""
    return identity(
        lambda n, k, J, d: ((n / 2 - J) * d - (n / 2 - (k - 1 - J)) * d) / (n - k + 1),
        lambda n, k, J, d: d / (n - k + 1) * (k - 1 - two * J),
    )


@step("random-reshuffling-lower-bounds-general", 12, mutant={"one": Fraction(1, 2)})
def coefficients(one: Constant = 1) -> Verdict:
    r"""The coefficient of $\Delta_j$ is at most $n - j + 1 + j = n + 1$, as $m \le 1$."""
    return entails(
        lambda n, j, m: [n >= 2, j >= 1, j <= n, m > 0, m <= 1], lambda n, j, m: n - j + 1 + j * m <= n + one
    )


@step("random-reshuffling-lower-bounds-general", 12, mutant={"two": 3})
def summed(two: Constant = 2) -> Verdict:
    r"""$\frac{d^2 n (n - 1)}{2 e (n + 1)}$: the sum of k over `k < n`, times `d^2 / e`, divided by `n + 1`."""
    return identity(
        lambda n, d: d**2 / exp(1) * total(lambda k: k, 1, n - 1) / (n + 1),
        lambda n, d: d**2 * n * (n - 1) / (two * exp(1) * (n + 1)),
        {"n": (2, inf)},
        whole="n",
    )
