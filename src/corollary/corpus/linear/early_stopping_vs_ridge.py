"""Stopped gradient flow against ridge regression."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.linear.linear_regression import FixedDesign, InSampleExcessRisk, WhiteNoise
from corollary.corpus.linear.ridge_regression import Ridge
from corollary.logic import AtMost, Attempt, Expected, Property, ablation, role, theorem, trial

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
