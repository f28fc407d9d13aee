"""Existence and uniqueness of the logistic estimator."""

from fractions import Fraction
from typing import TYPE_CHECKING

from corollary.corpus.linear.logistic_regression import LogisticEstimator
from corollary.logic import AtLeast, AtMost, Attempt, Constant, Quantity, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import exact, exp
from corollary.logic.checking import Verdict, inequality

if TYPE_CHECKING:
    import numpy as np


class Overlap(
    Quantity,
    says="the least mean violation (−y⟨x, v⟩)₊ on {sample} over unit vectors v",
    tex=r"\min_v \frac1n \sum_i (-y_i \langle x_i, v \rangle)_+",
):
    """Positive if and only if the logistic estimator exists and is unique."""

    sample: str


class EstimatedWeightNorm(
    Quantity, says="the Euclidean norm of the weights of the estimator {predictor}", tex=r"\lVert \hat w \rVert"
):
    """‖ŵ‖, of an estimator: not the radius of a class."""

    predictor: str


@theorem
def logistic_mle_existence(estimator: LogisticEstimator, overlap: AtLeast[Overlap]) -> AtMost[EstimatedWeightNorm]:
    """The derivative along ŵ vanishes there."""
    require(overlap.value > 0, "overlap > 0")
    return exact(2785, 10000) / overlap.value


def fit(x: "np.ndarray", y: "np.ndarray", steps: int = 60) -> "np.ndarray":
    """Newton's method with halved steps, for x of shape (draws, n, d) and y of shape (draws, n) with entries -1, 1."""
    import numpy as np
    from scipy.special import expit

    w = np.zeros((x.shape[0], x.shape[2]))

    def risk(w: "np.ndarray") -> "np.ndarray":
        return np.asarray(np.logaddexp(0, -y * np.einsum("nij,nj->ni", x, w)).mean(axis=1))

    for _ in range(steps):
        p = expit(np.einsum("nij,nj->ni", x, w))
        gradient = np.einsum("nij,ni->nj", x, p - (y + 1) / 2)
        hessian = np.einsum("nij,ni,nik->njk", x, p * (1 - p), x) + 1e-12 * np.eye(x.shape[2])
        step = np.linalg.solve(hessian, gradient[..., None])[..., 0]
        for _ in range(4):
            step[risk(w - step) > risk(w)] /= 2
        w = w - step
    return w


def _overlapping(rng: "np.random.Generator", draws: int) -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
    """Data in the plane and a lower bound on their overlap: its least value on a grid less the error of the grid."""
    import numpy as np

    x, y = rng.normal(size=(draws, 9, 2)), rng.choice([-1.0, 1.0], size=(draws, 9))
    x[:, 0], y[:, 0] = x[:, 1] + 0.1, -y[:, 1]
    x[:, 2], y[:, 2] = x[:, 3] + 0.1, -y[:, 3]
    x[:, 4], y[:, 4] = x[:, 5], -y[:, 5]
    x[:, 6], y[:, 6] = x[:, 7], -y[:, 7]
    angle = np.linspace(0, 2 * np.pi, 721)
    margins = np.einsum("nij,kj->nik", y[..., None] * x, np.stack([np.cos(angle), np.sin(angle)], axis=1))
    step = angle[1] * np.linalg.norm(x, axis=2).mean(axis=1)
    return x, y, np.maximum(-margins, 0).mean(axis=1).min(axis=1) - step


@trial(logistic_mle_existence)
def random_data(rng: "np.random.Generator", draws: int) -> Attempt:
    """Data in the plane with four contradicting pairs."""
    import numpy as np

    x, y, overlap = _overlapping(rng, draws)
    keep = overlap > 0.02
    bound = logistic_mle_existence(LogisticEstimator(), AtLeast[Overlap](overlap[keep])).value
    return Attempt(np.linalg.norm(fit(x[keep], y[keep]), axis=1), bound)


def _one_point(rng: "np.random.Generator", draws: int, factor: float) -> Attempt:
    """All inputs r and a fraction q of labels −1: the estimate is log((1 − q)/q) / r."""
    import numpy as np

    q, r = np.linspace(0.15, 0.5, draws), 10 ** rng.uniform(-2, 2, size=draws)
    bound = logistic_mle_existence(LogisticEstimator(), AtLeast[Overlap](q * r / factor)).value
    return Attempt(np.log((1 - q) / q) / r, bound)


@trial(logistic_mle_existence)
def one_point(rng: "np.random.Generator", draws: int) -> Attempt:
    """The instance of the page: attained but for the rounding of the constant."""
    return _one_point(rng, draws, 1.0)


@ablation(logistic_mle_existence, breaks="constant")
def a_thousandth_less(rng: "np.random.Generator", draws: int) -> Attempt:
    """0.2782 in place of 0.2785."""
    return _one_point(rng, draws, 0.2782 / 0.2785)


@ablation(logistic_mle_existence, breaks="estimator")
def another_point(rng: "np.random.Generator", draws: int) -> Attempt:
    """Weights a little beyond the bound, which minimise nothing."""
    import numpy as np

    q = np.full(draws, 0.3)
    return Attempt(2.4, logistic_mle_existence(LogisticEstimator(), AtLeast[Overlap](q)).value)


@ablation(logistic_mle_existence, breaks="overlap")
def separated(rng: "np.random.Generator", draws: int) -> Attempt:
    """One flipped label among many, with the overlap of a balanced sample claimed."""
    import numpy as np

    n = np.full(draws, 1000.0)
    return Attempt(np.log(n - 1), logistic_mle_existence(LogisticEstimator(), AtLeast[Overlap](0.5)).value)


def _least_risks(rng: "np.random.Generator", draws: int, n: int) -> "tuple[np.ndarray, np.ndarray]":
    """inf L from Newton's method, and whether the data are strictly separated, from linear programming."""
    import numpy as np

    from corollary.corpus.linear.cover_function_counting import separated

    x, y = rng.normal(size=(min(draws, 60), n, 3)), rng.choice([-1.0, 1.0], size=(min(draws, 60), n))
    risks = np.logaddexp(0, -y * np.einsum("nij,nj->ni", x, fit(x, y))).mean(axis=1)
    return risks, np.array([separated(*data) for data in zip(x, y, strict=True)])


@trial("logistic-mle-existence")
def separation_decides(rng: "np.random.Generator", draws: int) -> Attempt:
    """Points in general position: inf L = 0 if strictly separated; otherwise some margin is at most 0 and L ≥ log(2)/n."""
    import numpy as np

    risks, parted = _least_risks(rng, draws, 7)
    return Attempt(np.where(parted, risks, np.log(2) / 7 - risks), 1e-3)


@ablation("logistic-mle-existence", breaks="constant")
def always_infimum_zero(rng: "np.random.Generator", draws: int) -> Attempt:
    """inf L = 0 for all data."""
    return Attempt(_least_risks(rng, draws, 7)[0], 1e-3)


# Checked steps of the proof.


@step(logistic_mle_existence, 1, mutant={"greatest": Fraction(2784, 10000)})
def greatest(greatest: Constant = Fraction(2785, 10000)) -> Verdict:
    r"""$(-m)_+ + m / (1 + e^m) = a / (1 + e^a)$ is at most 0.2785: multiplied out, for `0 <= a <= 4`; beyond 4 `a exp(-a)` decreases."""
    return inequality(lambda a: a, lambda a: greatest * (1 + exp(a)), {"a": (0, 4)})
