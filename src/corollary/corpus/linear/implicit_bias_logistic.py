"""Gradient flow for the exponential loss on separable data: the margin."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.support_vector_machine import HomogeneousMargin
from corollary.corpus.optimization.gradient_flow import GradientFlow
from corollary.logic import AtLeast, AtMost, Attempt, Property, Quantity, ablation, require, theorem, trial, unrefuted
from corollary.logic.arithmetic import log

if TYPE_CHECKING:
    import numpy as np


class SignedPoints(Property, says="{sample} consists of {n} real vectors with labels in {{-1, 1}}", suppose={"n": 100}):
    """No law is assumed."""

    sample: str
    n: int


class SampleRadius(Quantity, says="the greatest Euclidean norm of an input in {sample}", tex="R"):
    """max ‖x_i‖, on the sample."""

    sample: str


class ExponentialRisk(
    Property, says="{objective} is the mean exponential loss on {sample} as a function of the weights of a linear score"
):
    """(1/n) Σ exp(−y_i⟨w, x_i⟩), all weights free."""

    objective: str
    sample: str


class StartsAtZero(Property, says="{method} starts at 0"):
    """w(0) = 0."""

    method: str


class EndNormalisedMargin(
    Quantity,
    says="the least margin on {sample} of the linear score where {method} ends, divided by the norm of its weights",
    tex=r"\min_i y_i \langle w, x_i \rangle / \lVert w \rVert",
    least=None,
):
    """Geometric margin; negative if a point is misclassified."""

    method: str
    sample: str


@theorem
def implicit_bias_logistic(
    sample: SignedPoints,
    margin: AtLeast[HomogeneousMargin],
    inputs: AtMost[SampleRadius],
    objective: ExponentialRisk,
    flow: GradientFlow,
    start: StartsAtZero,
) -> AtLeast[EndNormalisedMargin]:
    """From 0, after a time t."""
    require(sample.n >= 1, "n >= 1")
    require(margin.value > 0, "the homogeneous margin is positive")
    require(margin.value <= inputs.value, "the margin is at most the radius")
    require(flow.time > 0, "t > 0")
    return margin.value - inputs.value * log(sample.n) / log(1 + margin.value**2 * flow.time)


def flow(
    points: "np.ndarray", counts: "np.ndarray", end: float, start: "np.ndarray | float" = 0.0, steps: int = 1500
) -> "tuple[np.ndarray, np.ndarray]":
    """Gradient flow of Σ c_i exp(−⟨w, z_i⟩) / Σ c, with points z of shape (draws, n, d), by Runge-Kutta in s with dt = ds / L.

    Returns the weights (steps, draws, d) and the times (steps, draws); s goes to `end`.
    """
    import numpy as np

    share = counts / counts.sum()

    def velocity(w: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
        terms = share * np.exp(-np.einsum("nij,nj->ni", points, w))
        loss = terms.sum(axis=1, keepdims=True)
        return np.einsum("ni,nij->nj", terms / loss, points), 1 / loss[:, 0]

    w, t, h = np.zeros((len(points), points.shape[2])) + start, np.zeros(len(points)), end / steps
    path, times = [], []
    for _ in range(steps):
        a, p = velocity(w)
        b, q = velocity(w + h / 2 * a)
        c, r = velocity(w + h / 2 * b)
        e, v = velocity(w + h * c)
        w, t = w + h / 6 * (a + 2 * b + 2 * c + e), t + h / 6 * (p + 2 * q + 2 * r + v)
        path.append(w)
        times.append(t)
    return np.array(path), np.array(times)


def _margins(path: "np.ndarray", points: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return np.asarray(np.einsum("nij,knj->kni", points, path).min(axis=2) / np.linalg.norm(path, axis=2))


def _claimed(
    n: "np.ndarray | float", margin: "np.ndarray | float", radius: "np.ndarray | float", time: "np.ndarray"
) -> "np.ndarray":
    given = SignedPoints(n=n), AtLeast[HomogeneousMargin](margin), AtMost[SampleRadius](radius)
    return implicit_bias_logistic(*given, ExponentialRisk(), GradientFlow(time=time), StartsAtZero()).value


def _two_points(draws: int, g: float, b: float, n: int, weaken: float = 1.0) -> Attempt:
    """n − 1 copies of (g, 1) and one of (g, −b): margin g."""
    import numpy as np

    points, counts = np.array([[[g, 1.0], [g, -b]]]), np.array([n - 1.0, 1.0])
    path, times = flow(points, counts, 600 / g**2)
    keep = np.linspace(1, len(path) - 1, draws).astype(int)
    time, radius = times[keep, 0], float(np.hypot(g, max(b, 1)))
    bound = g - weaken * (g - _claimed(n, g, radius, time))
    return Attempt(_margins(path, points)[keep, 0], bound, sense="at_least")


@trial(implicit_bias_logistic)
def many_against_one(rng: "np.random.Generator", draws: int) -> Attempt:
    """A heavy point pulls the weights to the side; along the whole path."""
    return _two_points(draws, 20.0, 5.0, 1000)


@ablation(implicit_bias_logistic, breaks="constant")
def half_of_the_term(rng: "np.random.Generator", draws: int) -> Attempt:
    """(R / 2) log n / log(1 + γ² t)."""
    return _two_points(draws, 20.0, 5.0, 1000, 0.5)


@ablation(implicit_bias_logistic, breaks="sample")
def multiplicity_ignored(rng: "np.random.Generator", draws: int) -> Attempt:
    """Copies counted once: n = 2 for a thousand points."""
    import numpy as np

    points, counts = np.array([[[20.0, 1.0], [20.0, -5.0]]]), np.array([999.0, 1.0])
    path, times = flow(points, counts, 600 / 400)
    bound = _claimed(2, 20.0, float(np.hypot(20, 5)), times[1:, 0])
    return Attempt(_margins(path, points)[1:, 0], bound, sense="at_least")


@trial("implicit-bias-logistic")
def along_the_flow(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random separable data: loss, norm, margin and direction at every recorded time."""
    import numpy as np

    from corollary.corpus.linear.maximum_margin_duality import least_norm_combination

    points = rng.normal(size=(min(draws, 30), 6, 2)) + np.array([3.0, 0.0])
    best = np.array([least_norm_combination(z) for z in points])
    margin = np.linalg.norm(best, axis=1)
    points, best, margin = points[margin > 0.3], best[margin > 0.3], margin[margin > 0.3]
    path, times = flow(points, np.ones(6), 20.0)
    path, times = path[5:], times[5:]
    norm, radius = np.linalg.norm(path, axis=2), np.linalg.norm(points, axis=2).max(axis=1)
    loss = np.exp(-np.einsum("nij,knj->kni", points, path)).mean(axis=2)
    apart = np.linalg.norm(path / norm[..., None] - best / margin[:, None], axis=2) ** 2
    truth = [loss * (1 + margin**2 * times), np.log1p(margin**2 * times), margin - _margins(path, points), apart]
    bound = [np.ones_like(loss), radius * norm, np.log(6) / norm, 2 * np.log(6) / (margin * norm)]
    return Attempt(np.array(truth), np.array(bound), tolerance=1e-6)


@ablation("implicit-bias-logistic", breaks="margin")
def overlapping(rng: "np.random.Generator", draws: int) -> Attempt:
    """y x = 1, 1, −1 on the line: a margin of 1/2 claimed, and never reached."""
    import numpy as np

    points = np.array([[[1.0], [-1.0]]])
    path, times = flow(points, np.array([2.0, 1.0]), 5.0)
    return Attempt(_margins(path, points)[-draws:, 0], _claimed(3, 0.5, 1.0, 1e6 * times[-draws:, 0]), sense="at_least")


@ablation(implicit_bias_logistic, breaks="margin")
def margin_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """One point of norm 1, with a margin of 1.1 claimed (radius 1.2)."""
    import numpy as np

    points = np.array([[[1.0]]])
    path, times = flow(points, np.ones(1), 5.0)
    return Attempt(_margins(path, points)[-draws:, 0], _claimed(1, 1.1, 1.2, times[-draws:, 0]), sense="at_least")


@ablation(implicit_bias_logistic, breaks="inputs")
def radius_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A million copies of (1, 100) and one (1, −5): the radius taken to be the margin, 1."""
    import numpy as np

    points, counts = np.array([[[1.0, 100.0], [1.0, -5.0]]]), np.array([1e6 - 1, 1.0])
    path, times = flow(points, counts, 3e-3)
    return Attempt(_margins(path, points)[10:, 0], _claimed(1e6, 1.0, 1.0, times[10:, 0]), sense="at_least")


@ablation(implicit_bias_logistic, breaks="start")
def from_aside(rng: "np.random.Generator", draws: int) -> Attempt:
    """Points (1, ±1) from (0, 50)."""
    import numpy as np

    points = np.array([[[1.0, 1.0], [1.0, -1.0]]])
    path, times = flow(points, np.ones(2), 5.0, start=np.array([0.0, 50.0]))
    return Attempt(_margins(path, points)[:, 0], _claimed(2, 1.0, 1.5, 1e9 + times[:, 0]), sense="at_least")


@trial(implicit_bias_logistic)
def single_point(rng: "np.random.Generator", draws: int) -> Attempt:
    """n = 1: an equality, for margins of all sizes."""
    import numpy as np

    norm = 10 ** rng.uniform(-2, 2, size=draws)
    return Attempt(norm, _claimed(1, norm, norm, np.exp(rng.normal(size=draws))), sense="at_least")


@trial(implicit_bias_logistic)
def against_a_multitude(rng: "np.random.Generator", draws: int) -> Attempt:
    """10^120 copies of (0.3, 1) and one (0.3, -1): for long the weights point at the copies, and misclassify the one."""
    import numpy as np

    points, counts = np.array([[[0.3, 1.0], [0.3, -1.0]]]), np.array([1e120, 1.0])
    path, times = flow(points, counts, 300.0)
    bound = _claimed(np.full(len(times), 1e120), 0.3, 1.09**0.5, times[:, 0])
    return Attempt(_margins(path, points)[:, 0], bound, sense="at_least", tolerance=1e-6)


@ablation(implicit_bias_logistic, breaks="objective")
def polynomial_tail(rng: "np.random.Generator", draws: int) -> Attempt:
    """The loss 1 / (1 + m) at (1, 0) and (0, 3), in closed form: the direction tends to another limit."""
    import numpy as np

    time = 10 ** rng.uniform(9, 12, size=draws)
    s, r = (1 + 1.5 * time) ** (1 / 3) - 1, ((1 + 13.5 * time) ** (1 / 3) - 1) / 3
    return Attempt(np.minimum(s, 3 * r) / np.hypot(s, r), _claimed(2, 3 / 10**0.5, 3.0, time), sense="at_least")


unrefuted(
    implicit_bias_logistic,
    "flow.time:2",
    because="it adds only log 2 to the logarithm of the time; no data are known for which the bound is so nearly attained",
)
