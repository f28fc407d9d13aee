"""Heavy ball on quadratic functions."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.optimization.gradient_descent import InitialSquaredDistance, LastSquaredDistance
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.corpus.optimization.strongly_convex_function import StrongConvexity
from corollary.logic import AtLeast, AtMost, Attempt, Constant, Property, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import power, sqrt
from corollary.logic.checking import Verdict, entails, identity

if TYPE_CHECKING:
    import numpy as np


class Quadratic(Property, says="{objective} is a quadratic function"):
    """f(x) = f(x_*) + ½ ⟨x − x_*, H(x − x_*)⟩, H symmetric."""

    objective: str


class PolyakHeavyBall(
    Property,
    says="{method} is the heavy-ball method on {objective} with Polyak's step and momentum for eigenvalues between "
    "{curvature} and {smoothness}, run for {iterations} iterations from rest",
):
    """Step 4 / (√L + √μ)², momentum ((√L − √μ) / (√L + √μ))², x_{−1} = x_0."""

    method: str
    objective: str
    curvature: float
    smoothness: float
    iterations: int


@theorem
def heavy_ball_quadratic(
    quadratic: Quadratic,
    objective: AtLeast[StrongConvexity],
    smooth: AtMost[Smoothness],
    start: AtMost[InitialSquaredDistance],
    method: PolyakHeavyBall,
) -> AtMost[LastSquaredDistance]:
    """Last point."""
    require(method.curvature > 0, "least eigenvalue of the method > 0")
    require(method.curvature < method.smoothness, "least eigenvalue of the method < its greatest")
    require(method.curvature <= objective.value, "least eigenvalue of the method <= strong convexity")
    require(smooth.value <= method.smoothness, "L <= greatest eigenvalue of the method")
    require(method.iterations >= 0, "iterations >= 0")
    root = sqrt(method.curvature / method.smoothness)
    rho = (1 - root) / (1 + root)
    return ((1 + method.iterations * (1 + rho)) * power(rho, method.iterations)) ** 2 * start.value


def heavy_ball(
    eigenvalue: "np.ndarray", start: "np.ndarray", mu: "np.ndarray | float", smooth: float, count: int
) -> "np.ndarray":
    """x_count in the eigenbasis, minimiser 0."""
    import numpy as np

    step = 4 / (np.sqrt(smooth) + np.sqrt(mu)) ** 2
    momentum = ((np.sqrt(smooth) - np.sqrt(mu)) / (np.sqrt(smooth) + np.sqrt(mu))) ** 2
    before = x = start
    for _ in range(count):
        before, x = x, x - step * eigenvalue * x + momentum * (x - before)
    return x


def _run(
    rng: "np.random.Generator",
    draws: int,
    top: bool,
    mu: float = 1.0,
    smooth: float = 1.0,
    share: float = 1.0,
    more: int = 0,
    factor: float = 1.0,
) -> Attempt:
    """Eigenvalues between 0.04 and 1, only the greatest with `top`; wrong claims by factors."""
    import numpy as np

    count = int(rng.integers(1, 9 if top else 60))
    eigenvalue = np.ones((draws, 3)) if top else rng.uniform(0.04, 1, size=(draws, 3))
    if not top:
        eigenvalue[:, 0] = 0.04
    start = rng.normal(size=(draws, 3))
    end = heavy_ball(eigenvalue, start, 0.04 * mu, smooth, count)
    bound = heavy_ball_quadratic(
        Quadratic(),
        AtLeast[StrongConvexity](0.04 * mu),
        AtMost[Smoothness](smooth),
        AtMost[InitialSquaredDistance](share * (start**2).sum(axis=1)),
        PolyakHeavyBall(curvature=0.04 * mu, smoothness=smooth, iterations=count + more),
    ).value
    return Attempt((end**2).sum(axis=1), factor * bound)


@trial(heavy_ball_quadratic)
def spectra(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random eigenvalues."""
    return _run(rng, draws, False)


@trial(heavy_ball_quadratic)
def greatest_eigenvalue(rng: "np.random.Generator", draws: int) -> Attempt:
    """All eigenvalues are L: equality."""
    return _run(rng, draws, True)


@trial("heavy-ball-quadratic")
def chebyshev(rng: "np.random.Generator", draws: int) -> Attempt:
    """The closed form against the iteration, to 1e-10."""
    import numpy as np
    from scipy.special import eval_chebyu

    eigenvalue, start = rng.uniform(0.04, 1, size=draws), rng.normal(size=draws)
    rho, k = (1 - 0.2) / (1 + 0.2), int(rng.integers(1, 100))
    c = (1 + rho**2 - 4 / 1.2**2 * eigenvalue) / (2 * rho)
    closed = rho**k * (eval_chebyu(k, c) - rho * eval_chebyu(k - 1, c)) * start
    return Attempt(np.abs(heavy_ball(eigenvalue, start, 0.04, 1.0, k) - closed), 1e-10)


@ablation(heavy_ball_quadratic, breaks="quadratic")
def the_cycle(rng: "np.random.Generator", draws: int) -> Attempt:
    """The function of heavy-ball-nonconvergence, from near 3.3; sixty steps."""
    import numpy as np

    start = before = x = rng.uniform(3.29, 3.31, size=draws)
    for _ in range(60):
        slope = np.where(x < 1, 25 * x, np.where(x < 2, x + 24, 25 * x - 24))
        before, x = x, x - slope / 9 + 4 / 9 * (x - before)
    given = Quadratic(), AtLeast[StrongConvexity](1.0), AtMost[Smoothness](25.0)
    method = PolyakHeavyBall(curvature=1.0, smoothness=25.0, iterations=60)
    return Attempt(x**2, heavy_ball_quadratic(*given, AtMost[InitialSquaredDistance](start**2), method).value)


@ablation(heavy_ball_quadratic, breaks="objective")
def curvature_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Ten times the least eigenvalue, in the fact and in the method."""
    return _run(rng, draws, False, mu=10)


@ablation(heavy_ball_quadratic, breaks="smooth")
def smoother_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """L = 0.8 claimed."""
    return _run(rng, draws, True, smooth=0.8)


@ablation(heavy_ball_quadratic, breaks="start")
def start_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the squared distance."""
    return _run(rng, draws, True, share=0.9)


@ablation(heavy_ball_quadratic, breaks="method")
def more_steps_claimed(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three steps more than taken."""
    return _run(rng, draws, True, more=3)


@ablation(heavy_ball_quadratic, breaks="constant")
def slightly_less(rng: "np.random.Generator", draws: int) -> Attempt:
    """A thousandth less than the bound."""
    return _run(rng, draws, True, factor=0.999)


# Checked steps of the proof.


@step(heavy_ball_quadratic, 3, mutant={"two": 3})
def ends(two: Constant = 2) -> Verdict:
    r"""$\sqrt{\eta \mu} = 1 - \rho$, with `m` and `w` the roots of mu and L."""
    return identity(lambda m, w: two * m / (w + m), lambda m, w: 1 - (w - m) / (w + m), {"m": (0, inf), "w": (0, inf)})


@step(heavy_ball_quadratic, 3, mutant={"two": 3})
def interval(two: Constant = 2) -> Verdict:
    r"""$(1 - \rho)^2 \le \eta \lambda \le (1 + \rho)^2$ and so $-1 \le c \le 1$; times `2 rho`, its upper end."""
    return entails(
        lambda rho, s: [rho > 0, rho < 1, s >= (1 - rho) ** 2, s <= (1 + rho) ** 2],
        lambda rho, s: abs(1 + rho**2 - s) <= 4 * rho / two,
    )


@step(heavy_ball_quadratic, 4, mutant={"one": Fraction(1, 2)})
def chebyshev_values(one: Constant = 1) -> Verdict:
    r"""$\abs{U_k(c) - \rho \, U_{k-1}(c)} \le k + 1 + \rho k$, from $\abs{U_j} \le j + 1$."""
    return entails(
        lambda k, rho, u, v: [k >= 1, rho > 0, abs(u) <= k + 1, abs(v) <= k],
        lambda k, rho, u, v: abs(u - rho * v) <= k + one + rho * k,
    )
