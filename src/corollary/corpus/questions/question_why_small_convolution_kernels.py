"""The best size of a convolution kernel: learning one filter from white signals, and reading digits."""

from typing import TYPE_CHECKING

from corollary.corpus.architecture.optimal_kernel_size_bias_variance import (
    FirstTapsLeastSquares,
    OmittedEnergy,
    WhitePatches,
    optimal_kernel_size_bias_variance,
)
from corollary.corpus.linear.linear_regression import NoiseVariance
from corollary.corpus.questions._training import digits
from corollary.logic import Equals
from corollary.logic.experiment import (
    Comparison,
    Lab,
    Outcome,
    Panel,
    Series,
    curve,
    experiment,
    points,
    repeated,
    standard_errors,
)

if TYPE_CHECKING:
    import numpy as np

SIZES = (10, 20, 40, 80, 160, 320, 640, 1000)
TAPS, VARIANCE, SHOWN = 200, 1.0, 80
KERNELS = (1, 2, 3, 4, 5, 6, 7)
IMAGES = (50, 200, 1400)
PLACES = tuple(range(0, 61, 5))


def _filter() -> "np.ndarray":
    """Taps 2/j, j = 1 … 200."""
    import numpy as np

    return 2.0 / np.arange(1, TAPS + 1)


def excess(k: int, n: int) -> float:
    """The exact mean excess risk of the rule."""
    h = _filter()
    facts = WhitePatches(n=n), Equals[NoiseVariance](VARIANCE), Equals[OmittedEnergy](float((h[k:] ** 2).sum()))
    return float(optimal_kernel_size_bias_variance(*facts, FirstTapsLeastSquares(taps=k)).value)


def best(n: int) -> int:
    """The size of least mean excess risk."""
    return min(range(min(n - 1, TAPS)), key=lambda k: excess(k, n))


def _measured(lab: Lab, n: int, places: "tuple[int, ...]", runs: int) -> "np.ndarray":
    """Excess risk for each size, shape (runs, places)."""
    import numpy as np

    h, rng = _filter(), lab.rng(f"signals {n}")
    found = np.zeros((runs, len(places)))
    for run in range(runs):
        x = rng.normal(size=(n, TAPS))
        y = x @ h + np.sqrt(VARIANCE) * rng.normal(size=n)
        for at, k in enumerate(places):
            error = h.copy()
            if k:
                error[:k] -= np.linalg.lstsq(x[:, :k], y, rcond=None)[0]
            found[run, at] = (error**2).sum()
    return found


def _pooled(images: "np.ndarray", size: int, rng: "np.random.Generator") -> "np.ndarray":
    """32 random filters of this size, ReLU, means over four quadrants: features (n, 128)."""
    import numpy as np

    patches = np.lib.stride_tricks.sliding_window_view(np.pad(images, ((0, 0), (3, 3), (3, 3))), (size, size), (1, 2))
    patches = patches[:, 3 - (size - 1) // 2 :][:, :8, 3 - (size - 1) // 2 :][:, :, :8]
    weight = rng.normal(size=(size * size, 32)) / size
    inside = np.maximum(patches.reshape(len(images), 8, 8, -1) @ weight, 0)
    return np.asarray(inside.reshape(len(images), 2, 4, 2, 4, 32).mean(axis=(2, 4)).reshape(len(images), -1))


def _accuracy(features: "np.ndarray", y: "np.ndarray", inside: "np.ndarray", out: "np.ndarray") -> float:
    """Of a ridge classifier, standardised on the training part."""
    import numpy as np

    a = (features - features[inside].mean(axis=0)) / (features[inside].std(axis=0) + 1e-9)
    a = np.column_stack([a, np.ones(len(a))])
    targets = np.eye(10)[y]
    gram = a[inside].T @ a[inside] + 1e-2 * len(inside) * np.eye(a.shape[1])
    scores = a[out] @ np.linalg.solve(gram, a[inside].T @ targets[inside])
    return float((scores.argmax(axis=1) == y[out]).mean())


@experiment("question-why-small-convolution-kernels")
def kernel_size(lab: Lab) -> Outcome:
    """The best number of taps for a filter learned from white signals, against n; and kernels of 1 to 7 on digits."""
    import numpy as np

    sizes, runs, splits = lab.pick(SIZES, SIZES[1:6:2]), lab.pick(100, 30), lab.pick(20, 5)
    risk = _measured(lab, 160, PLACES, runs)
    chosen, cost = [], []
    for place, n in enumerate(sizes):
        lab.say(f"filter from {n} signals", 0.6 * place / len(sizes))
        tried = tuple(range(min(n // 2, SHOWN)))
        table = _measured(lab, n, tried, lab.pick(100, 15))
        chosen.append(int(table.mean(axis=0).argmin()))
        cost.append(excess(chosen[-1], n) / excess(best(n), n) - 1)
    curve_risk = repeated("least squares in the first k taps", PLACES, risk)
    theory = [excess(k, 160) for k in PLACES]
    x, y = digits()
    images = x.reshape(-1, 8, 8).astype(float)
    accuracy: list[Series] = []
    for at, n in enumerate(lab.pick(IMAGES, IMAGES[:2])):
        table = np.zeros((splits, len(KERNELS)))
        for split in range(splits):
            lab.say(f"digits, n = {n}, split {split + 1}", 0.6 + 0.4 * (at + split / splits) / 3)
            rng = lab.rng(f"digits {n} {split}")
            order = rng.permutation(len(y))
            for place, size in enumerate(KERNELS):
                table[split, place] = _accuracy(_pooled(images, size, rng), y, order[:n], order[1400:])
        accuracy.append(repeated(f"n = {n}", KERNELS, table))
    panels = (
        Panel(
            "One filter, taps 2/j, σ² = 1, n = 160", "number of taps k", "excess risk (squared label units)",
            (curve_risk, curve("exact mean (theory)", PLACES, theory, group=curve_risk.name)), y_log=True,
        ),
        Panel(
            "Best number of taps", "number of signals n", "number of taps with the least mean risk",
            (points("measured", sizes, chosen), curve("from the exact risk (theory)", sizes, [best(n) for n in sizes], group="measured")),
            x_log=True, y_log=True,
        ),
        Panel(
            "Digits, 32 random filters, ridge", "kernel size (pixels)", "accuracy on other digits (fraction)",
            tuple(accuracy),
        ),
    )  # fmt: skip
    largest = accuracy[-1]
    flat = (largest.y[2] - largest.y[0]) / (max(largest.y[2:]) - min(largest.y[2:]))
    return Outcome(
        panels,
        (
            Comparison("on the risk of k taps", standard_errors(curve_risk, theory), 5, "standard errors", "agree"),
            Comparison("on the best number of taps, by the risk that the measured choice costs", 100 * max(cost), 10, "%", "agree"),
            Comparison(
                f"on digits, where accuracy rises up to 3 pixels and has no best size from there on: the rise at {largest.name} is",
                flat, 5, "times what it varies beyond", "part",
            ),
        ),
    )  # fmt: skip
