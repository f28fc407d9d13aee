"""Four ways to regularise least squares on one axis: the effective degrees of freedom."""

from typing import TYPE_CHECKING

from corollary.corpus.questions._training import adam, half_squared, initial, keys, scores
from corollary.logic.experiment import Comparison, Lab, Outcome, Panel, experiment, predicted, repeated

if TYPE_CHECKING:
    import numpy as np

N = 40
DECAYS, STEPS = (10.0, 7.0, 5.0, 3.0, 1.0), (20, 30, 100, 500)
PENALTIES = tuple(10 ** (-1.5 + i / 3) for i in range(10))


def _sample(rng: "np.random.Generator") -> "tuple[np.ndarray, ...]":
    """40 patients with whitened inputs (XᵀX/n = I), their labels, and the others in the same coordinates."""
    import numpy as np
    from sklearn.datasets import load_diabetes

    x, y = load_diabetes(return_X_y=True)
    y = (y - y.mean()) / y.std()
    order = rng.permutation(len(y))
    inside, out = order[:N], order[N:]
    centre, level = x[inside].mean(axis=0), y[inside].mean()
    a = x[inside] - centre
    values, vectors = np.linalg.eigh(a.T @ a / N)
    whiten = vectors / np.sqrt(values)
    return a @ whiten, y[inside] - level, (x[out] - centre) @ whiten, y[out] - level


def _plain(rng: "np.random.Generator") -> "tuple[np.ndarray, ...]":
    """The same with standardised, not whitened, inputs."""
    from sklearn.datasets import load_diabetes

    x, y = load_diabetes(return_X_y=True)
    y = (y - y.mean()) / y.std()
    order = rng.permutation(len(y))
    inside, out = order[:N], order[N:]
    centre, scale, level = x[inside].mean(axis=0), x[inside].std(axis=0), y[inside].mean()
    return (x[inside] - centre) / scale, y[inside] - level, (x[out] - centre) / scale, y[out] - level


def _by_noise(
    x: "np.ndarray", y: "np.ndarray", penalty: float, rng: "np.random.Generator", dropout: bool
) -> "np.ndarray":
    """Least squares on 200 noisy copies of the sample: dropout with (1 − p)/p = penalty, or noise of variance penalty."""
    import numpy as np

    copies = np.tile(x, (200, 1))
    keep = 1 / (1 + penalty)
    if dropout:
        copies = copies * (rng.random(copies.shape) < keep) / keep
    else:
        copies = copies + np.sqrt(penalty) * rng.normal(size=copies.shape)
    return np.asarray(np.linalg.lstsq(copies, np.tile(y, 200), rcond=None)[0])


def _descent(x: "np.ndarray", y: "np.ndarray", time: float) -> "np.ndarray":
    """Gradient descent on half the mean squared error from 0, small steps up to the time."""
    import numpy as np

    gram, moment = x.T @ x / len(y), x.T @ y / len(y)
    count = max(50, int(np.ceil(time * 20 * np.linalg.eigvalsh(gram)[-1])))
    theta = np.zeros(x.shape[1])
    for _ in range(min(count, 40_000)):
        theta = theta - time / min(count, 40_000) * (gram @ theta - moment)
    return theta


def _filters(x: "np.ndarray", y: "np.ndarray", penalty: float, flow: bool) -> "tuple[np.ndarray, float]":
    """The solution by spectral filter factors, and the effective degrees of freedom."""
    import numpy as np

    values, vectors = np.linalg.eigh(x.T @ x / len(y))
    values = np.maximum(values, 1e-12)
    factor = -np.expm1(-values / penalty) if flow else values / (values + penalty)
    return vectors @ (factor / values * (vectors.T @ (x.T @ y) / len(y))), float(factor.sum())


def _network(lab: Lab, samples: "list[tuple[np.ndarray, ...]]", decays: tuple[float, ...], steps: int) -> "np.ndarray":
    """Squared error on the sample and on the others of two layers of 32 units, Adam with decay: (decays, 2, samples)."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    def train(
        decay: float, key: "jax.Array", x: "jax.Array", y: "jax.Array", new: "jax.Array", z: "jax.Array"
    ) -> "jax.Array":
        weights = adam(lambda w: half_squared(scores(w, x)[:, 0], y), initial(key, (10, 32, 1)), steps, 1e-2, decay)
        return jnp.stack([2 * half_squared(scores(weights, a)[:, 0], b) for a, b in ((x, y), (new, z))])

    data = (jnp.asarray(np.stack(part), jnp.float32) for part in zip(*samples, strict=True))
    run = jax.jit(jax.vmap(jax.vmap(train, (None, 0, 0, 0, 0, 0), 1), (0, None, None, None, None, None)))
    return np.asarray(run(jnp.asarray(decays), keys(lab.rng(f"network {steps}"), len(samples)), *data), float)


def _departure(lab: Lab, nets: int) -> tuple[Panel, float]:
    """Error on others against error on the sample: along ridge, and a network along decay and along stopping."""
    import numpy as np

    samples = [_plain(lab.rng(f"sample {run}")) for run in range(nets)]
    errors = []
    for penalty in PENALTIES:
        solutions = [_filters(u, v, penalty, False)[0] for u, v, _, _ in samples]
        both = [
            (((u @ t - v) ** 2).mean(), ((w @ t - z) ** 2).mean())
            for t, (u, v, w, z) in zip(solutions, samples, strict=True)
        ]
        errors.append(np.array(both).T)
    ridge = np.array(errors)  # (penalties, 2, samples)
    lab.say("networks", 0.9)
    decayed = _network(lab, samples, DECAYS, 500)
    stopped = np.concatenate([_network(lab, samples, (0.0,), steps) for steps in STEPS])
    series = (
        predicted("ridge", ridge[:, 0].mean(axis=1), ridge[:, 1].T),
        repeated("network, weight decay", decayed[:, 0].mean(axis=1), decayed[:, 1].T),
        repeated("network, fewer steps", stopped[:, 0].mean(axis=1), stopped[:, 1].T),
    )
    order = np.argsort(series[0].x)
    line = np.interp(series[2].x, np.array(series[0].x)[order], np.array(series[0].y)[order])
    label = "squared error on the sample (label variances)", "squared error on other patients (label variances)"
    inside = np.array(series[2].x) >= min(series[0].x)
    return Panel("Two layers of 32 units", *label, series), float((np.array(series[2].y) / line)[inside].max())


@experiment("question-what-does-regularisation-do")
def one_axis(lab: Lab) -> Outcome:
    """40 patients: test risk of ridge, early stopping, dropout and noise injection, against effective degrees of freedom."""
    import numpy as np

    runs = lab.pick(150, 8)
    names = "dropout, p = 1/(1 + λ)", "noise of variance λ", "gradient descent to time 1/λ"
    shape = (runs, len(PENALTIES))
    risks = {name: np.zeros(shape) for name in (*names, "ridge", "flow")}
    plain = {name: np.zeros(shape) for name in ("ridge", "flow", "descent")}
    degrees, stretch = np.zeros((runs, len(PENALTIES), 2)), 0.0
    for run in range(runs):
        lab.say(f"sample {run + 1}", 0.9 * run / runs)
        rng = lab.rng(f"noise {run}")
        x, y, fresh, labels = _sample(lab.rng(f"sample {run}"))
        u, v, w, z = _plain(lab.rng(f"sample {run}"))
        for at, penalty in enumerate(PENALTIES):
            ridge, _ = _filters(x, y, penalty, False)
            flow, _ = _filters(x, y, penalty, True)
            found = dict(
                zip(
                    names,
                    (
                        _by_noise(x, y, penalty, rng, True), _by_noise(x, y, penalty, rng, False),
                        _descent(x, y, 1 / penalty),
                    ), strict=True,
                )
            )  # fmt: skip
            for name, theta in (*found.items(), ("ridge", ridge), ("flow", flow)):
                risks[name][run, at] = ((fresh @ theta - labels) ** 2).mean()
            for kind, is_flow in (("ridge", False), ("flow", True)):
                theta, count = _filters(u, v, penalty, is_flow)
                plain[kind][run, at] = ((w @ theta - z) ** 2).mean()
                degrees[run, at, int(is_flow)] = count
            plain["descent"][run, at] = ((w @ _descent(u, v, 1 / penalty) - z) ** 2).mean()
            stretch = max(stretch, degrees[run, at, 1] / degrees[run, at, 0])
    whitened = [10 / (1 + penalty) for penalty in PENALTIES]
    stopped = [float(10 * -np.expm1(-1 / penalty)) for penalty in PENALTIES]
    label = "effective degrees of freedom", "squared error on other patients (label variances)"
    network, away = _departure(lab, lab.pick(24, 8))
    panels = (
        Panel(
            "Whitened inputs, n = 40", *label,
            (
                *(repeated(name, whitened, risks[name]) for name in names[:2]),
                repeated(names[2], stopped, risks[names[2]]),
                predicted("ridge: factors μ/(μ + λ) (theory)", whitened, risks["ridge"], group=names[0]),
                predicted("flow: factors 1 − exp(−μ/λ) (theory)", stopped, risks["flow"], group=names[2]),
            ),
        ),
        Panel(
            "Standardised inputs, n = 40", *label,
            (
                predicted("ridge (theory)", degrees[:, :, 0].mean(axis=0), plain["ridge"]),
                predicted("flow (theory)", degrees[:, :, 1].mean(axis=0), plain["flow"], group="d"),
                repeated("gradient descent", degrees[:, :, 1].mean(axis=0), plain["descent"], group="d"),
            ),
        ),
        network,
    )  # fmt: skip
    mean = {name: table.mean(axis=0) for name, table in risks.items()}
    noisy = max(float(np.abs(mean[name] / mean["ridge"] - 1).max()) for name in names[:2])
    stopping = float(np.abs(mean[names[2]] / mean["flow"] - 1).max())
    same = plain["flow"].mean(axis=0) / plain["ridge"].mean(axis=0)
    unit = "% of the risk"
    return Outcome(
        panels,
        (
            Comparison("on dropout and noise injection as ridge", 100 * noisy, 3, unit, "agree"),
            Comparison("on early stopping as a filter", 100 * stopping, 3, unit, "agree"),
            Comparison("on the proved factor 1.686 between flow and ridge", float(same.max()), 1.686, "times", "agree"),
            Comparison(
                "on the degrees of freedom at λ = 1/time, which early stopping spends more of",
                stretch, 1.05, "times as many", "part",
            ),
            Comparison(
                "on one curve for all: at equal error on the sample a network stopped early departs from ridge",
                away, 1.1, "times its error on others", "part",
            ),
        ),
    )  # fmt: skip
