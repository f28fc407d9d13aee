"""Convexity and smoothness of the logistic and softmax risks."""

from fractions import Fraction
from typing import TYPE_CHECKING

from corollary.corpus.linear.logistic_regression import InputSecondMoment, LogisticRisk
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.logic import AtMost, Attempt, Constant, ablation, step, theorem, trial
from corollary.logic.arithmetic import exp, log
from corollary.logic.checking import Verdict, certified, derivative, identity

if TYPE_CHECKING:
    import numpy as np


@theorem
def logistic_loss_convexity(objective: LogisticRisk, moment: AtMost[InputSecondMoment]) -> AtMost[Smoothness]:
    """The second derivative of the logistic loss is at most 1/4."""
    return moment.value / 4


def _gradient(w: "np.ndarray", x: "np.ndarray", y: "np.ndarray") -> "np.ndarray":
    import numpy as np

    margins = y * np.einsum("nij,nj->ni", x, w)
    return np.asarray(-np.einsum("ni,nij->nj", y / (1 + np.exp(margins)), x) / x.shape[1])


def _quotient(rng: "np.random.Generator", draws: int, scale: float) -> Attempt:
    """Change of the gradient over a pair of weights; half of the pairs lie near 0 along the top eigenvector."""
    import numpy as np

    size = 10 ** rng.uniform(-2, 2, size=(draws, 1, 1))
    x, y = size * rng.normal(size=(draws, 7, 3)), rng.choice([-1.0, 1.0], size=(draws, 7))
    values, vectors = np.linalg.eigh(x.transpose(0, 2, 1) @ x / 7)
    w, v = rng.normal(size=(2, draws, 3)) / size[:, 0]
    near = 1e-3 * vectors[::2, :, -1] / size[::2, 0]
    w[::2], v[::2] = near, -near
    change = np.linalg.norm(_gradient(w, x, y) - _gradient(v, x, y), axis=1) / np.linalg.norm(w - v, axis=1)
    bound = logistic_loss_convexity(LogisticRisk(), AtMost[InputSecondMoment](scale * values[:, -1])).value
    return Attempt(change, bound)


@trial(logistic_loss_convexity)
def gradient_quotients(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random data; near 0 the bound is almost attained."""
    return _quotient(rng, draws, 1.0)


@ablation(logistic_loss_convexity, breaks="moment")
def smaller_moment(rng: "np.random.Generator", draws: int) -> Attempt:
    """The second moment is claimed a tenth too small."""
    return _quotient(rng, draws, 0.9)


@ablation(logistic_loss_convexity, breaks="objective")
def squared_loss(rng: "np.random.Generator", draws: int) -> Attempt:
    """The mean of half the squared residuals instead: its curvature is the second moment itself."""
    import numpy as np

    x = rng.normal(size=(draws, 7, 3))
    top = np.linalg.eigvalsh(x.transpose(0, 2, 1) @ x / 7)[:, -1]
    return Attempt(top, logistic_loss_convexity(LogisticRisk(), AtMost[InputSecondMoment](top)).value)


def _softmax_curvature(rng: "np.random.Generator", draws: int, constant: float) -> Attempt:
    """Variance of u_k under p against a multiple of |u|²; two classes share almost all the mass in half of the draws."""
    import numpy as np

    logits, u = 2 * rng.normal(size=(2, draws, 5))
    logits[::2, :2], logits[::2, 2:], u[::2] = 0, -12, [1, -1, 0, 0, 0]
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    variance = np.sum(p * u**2, axis=1) - np.sum(p * u, axis=1) ** 2
    return Attempt(variance, constant * np.sum(u**2, axis=1))


@trial("logistic-loss-convexity")
def softmax_curvature(rng: "np.random.Generator", draws: int) -> Attempt:
    """(d) with one half."""
    return _softmax_curvature(rng, draws, 0.5)


@ablation("logistic-loss-convexity", breaks="constant")
def softmax_quarter(rng: "np.random.Generator", draws: int) -> Attempt:
    """One quarter, the constant of two classes in terms of the difference, is not enough."""
    return _softmax_curvature(rng, draws, 0.25)


# Checked steps of the proof.


@step(logistic_loss_convexity, 1, mutant={"one": 2})
def first_derivative(one: Constant = 1) -> Verdict:
    r"""$\ell'(m) = - s(-m)$ for the loss log(1 + e^-m)."""
    return identity(lambda m: derivative(lambda x: log(1 + exp(-x)), m), lambda m: -1 / (one + exp(m)))


@step(logistic_loss_convexity, 1, mutant={"four": 3})
def second_derivative(four: Constant = 4) -> Verdict:
    r"""$\ell''(m) = s(m) s(-m) = \frac{1}{4 \cosh^2(m/2)}$."""
    return identity(
        lambda m: derivative(lambda x: -1 / (1 + exp(x)), m),
        lambda m: 1 / (four * ((exp(m / 2) + exp(-m / 2)) / 2) ** 2),
    )


@step(logistic_loss_convexity, 1, mutant={"one": 2})
def third_derivative(one: Constant = 1) -> Verdict:
    r"""The third derivative is $\ell''(m) (s(-m) - s(m))$."""
    return identity(
        lambda m: derivative(lambda x: 1 / (1 + exp(-x)) / (1 + exp(x)), m),
        lambda m: 1 / (1 + exp(-m)) / (1 + exp(m)) * (one / (1 + exp(m)) - 1 / (1 + exp(-m))),
    )


@step(logistic_loss_convexity, 9, mutant={"two": 5})
def range_and_norm(two: Constant = 2) -> Verdict:
    r"""$\frac{(b - a)^2}{4} \le \frac{a^2 + b^2}{2} \le \frac12 \norm{u}^2$, its first part."""
    return certified(lambda a, b: (a**2 + b**2) / two - (b - a) ** 2 / 4, lambda a, b: [(Fraction(1, 4), a + b)])
