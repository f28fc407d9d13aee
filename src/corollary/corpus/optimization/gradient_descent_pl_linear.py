"""Linear convergence under the Polyak-Łojasiewicz inequality."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.gradient_descent import GradientDescent, InitialSuboptimality
from corollary.corpus.optimization.gradient_flow import LastSuboptimality
from corollary.corpus.optimization.polyak_lojasiewicz import PolyakLojasiewicz
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.logic import AtLeast, AtMost, Attempt, Constant, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import power
from corollary.logic.checking import Verdict, certified, identity

if TYPE_CHECKING:
    import numpy as np


@theorem
def gradient_descent_pl_linear(
    smooth: AtMost[Smoothness],
    pl: AtLeast[PolyakLojasiewicz],
    start: AtMost[InitialSuboptimality],
    method: GradientDescent,
) -> AtMost[LastSuboptimality]:
    """Decrease of one step, k times."""
    require(pl.value > 0, "PL constant > 0")
    require(pl.value <= smooth.value, "PL constant <= L")
    require(method.step > 0, "step > 0")
    require(method.step * smooth.value < 2, "step < 2/L")
    return power(1 - method.step * pl.value * (2 - smooth.value * method.step), method.iterations) * start.value


def _bound(
    smooth: "np.ndarray | float", pl: "np.ndarray | float", start: "np.ndarray", step: float, k: int
) -> "np.ndarray":
    return gradient_descent_pl_linear(
        AtMost[Smoothness](smooth),
        AtLeast[PolyakLojasiewicz](pl),
        AtMost[InitialSuboptimality](start),
        GradientDescent(step=step, iterations=k),
    ).value


def _wavy(x: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return x**2 + 3 * np.sin(x) ** 2


def _wavy_constant() -> float:
    """PL constant of x² + 3 sin² x, a little less than its least quotient on a fine grid; beyond 20 it is above 1."""
    import numpy as np

    x = np.linspace(1e-3, 20, 100001)
    return 0.999 * float(np.min((2 * x + 3 * np.sin(2 * x)) ** 2 / (2 * _wavy(x))))


@trial(gradient_descent_pl_linear)
def wavy(rng: "np.random.Generator", draws: int) -> Attempt:
    """A function that is not convex: x² + 3 sin² x, with L = 8 and infimum 0."""
    import numpy as np

    x = rng.uniform(-10, 10, size=draws)
    start, k = _wavy(x), 15
    for _ in range(k):
        x = x - (2 * x + 3 * np.sin(2 * x)) / 10
    return Attempt(_wavy(x), _bound(8.0, _wavy_constant(), start, 0.1, k))


def _least_squares(
    rng: "np.random.Generator",
    draws: int,
    spread: float,
    pl: float = 1.0,
    start: float = 1.0,
    step: float = 1.0,
    size: float = 1.0,
) -> Attempt:
    """Three equations for five unknowns, singular values between 1 and `spread`; starts of a `size`; wrong claims by factors."""
    import numpy as np

    left = np.linalg.qr(rng.normal(size=(draws, 3, 3)))[0]
    right = np.linalg.qr(rng.normal(size=(draws, 5, 3)))[0]
    values = np.concatenate([np.ones((draws, 1)), rng.uniform(1, spread, size=(draws, 2))], axis=1)
    a = np.einsum("nij,nj,nkj->nik", left, values, right)
    x, b = size * rng.normal(size=(draws, 5)), rng.normal(size=(draws, 3))
    residual = np.einsum("nij,nj->ni", a, x) - b
    first, smooth, k = (residual**2).sum(axis=1) / 2, spread**2, 7
    for _ in range(k):
        x = x - 0.5 / smooth * np.einsum("nij,ni->nj", a, residual)
        residual = np.einsum("nij,nj->ni", a, x) - b
    return Attempt((residual**2).sum(axis=1) / 2, _bound(smooth, pl, start * first, step * 0.5 / smooth, k))


@trial(gradient_descent_pl_linear)
def more_unknowns_than_equations(rng: "np.random.Generator", draws: int) -> Attempt:
    """Least squares is PL and not strongly convex."""
    return _least_squares(rng, draws, 1.3)


@trial(gradient_descent_pl_linear)
def equality(rng: "np.random.Generator", draws: int) -> Attempt:
    """All singular values are 1: an equality."""
    return _least_squares(rng, draws, 1.0, size=10 ** rng.uniform(0, 4))


@trial("gradient-descent-pl-linear")
def length_of_the_path(rng: "np.random.Generator", draws: int) -> Attempt:
    """From random points to the end, against the bound, for x² + 3 sin² x and for x²/2 with a small step."""
    import numpy as np

    x = rng.uniform(-10, 10, size=draws)
    bound, length = np.sqrt(2 / _wavy_constant() * _wavy(x)) / 0.6, np.zeros(draws)
    for _ in range(400):
        move = (2 * x + 3 * np.sin(2 * x)) / 10
        x, length = x - move, length + np.abs(move)
    start = rng.uniform(1, 2, size=draws)
    quadratic = start * (1 - 0.999**4000)
    return Attempt(np.concatenate([length, quadratic]), np.concatenate([bound, start / (1 - 0.0005)]))


@ablation(gradient_descent_pl_linear, breaks="pl")
def pl_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """1.6 in place of 1."""
    return _least_squares(rng, draws, 1.3, pl=1.6)


@ablation(gradient_descent_pl_linear, breaks="start")
def start_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the distance from the infimum."""
    return _least_squares(rng, draws, 1.0, start=0.9)


@ablation(gradient_descent_pl_linear, breaks="method")
def step_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twice the step is claimed."""
    return _least_squares(rng, draws, 1.0, step=2.0)


@ablation(gradient_descent_pl_linear, breaks="smooth")
def smoother_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """x² with L = 1 claimed, and a step of 1.5: the sequence leaves."""
    x = rng.uniform(1, 2, size=draws)
    return Attempt((x * (1 - 2 * 1.5) ** 6) ** 2, _bound(1.0, 1.0, x**2, 1.5, 6))


# Checked steps of the proof.


@step(gradient_descent_pl_linear, 2, mutant={"two": 3})
def factor(two: Constant = 2) -> Verdict:
    r"""$(1 - 2 c \mu) a_j = q a_j$ with `c` of step 1."""
    return identity(
        lambda eta, L, mu, a: (1 - 2 * eta * (1 - L * eta / 2) * mu) * a,
        lambda eta, L, mu, a: (1 - eta * mu * (two - L * eta)) * a,
    )


@step(gradient_descent_pl_linear, 3, mutant={"one": 2})
def nonnegative(one: Constant = 1) -> Verdict:
    r"""$1 - 2 \eta \mu + \mu L \eta^2 \ge (1 - \eta \mu)^2 \ge 0$, for `0 < mu <= L`."""
    return certified(
        lambda eta, L, mu: 1 - 2 * eta * mu + mu * L * eta**2 - (1 - one * eta * mu) ** 2,
        lambda eta, L, mu: [(1, eta, 0, 1)],
        lambda eta, L, mu: [mu, L - mu],
    )


@step(gradient_descent_pl_linear, 4, mutant={"two": 1})
def roots(two: Constant = 2) -> Verdict:
    r"""$\sqrt{a_j} - \sqrt{a_{j+1}} \ge \frac{a_j - a_{j+1}}{2 \sqrt{a_j}}$; `p`, `r` the roots, times `2 p`."""
    return certified(
        lambda p, r: two * p * (p - r) - (p**2 - r**2),
        lambda p, r: [(1, p - r)],
        lambda p, r: [p, r],
    )


@step(gradient_descent_pl_linear, 5, mutant={"two": 3})
def ratio(two: Constant = 2) -> Verdict:
    r"""$\eta / c = (1 - \frac{L \eta}{2})^{-1}$."""
    return identity(
        lambda eta, L: eta / (eta * (1 - L * eta / 2)),
        lambda eta, L: 1 / (1 - L * eta / two),
        {"eta": (0, 1), "L": (0, 2)},
    )
