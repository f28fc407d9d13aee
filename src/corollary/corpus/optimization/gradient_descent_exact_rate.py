"""Exact worst case of gradient descent on smooth convex functions."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.optimization.convex_function import Convex
from corollary.corpus.optimization.gradient_descent import GradientDescent, InitialSquaredDistance
from corollary.corpus.optimization.gradient_flow import LastSuboptimality
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.logic import AtMost, Attempt, Constant, ablation, require, step, theorem, trial
from corollary.logic.checking import Verdict, cases, certified, identity, semidefinite

if TYPE_CHECKING:
    import numpy as np


@theorem
def gradient_descent_exact_rate(
    objective: Convex, smooth: AtMost[Smoothness], start: AtMost[InitialSquaredDistance], method: GradientDescent
) -> AtMost[LastSuboptimality]:
    """Steps up to 1/L, last point."""
    require(smooth.value > 0, "L > 0")
    require(method.step > 0, "step > 0")
    require(method.iterations >= 0, "iterations >= 0")
    require(method.step * smooth.value <= 1, "step <= 1/L")
    return smooth.value * start.value / (4 * method.iterations * smooth.value * method.step + 2)


def huber_descent(start: "np.ndarray", width: "np.ndarray", step: "np.ndarray | float", count: int) -> "np.ndarray":
    """f(x_count) for x²/2 on [-width, width], continued linearly; L = 1, minimum 0. All of shape (draws,)."""
    import numpy as np

    x = start
    for _ in range(count):
        x = x - step * np.clip(x, -width, width)
    size = np.abs(x)
    return np.asarray(np.where(size <= width, size**2 / 2, width * size - width**2 / 2))


def softplus_descent(
    rng: "np.random.Generator", draws: int, step: float, count: int
) -> "tuple[np.ndarray, np.ndarray]":
    """Last values and squared starts for Σ_i w_i log cosh⟨a_i, x⟩ in R³, which has L ≤ 1 and the minimum 0 at 0 only."""
    import numpy as np

    a = rng.normal(size=(draws, 5, 3))
    a /= np.linalg.norm(a, axis=2, keepdims=True)
    weights = rng.dirichlet(np.ones(5), size=draws)
    start = x = rng.normal(size=(draws, 3)) * np.exp(rng.normal(size=(draws, 1)))
    for _ in range(count):
        x = x - step * np.einsum("ni,nij->nj", weights * np.tanh(np.einsum("nij,nj->ni", a, x)), a)
    inner = np.einsum("nij,nj->ni", a, x)
    value = (weights * (np.logaddexp(inner, -inner) - np.log(2))).sum(axis=1)
    return value, (start**2).sum(axis=1)


def _bound(start: "np.ndarray", step: "np.ndarray | float", count: int, smooth: float = 1.0) -> "np.ndarray":
    return gradient_descent_exact_rate(
        Convex(),
        AtMost[Smoothness](smooth),
        AtMost[InitialSquaredDistance](start),
        GradientDescent(step=step, iterations=count),
    ).value


def _worst(
    rng: "np.random.Generator", draws: int, share: float = 1.0, smooth: float = 1.0, claimed_steps: int = 0
) -> Attempt:
    """The worst function of the page, for a random N and random steps; wrong claims by factors."""
    import numpy as np

    count = int(rng.integers(1, 50))
    start, step = np.exp(rng.normal(size=draws)), rng.uniform(0.05, 1, size=draws)
    value = huber_descent(start, start / (2 * count * step + 1), step, count)
    return Attempt(value, _bound(share * start**2, step, claimed_steps or count, smooth))


@trial(gradient_descent_exact_rate)
def worst_case(rng: "np.random.Generator", draws: int) -> Attempt:
    """Equality on the worst function."""
    return _worst(rng, draws)


@trial(gradient_descent_exact_rate)
def random_widths(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same family with other widths."""
    import numpy as np

    start, step = np.exp(rng.normal(size=draws)), rng.uniform(0.05, 1, size=draws)
    value = huber_descent(start, start * rng.uniform(0, 0.2, size=draws), step, 12)
    return Attempt(value, _bound(start**2, step, 12))


@trial(gradient_descent_exact_rate)
def log_cosh(rng: "np.random.Generator", draws: int) -> Attempt:
    """Sums of log cosh in three dimensions."""
    value, start = softplus_descent(rng, draws, 1.0, 10)
    return Attempt(value, _bound(start, 1.0, 10))


@trial("gradient-descent-exact-rate")
def certificate(rng: "np.random.Generator", draws: int) -> Attempt:
    """The least eigenvalue of the matrix of Q, built from its definition, is not negative: N up to 60."""
    import numpy as np

    found = []
    for _ in range(min(draws, 30)):
        count, h = int(rng.integers(1, 60)), float(rng.uniform(0.01, 1))
        lam = np.arange(count + 1) / (2 * count + 1 - np.arange(count + 1))
        tau = np.append(np.diff(lam), 1 - lam[-1])
        across = h * np.tril(np.tile(tau[:, None], count + 1), -1)
        q = np.diag(tau) + across + across.T - (2 * count * h + 1) * np.outer(tau, tau)
        q += np.diag(lam) + np.diag(np.append(lam[1:], 0)) - (1 - h) * (np.diag(lam[1:], 1) + np.diag(lam[1:], -1))
        found.append(np.linalg.eigvalsh(q)[0])
    return Attempt(np.array(found), -1e-10, sense="at_least")


@ablation(gradient_descent_exact_rate, breaks="objective")
def near_the_maximum(rng: "np.random.Generator", draws: int) -> Attempt:
    """1 − cos x from near π."""
    import numpy as np

    start = x = np.pi - 0.01 * rng.uniform(0.1, 1, size=draws)
    for _ in range(6):
        x = x - 0.5 * np.sin(x)
    return Attempt(1 - np.cos(x), _bound(start**2, 0.5, 6))


@ablation(gradient_descent_exact_rate, breaks="start")
def start_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the squared distance."""
    return _worst(rng, draws, share=0.9)


@ablation(gradient_descent_exact_rate, breaks="smooth")
def smoother_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """x² / 2 with L = 0.51 claimed and a step of 1.95."""
    import numpy as np

    start = rng.uniform(1, 2, size=draws)
    return Attempt((0.95**10 * start) ** 2 / 2, _bound(start**2, np.full(draws, 1.95), 10, 0.51))


@ablation(gradient_descent_exact_rate, breaks="method")
def more_steps_claimed(rng: "np.random.Generator", draws: int) -> Attempt:
    """Sixty steps are claimed, fewer taken."""
    return _worst(rng, draws, claimed_steps=60)


@ablation(gradient_descent_exact_rate, breaks="constant")
def slightly_less(rng: "np.random.Generator", draws: int) -> Attempt:
    """A thousandth less than the bound."""
    attempt = _worst(rng, draws)
    return Attempt(attempt.truth, 0.999 * attempt.bound)


# Checked steps of the proof.


@step(gradient_descent_exact_rate, 2, mutant={"one": 2})
def consecutive(one: Constant = 1) -> Verdict:
    r"""$\inner{g_i}{x_{i-1} - x_i} + \frac12 \norm{g_{i-1} - g_i}^2$ written out, with $(1 - h) \inner{g_{i-1}}{g_i}$."""
    return identity(
        lambda g, p, h: p * (h * g) + (g - p) ** 2 / 2,
        lambda g, p, h: g**2 / 2 + p**2 / 2 - (one - h) * g * p,
        vectors="g p",
    )


@step(gradient_descent_exact_rate, 4, mutant={"one": 2})
def last_weight(one: Constant = 1) -> Verdict:
    r"""$\tau_N = 1 - \lambda_N = \frac{1}{N + 1}$."""
    return identity(lambda N: 1 - N / (2 * N + one - N), lambda N: 1 / (N + 1), {"N": (0, inf)})


@step(gradient_descent_exact_rate, 6, mutant={"two": 3})
def completed_square(two: Constant = 2) -> Verdict:
    r"""$\inner{G}{x_0} \le \frac{1}{2c} \norm{x_0}^2 + \frac{c}{2} \norm{G}^2$, times `2 c`."""
    return certified(
        lambda G, x, c: x**2 + c**2 * G**2 - two * c * G * x, lambda G, x, c: [(1, x - c * G)], vectors="G x"
    )


@step(gradient_descent_exact_rate, 7, mutant={"one": 2})
def weights(one: Constant = 1) -> Verdict:
    r"""$\tau_i = \frac{2N + 1}{(2N - i)(2N + 1 - i)}$."""
    return identity(
        lambda N, i: (i + 1) / (2 * N - i) - i / (2 * N + one - i),
        lambda N, i: (2 * N + 1) / ((2 * N - i) * (2 * N + 1 - i)),
        {"N": (9, inf), "i": (0, 9)},
    )


@step(gradient_descent_exact_rate, 7, mutant={"one": 2})
def row_sum(one: Constant = 1) -> Verdict:
    r"""$h (1 + \lambda_i - (2N - i) \tau_i) = 0$."""
    return identity(
        lambda N, i, h: h * (one + i / (2 * N + 1 - i) - (2 * N - i) * ((2 * N + 1) / ((2 * N - i) * (2 * N + 1 - i)))),
        lambda N, i, h: 0,
        {"N": (9, inf), "i": (0, 9)},
    )


@step(gradient_descent_exact_rate, 8, mutant={"one": 2})
def least_weight(one: Constant = 1) -> Verdict:
    r"""For $\tau_j \ge \tau_0 = \frac{1}{2N}$: $c \tau_j \ge h + \frac{1}{2N} > h$, where `c = 2 N h + 1`."""
    return identity(
        lambda N, h: (2 * N * h + one) / (2 * N), lambda N, h: h + 1 / (2 * N), {"N": (0, inf), "h": (0, 1)}
    )


@step(gradient_descent_exact_rate, 9, mutant={"two": 3})
def dual_matrix(two: Constant = 2) -> Verdict:
    r"""$Q \ge 0$: the exact factorisation of its matrix, for `N <= 8` and `h` = 1/7, 1/2, 1."""

    def form(N: int, h: Fraction) -> list[list[Fraction]]:
        rate = [Fraction(i, 2 * N + 1 - i) for i in range(N + 1)] + [Fraction(0)]
        tau = [rate[i + 1] - rate[i] for i in range(N)] + [1 - rate[N]]
        c = two * N * h + 1

        def entry(i: int, j: int) -> Fraction:
            if i == j:
                return (tau[i] + rate[i] + rate[i + 1] - c * tau[i] ** 2) / 2
            i, j = max(i, j), min(i, j)
            return (tau[i] * (h - c * tau[j]) - (1 - h) * rate[i] * (j == i - 1)) / 2

        return [[entry(i, j) for j in range(N + 1)] for i in range(N + 1)]

    rates = (Fraction(1, 7), Fraction(1, 2), Fraction(1))
    return cases(((N, h) for N in range(1, 9) for h in rates), lambda N, h: semidefinite(form(N, h)))


@step(gradient_descent_exact_rate, 10, mutant={"half": 1})
def attained(half: Constant = Fraction(1, 2)) -> Verdict:
    r"""$f(x_N) = (N h + \frac12) \delta^2 = \frac{R^2}{2 (2 N h + 1)}$ at $x_N = R - N h \delta = (N h + 1) \delta$."""
    return identity(
        lambda N, h, R: R / (2 * N * h + 1) * (R - N * h * R / (2 * N * h + 1)) - half * (R / (2 * N * h + 1)) ** 2,
        lambda N, h, R: R**2 / (2 * (2 * N * h + 1)),
        {"N": (0, inf), "h": (0, 1), "R": (0, inf)},
    )
