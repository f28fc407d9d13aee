"""Stopped gradient flow against ridge regression."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.linear.linear_regression import FixedDesign, InSampleExcessRisk, WhiteNoise
from corollary.corpus.linear.ridge_regression import Ridge
from corollary.logic import AtMost, Attempt, Constant, Expected, Property, ablation, require, role, step, theorem, trial
from corollary.logic.arithmetic import exp
from corollary.logic.checking import Verdict, cases, derivative, identity, inequality

if TYPE_CHECKING:
    import numpy as np


class StoppedFlow(
    Property,
    says="{predictor} is the gradient flow of half the mean squared error on {sample}, started at 0 "
    "and stopped at the time 1 / penalty of {comparator}",
):
    """θ(1/λ), with θ' = (1/n) Xᵀ(y − Xθ), θ(0) = 0."""

    predictor: str
    sample: str
    comparator: str


@theorem
def early_stopping_vs_ridge(
    design: FixedDesign,
    noise: WhiteNoise,
    comparator: Annotated[Ridge, role(predictor="comparator")],
    method: StoppedFlow,
    risk: Annotated[AtMost[Expected[InSampleExcessRisk, "noise"]], role(predictor="comparator")],
) -> AtMost[Expected[InSampleExcessRisk, "noise"]]:
    """Given the design; in sample."""
    require(design.n >= 1, "n >= 1")
    require(comparator.penalty > 0, "penalty > 0")
    return risk.value * 1686 / 1000


def _risks(
    rng: "np.random.Generator", draws: int, worst: bool, delay: float = 1.0, shift: float = 1.0
) -> "tuple[np.ndarray, np.ndarray]":
    """Mean in-sample excess risks of the flow and of ridge, noise of variance 1, on designs of seven rows.

    The flow is gradient descent with 2**22 tiny steps. `worst`: no signal and all eigenvalues 1.7933 penalties.
    `delay` multiplies the stopping time.
    """
    import numpy as np

    n, d = 7, 3
    x, theta = rng.normal(size=(draws, n, d)), 0.3 * shift * rng.normal(size=(draws, d))
    penalty = rng.uniform(0.05, 1, size=(draws, 1, 1))
    if worst:
        x, theta = np.linalg.qr(x)[0] * np.sqrt(1.7933 * n * penalty), 0 * theta
    across, identity = x.transpose(0, 2, 1), np.eye(d)
    gram = across @ x / n
    remaining = identity - delay / (2**22 * penalty) * gram
    for _ in range(22):
        remaining = remaining @ remaining
    estimators = (
        np.linalg.solve(gram, (identity - remaining) @ across) / n,
        np.linalg.solve(gram + penalty * identity, across) / n,
    )

    def risk(estimator: "np.ndarray") -> "np.ndarray":
        bias = np.einsum("nij,nj->ni", x @ (estimator @ x - identity), theta)
        return np.asarray(((bias**2).sum(axis=1) + ((x @ estimator) ** 2).sum(axis=(1, 2))) / n)

    return risk(estimators[0]), risk(estimators[1])


def _attempt(flow: "np.ndarray", ridge: "np.ndarray") -> Attempt:
    facts = (
        FixedDesign(n=7),
        WhiteNoise(),
        Ridge(predictor="comparator", penalty=0.5),
        StoppedFlow(),
        AtMost[Expected[InSampleExcessRisk, "noise"]](ridge, predictor="comparator"),
    )
    return Attempt(flow, early_stopping_vs_ridge(*facts).value)


@trial(early_stopping_vs_ridge)
def worst_case(rng: "np.random.Generator", draws: int) -> Attempt:
    """No signal, flat spectra: within one part in a thousand of the bound."""
    return _attempt(*_risks(rng, draws, True))


@trial(early_stopping_vs_ridge)
def random_designs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random designs and signals."""
    return _attempt(*_risks(rng, draws, False))


@ablation(early_stopping_vs_ridge, breaks="constant")
def constant_smaller(rng: "np.random.Generator", draws: int) -> Attempt:
    """A constant smaller by one part in a thousand."""
    attempt = _attempt(*_risks(rng, draws, True))
    return Attempt(attempt.truth, 0.999 * attempt.bound)


@ablation(early_stopping_vs_ridge, breaks="method")
def stopped_late(rng: "np.random.Generator", draws: int) -> Attempt:
    """Stopped at twice the time."""
    return _attempt(*_risks(rng, draws, True, delay=2.0))


@ablation(early_stopping_vs_ridge, breaks="noise")
def noise_with_a_mean(rng: "np.random.Generator", draws: int) -> Attempt:
    """Seven inputs 1 and a penalty p: the noise is p times the signal, so that ridge finds it and the flow does not."""
    import numpy as np

    penalty = rng.uniform(0.2, 1, size=draws)
    return _attempt(((1 + penalty) * -np.expm1(-1 / penalty) - 1) ** 2, np.zeros(draws))


# Checked steps of the proof.


@step(early_stopping_vs_ridge, 4, mutant={"one": Fraction(9, 10)})
def squared_bias(one: Constant = 1) -> Verdict:
    r"""$e^{-x} \le 1 / (1 + x)$, multiplied out, for `0 <= x <= 10`."""
    return inequality(lambda x: 1 + x, lambda x: exp(one * x), {"x": (0, 10)})


@step(early_stopping_vs_ridge, 6, mutant={"one": 2})
def sign(one: Constant = 1) -> Verdict:
    r"""$\varphi'(x)$ is $e^{-x} (1 + x + x^2) - 1$ divided by `x^2`."""
    return identity(
        lambda x: derivative(lambda y: (1 - exp(-y)) * (1 + y) / y, x),
        lambda x: (exp(-x) * (one + x + x**2) - 1) / x**2,
        {"x": (0, inf)},
    )


@step(early_stopping_vs_ridge, 7, mutant={"end": Fraction(1794, 1000)})
def below(end: Constant = Fraction(1793, 1000)) -> Verdict:
    r"""$h(1.793) < -0.0004$."""
    return inequality(lambda: exp(end) - 1 - end - end**2, lambda: -Fraction(4, 10000), {})


@step(early_stopping_vs_ridge, 7, mutant={"end": Fraction(1793, 1000)})
def above(end: Constant = Fraction(1794, 1000)) -> Verdict:
    r"""$h(1.794) > 0.001$."""
    return inequality(lambda: Fraction(1, 1000), lambda: exp(end) - 1 - end - end**2, {})


@step(early_stopping_vs_ridge, 7, mutant={"low": Fraction(16858, 10000)})
def constant(low: Constant = Fraction(16857, 10000)) -> Verdict:
    r"""$1.29838 < \varphi(x_\star) < 1.29845$ and $1.6857 < c < 1.686$: at the ends of the interval, `c` the square."""
    first, last = ((1 + x) ** 2 / (1 + x + x**2) for x in (Fraction(1793, 1000), Fraction(1794, 1000)))
    return cases(
        [
            (Fraction(129838, 10**5), last),
            (first, Fraction(129845, 10**5)),
            (low, last**2),
            (first**2, Fraction(1686, 1000)),
        ],
        lambda smaller, greater: smaller < greater,
    )
