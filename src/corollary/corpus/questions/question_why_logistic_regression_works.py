"""Logistic regression on tumours: calibration on average at the fit, and the growth of the weights once data separate."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.maximum_margin_duality import least_norm_combination
from corollary.corpus.questions._training import adam, initial, keys, scores
from corollary.logic.experiment import Comparison, Lab, Outcome, Panel, Series, curve, experiment, numbers, points

if TYPE_CHECKING:
    import numpy as np

FEATURES = (2, 4, 6, 8, 10, 15, 20, 30)
STEPS = tuple(int(10 ** (i / 4)) for i in range(4, 21))
GROUPS = 8


def _tumours(rng: "np.random.Generator", count: int | None = None) -> "tuple[np.ndarray, np.ndarray]":
    """Inputs standardised, a constant first; labels ±1."""
    import numpy as np
    from sklearn.datasets import load_breast_cancer

    x, y = load_breast_cancer(return_X_y=True)
    chosen = rng.permutation(len(y))[:count]
    x, y = x[chosen], y[chosen]
    return np.column_stack([np.ones(len(x)), (x - x.mean(axis=0)) / x.std(axis=0)]), 2.0 * y - 1


def _sigmoid(u: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return np.asarray(np.exp(-np.logaddexp(0, -u)))


def _newton(x: "np.ndarray", y: "np.ndarray", penalty: float = 1e-3) -> "np.ndarray":
    """Minimiser of the logistic risk plus penalty/2 times the squared weights; the constant is not penalised."""
    import numpy as np

    free = np.full(x.shape[1], penalty)
    free[0] = 0
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = _sigmoid(x @ w)
        slope = x.T @ (p - (y > 0)) / len(y) + free * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x / len(y) + np.diag(free)
        w = w - np.linalg.solve(hessian, slope)
    return w


def _network_gap(lab: Lab, x: "np.ndarray", y: "np.ndarray", steps: int) -> tuple[float, float]:
    """One hidden layer of 16 units, Adam: mean prediction minus frequency, and the derivative in the output bias."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    inputs, labels = jnp.asarray(x[:, 1:], jnp.float32), jnp.asarray(y, jnp.float32)

    def loss(weights: "object") -> "jax.Array":
        return jnp.logaddexp(0, -labels * scores(weights, inputs)[:, 0]).mean()  # type: ignore[arg-type]

    start = initial(keys(lab.rng("network"), 1)[0], (inputs.shape[1], 16, 1))
    last = jax.jit(lambda w: adam(loss, w, steps, 1e-2))(start)
    p = _sigmoid(np.asarray(scores(last, inputs)[:, 0], float))
    return float(p.mean() - (y > 0).mean()), float(jax.grad(loss)(last)[-1][1][0])


def greatest_margin(a: "np.ndarray") -> float:
    """max over unit w of min_i ⟨a_i, w⟩ for separable rows: the length of the shortest point of their hull."""
    import numpy as np

    shortest = least_norm_combination(a)
    return float((a @ shortest).min() / np.linalg.norm(shortest))


def _directions(x: "np.ndarray", y: "np.ndarray", lab: Lab) -> "tuple[np.ndarray, ...]":
    """Norms and least margins of the direction along gradient descent on separable data; greatest margin without intercept."""
    import numpy as np

    a = x * y[:, None]
    step = 4 * len(y) / np.linalg.eigvalsh(x.T @ x)[-1]
    w = np.zeros(x.shape[1])
    norms, least = [], []
    for t in range(1, STEPS[-1] + 1):
        w = w + step * a.T @ _sigmoid(-(a @ w)) / len(y)
        if t in STEPS:
            norms.append(np.linalg.norm(w))
            least.append((a @ w).min() / norms[-1])
            lab.say("gradient descent on separable data", 0.3 + 0.7 * t / STEPS[-1])
    return np.array(norms), np.array(least), np.array(greatest_margin(a))


@experiment("question-why-logistic-regression-works")
def tumours(lab: Lab) -> Outcome:
    """Breast tumours: predicted against observed frequency for 2 to 30 features, and descent on 60 separable cases."""
    import numpy as np

    x, y = _tumours(lab.rng("all"))
    gaps = []
    calibrated: tuple[np.ndarray, np.ndarray] | None = None
    for k in FEATURES:
        lab.say(f"{k} features", 0.1)
        w = _newton(x[:, : k + 1], y)
        p = _sigmoid(x[:, : k + 1] @ w)
        gaps.append(abs(float(p.mean() - (y > 0).mean())))
        if k == FEATURES[1]:
            order = np.array_split(np.argsort(p), GROUPS)
            calibrated = np.array([p[g].mean() for g in order]), np.array([(y[g] > 0).mean() for g in order])
    assert calibrated is not None
    gap, derivative = _network_gap(lab, x, y, 30)
    few, sides = _tumours(lab.rng("few"), 60)
    norms, least, greatest = _directions(few, sides, lab)
    late = np.array(STEPS) >= 1000
    times = np.log(np.array(STEPS)[late])
    slope = float(np.polyfit(times, norms[late], 1)[0])
    predicted, observed = calibrated
    spread = np.sqrt(np.maximum(predicted * (1 - predicted), 1e-3) / (len(y) / GROUPS))
    groups = Series(
        "eight groups of equal size", "measured", numbers(predicted), numbers(observed),
        error=numbers(spread),
    )  # fmt: skip
    panels = (
        Panel(
            f"Calibration on the sample, {FEATURES[1]} features", "mean predicted probability", "observed frequency",
            (
                groups,
                curve("in each group, if the model is right", [0, 1], [0, 1], bound=True),
                points("whole sample", [p.mean()], [(y > 0).mean()], group="all"),
            ),
        ),
        Panel(
            "Gradient descent, 60 separable tumours", "step t", "norm of the weights (no unit)",
            (
                points("measured", STEPS, norms),
                curve("slope 1/greatest margin in log t (theory)", np.exp(times), norms[-1] + (times - times[-1]) / greatest, group="measured"),
            ),
            x_log=True,
        ),
        Panel(
            "Margin of the direction", "step t", "least margin of the unit direction (standardised units)",
            (points("measured", STEPS, least), curve("greatest margin (theory of the limit)", STEPS, [greatest] * len(STEPS), group="limit")),
            x_log=True,
        ),
    )  # fmt: skip
    unit = "in the mean probability"
    return Outcome(
        panels,
        (
            Comparison("on the mean prediction of every linear fit", max(gaps), 1e-8, unit, "agree"),
            Comparison("on that of a network, up to the derivative in its output bias", abs(gap - derivative), 1e-5, unit, "agree"),
            Comparison("on the slope of the norm of the weights in log t", 100 * abs(slope * float(greatest) - 1), 15, "%", "agree"),
            Comparison(
                f"on the greatest margin, which the direction still misses after {STEPS[-1]} steps",
                100 * float(1 - least[-1] / greatest), 2, "% below", "part",
            ),
        ),
    )  # fmt: skip
