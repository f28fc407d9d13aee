"""Spectral modes of gradient training for least squares."""

from typing import TYPE_CHECKING

from corollary.logic import (
    AtLeast,
    AtMost,
    Attempt,
    Constant,
    Property,
    Quantity,
    ablation,
    require,
    step,
    theorem,
    trial,
)
from corollary.logic.arithmetic import exp
from corollary.logic.checking import Verdict, entails, identity

if TYPE_CHECKING:
    import numpy as np


class ModeSingularValue(Quantity, says="the singular value of {mode} of {design}", tex=r"\sigma_i"):
    """σ_i of the matrix A of ½ ‖Ax − y‖²."""

    design: str
    mode: str


class LeastSquaresFlow(
    Property, says="{method} is the gradient flow of half the sum of squared residuals on {design} for the time {time}"
):
    """dx/dt = −Aᵀ(Ax − y): a sum, not a mean."""

    method: str
    design: str
    time: float


class ModeResidual(
    Quantity,
    says="the residual of {mode} of {design} where {method} ends, as a fraction of that where it starts,",
    tex=r"\rho_i(x(t)) / \rho_i(x_0)",
    trivial=1.0,
):
    """|⟨v_i, x − x⁺⟩| at the end over that at the start."""

    method: str
    design: str
    mode: str


@theorem
def least_squares_training_modes(mode: AtLeast[ModeSingularValue], method: LeastSquaresFlow) -> AtMost[ModeResidual]:
    """Exponential decay of each mode."""
    require(mode.value > 0, "singular value > 0")
    require(method.time >= 0, "time >= 0")
    return exp(-(mode.value**2) * method.time)


def _modes(rng: "np.random.Generator", draws: int, sigma: float = 1.0, time: float = 1.0) -> Attempt:
    """The flow by the matrix exponential, on designs of rank 2 with three columns; wrong claims by factors."""
    import numpy as np
    from scipy.linalg import expm

    count = min(draws, 100)
    a = rng.normal(size=(count, 4, 2)) @ rng.normal(size=(count, 2, 3))
    values, right = np.linalg.svd(a)[1][:, :2], np.linalg.svd(a)[2][:, :2]
    start, t = rng.normal(size=(count, 3)), 0.3 / values[:, 1] ** 2 * rng.uniform(0.2, 2, size=count)
    flow = expm(-t[:, None, None] * a.transpose(0, 2, 1) @ a)
    change = np.einsum("nmi,nij,nj->nm", right, flow, start) / np.einsum("nmi,ni->nm", right, start)
    bound = least_squares_training_modes(
        AtLeast[ModeSingularValue](sigma * values[:, 1]), LeastSquaresFlow(time=time * t)
    ).value
    return Attempt(np.abs(change[:, 1]), bound)


@trial(least_squares_training_modes)
def slow_mode(rng: "np.random.Generator", draws: int) -> Attempt:
    """Equality, for a minimiser at 0."""
    return _modes(rng, draws)


@trial("least-squares-training-modes")
def descent(rng: "np.random.Generator", draws: int) -> Attempt:
    """(a): gradient descent with noise in y against the closed form, to 1e-9; rank 2 of 3."""
    import numpy as np

    a = rng.normal(size=(draws, 4, 2)) @ rng.normal(size=(draws, 2, 3))
    y, start, k = rng.normal(size=(draws, 4)), rng.normal(size=(draws, 3)), 7
    _, values, right = np.linalg.svd(a)
    step = rng.uniform(0.1, 1.9, size=draws) / values[:, 0] ** 2
    plus = np.einsum("nij,nj->ni", np.linalg.pinv(a, rcond=1e-10), y)
    factors = np.concatenate([(1 - step[:, None] * values[:, :2] ** 2) ** k, np.ones((draws, 1))], axis=1)
    closed = plus + np.einsum("nmi,nm,nmj,nj->ni", right, factors, right, start - plus)
    x = start
    for _ in range(k):
        x = x - step[:, None] * np.einsum("nij,ni->nj", a, np.einsum("nij,nj->ni", a, x) - y)
    size = 1 + np.linalg.norm(plus, axis=1) + np.linalg.norm(start, axis=1)
    return Attempt(np.linalg.norm(x - closed, axis=1) / size, 1e-9)


@trial("least-squares-training-modes")
def filters(rng: "np.random.Generator", draws: int) -> Attempt:
    """(c): the quotient of the two filters lies between 1 and 1.2985."""
    import numpy as np

    u = np.exp(rng.uniform(-8, 8, size=draws))
    quotient = -np.expm1(-u) * (1 + u) / u
    return Attempt(np.concatenate([quotient, 1 / quotient]), np.repeat([1.2985, 1.0], draws))


@ablation(least_squares_training_modes, breaks="mode")
def singular_value_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A tenth more."""
    return _modes(rng, draws, sigma=1.1)


@ablation(least_squares_training_modes, breaks="method")
def time_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A tenth more."""
    return _modes(rng, draws, time=1.1)


@ablation(least_squares_training_modes, breaks="constant")
def slightly_less(rng: "np.random.Generator", draws: int) -> Attempt:
    """A thousandth less than the bound."""
    attempt = _modes(rng, draws)
    return Attempt(attempt.truth, 0.999 * attempt.bound)


@step("least-squares-training-modes", 1, mutant={"one": 2})
def gradient(one: Constant = 1) -> Verdict:
    r"""$\inner{v_i}{\nabla f(x)} = \sigma_i^2 \rho_i(x)$ along one mode, where `x = r + u` and `s u` is the component of y."""
    return identity(lambda s, r, u: s * (s * (r + u) - s * u), lambda s, r, u: one * s**2 * r)


@step("least-squares-training-modes", 3, mutant={"two": 3})
def stable_steps(two: Constant = 2) -> Verdict:
    r"""$(1 - \eta \sigma_i^2)^k \to 0$ if $0 < \eta \sigma_i^2 < 2$: the modulus of what is raised to a power is less than 1."""
    return entails(lambda s: [s > 0, s < two], lambda s: abs(1 - s) < 1)
