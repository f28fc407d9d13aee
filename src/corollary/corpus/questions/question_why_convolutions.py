"""What locality and weight sharing save: a circular filter, exactly, and shifted digits."""

from typing import TYPE_CHECKING

from corollary.corpus.architecture.weight_sharing_sample_gain import (
    CircularFilterData,
    SharedFilterLeastSquares,
    weight_sharing_sample_gain,
)
from corollary.corpus.linear.linear_regression import NoiseVariance, WhiteNoise
from corollary.corpus.questions._training import digits
from corollary.logic import AtMost
from corollary.logic.experiment import Comparison, Lab, Outcome, Panel, curve, experiment, repeated, standard_errors

if TYPE_CHECKING:
    import numpy as np

LENGTH, TAPS, VARIANCE = 16, 3, 1.0
SIGNALS = (20, 30, 50, 100, 200, 500)
IMAGES = (50, 100, 200, 400, 800, 1500)
WAYS = ("dense ridge", "local ridge, unshared", "convolution, ReLU, mean, ridge")


def shared_bound(n: int) -> float:
    """The rule's bound for the shared filter, per output place."""
    facts = CircularFilterData(n=n, length=LENGTH), WhiteNoise(), AtMost[NoiseVariance](VARIANCE)
    return float(weight_sharing_sample_gain(*facts, SharedFilterLeastSquares(taps=TAPS)).value)


def _filters(rng: "np.random.Generator", n: int) -> "tuple[float, float, float]":
    """Excess risk per place of a dense layer, of an unshared local one, and of the shared filter."""
    import numpy as np

    h = np.zeros(LENGTH)
    h[:TAPS] = rng.normal(size=TAPS)
    at = (np.arange(LENGTH)[:, None] - np.arange(LENGTH)) % LENGTH  # the input place of tap j for output place i
    x = rng.normal(size=(n, LENGTH))
    y = np.einsum("nij,j->ni", x[:, at], h) + np.sqrt(VARIANCE) * rng.normal(size=(n, LENGTH))
    dense = np.linalg.lstsq(x, y, rcond=None)[0].T  # (output, input)
    truth = np.zeros((LENGTH, LENGTH))
    np.put_along_axis(truth, at, np.broadcast_to(h, at.shape), axis=1)
    local = [np.linalg.lstsq(x[:, at[i, :TAPS]], y[:, i], rcond=None)[0] for i in range(LENGTH)]
    windows = x[:, at[:, :TAPS]].reshape(n * LENGTH, TAPS)
    shared = np.linalg.lstsq(windows, y.ravel(), rcond=None)[0]
    return (
        float(((dense - truth) ** 2).sum() / LENGTH),
        float(((np.array(local) - h[:TAPS]) ** 2).sum() / LENGTH),
        float(((shared - h[:TAPS]) ** 2).sum()),
    )


def _shifted(rng: "np.random.Generator", shift: bool) -> "tuple[np.ndarray, np.ndarray]":
    """All digits on a torus of 16 × 16 pixels, at random cyclic shifts or in the middle, in random order."""
    import numpy as np

    x, y = digits()
    order = rng.permutation(len(y))
    images = np.pad(x[order].reshape(-1, 8, 8).astype(float), ((0, 0), (4, 4), (4, 4)))
    if shift:
        moves = rng.integers(0, 16, size=(len(y), 2))
        images = np.stack([np.roll(image, tuple(move), (0, 1)) for image, move in zip(images, moves, strict=True)])
    return images, y[order]


def _features(images: "np.ndarray", rng: "np.random.Generator") -> "dict[str, np.ndarray]":
    """Features of the three ways: pixels; random local features, other weights at each place; random 5 × 5 filters."""
    import numpy as np

    n = len(images)
    wide = np.pad(images, ((0, 0), (2, 2), (2, 2)), mode="wrap")
    patches = np.lib.stride_tricks.sliding_window_view(wide, (5, 5), (1, 2)).reshape(n, 256, 25)
    own = rng.normal(size=(256, 25)) / 5
    shared = rng.normal(size=(25, 128)) / 5
    convolved = np.stack([np.maximum(patch @ shared, 0).mean(axis=0) for patch in patches])
    return {WAYS[0]: images.reshape(n, -1), WAYS[1]: np.maximum((patches * own).sum(axis=2), 0), WAYS[2]: convolved}


def _error(a: "np.ndarray", y: "np.ndarray", n: int) -> float:
    """Test error of a ridge classifier trained on the first n, tested beyond 1500.

    Of three penalties it takes the one with the least mean squared error when each training example is left out in turn.
    """
    import numpy as np

    a = (a - a[:n].mean(axis=0)) / (a[:n].std(axis=0) + 1e-6)
    a = np.column_stack([a, np.ones(len(a))])
    targets, train = np.eye(10)[y], a[:n]
    found = []
    for penalty in (1e-3, 1e-2, 1e-1):
        solved = np.linalg.solve(train.T @ train + penalty * n * np.eye(a.shape[1]), train.T)
        weights = solved @ targets[:n]
        leverage = np.einsum("ij,ji->i", train, solved)
        left_out = ((train @ weights - targets[:n]) / (1 - leverage)[:, None]) ** 2
        found.append((float(left_out.mean()), float(((a[1500:] @ weights).argmax(axis=1) != y[1500:]).mean())))
    return min(found)[1]


@experiment("question-why-convolutions")
def sharing(lab: Lab) -> Outcome:
    """A circular filter of 3 taps on 16 places, learned densely, locally and shared; and digits at cyclic shifts."""
    import numpy as np

    signals, runs = lab.pick(SIGNALS, SIGNALS[::2]), lab.pick(200, 60)
    table = np.zeros((runs, len(signals), 3))
    for place, n in enumerate(signals):
        lab.say(f"filter from {n} signals", 0.3 * place / len(signals))
        rng = lab.rng(f"signals {n}")
        table[:, place] = [_filters(rng, n) for _ in range(runs)]
    names = "dense", "local, unshared", "local and shared"
    found = [repeated(name, signals, table[:, :, at]) for at, name in enumerate(names)]
    at_n = np.array(signals)
    dense, local = VARIANCE * LENGTH / (at_n - LENGTH - 1), VARIANCE * TAPS / (at_n - TAPS - 1)
    low, high = VARIANCE * TAPS / (at_n * LENGTH), np.array([shared_bound(k) for k in signals])
    images, splits = lab.pick(IMAGES, IMAGES[1:4:2]), lab.pick(20, 3)
    errors = {shift: np.zeros((splits, len(images), 3)) for shift in (True, False)}
    for split in range(splits):
        for shift, errors_ in errors.items():
            lab.say(f"digits, split {split + 1}", 0.3 + 0.7 * split / splits)
            pictures, y = _shifted(lab.rng(f"order {split} {shift}"), shift)
            features = _features(pictures, lab.rng(f"filters {split}"))
            errors_[split] = [[_error(features[way], y, k) for way in WAYS] for k in images]
    shifted, still = (
        tuple(repeated(way, images, errors[shift][:, :, at]) for at, way in enumerate(WAYS)) for shift in (True, False)
    )
    label = "number of training examples n", "error on other digits (fraction)"
    panels = (
        Panel(
            "Circular filter, 3 of 16 taps, σ² = 1", "number of signals n", "excess risk per place (squared label units)",
            (
                *found,
                curve("dense (theory)", signals, dense, group=names[0]),
                curve("local (theory)", signals, local, group=names[1]),
                curve("shared: at least", signals, low, group=names[2], bound=True),
                curve("shared: at most (rule)", signals, high, group=names[2], bound=True),
            ),
            x_log=True, y_log=True,
        ),
        Panel("Digits at random cyclic shifts, 16 × 16", *label, shifted, x_log=True, y_range=(0, 1)),
        Panel("Digits in the middle", *label, still, x_log=True, y_range=(0, 1)),
    )  # fmt: skip
    apart = max(standard_errors(found[0], dense), standard_errors(found[1], local))
    shared, error = np.array(found[2].y), np.array(found[2].error)
    outside = float((np.maximum(low - shared, shared - high) / error).max())
    at = images.index(200) if 200 in images else len(images) - 1
    ahead, behind = (errors[shift].mean(axis=0)[at] for shift in (True, False))
    se = "standard errors"
    return Outcome(
        panels,
        (
            Comparison("on the dense and the local layer", apart, 5, se, "agree"),
            Comparison("on the shared filter between its two bounds", max(0.0, outside), 4, f"{se} outside", "agree"),
            Comparison(
                f"on the order of the ways for shifted digits, n = {images[at]}",
                float(ahead[2] / ahead[:2].min()), 1.0, "of the best other error", "agree",
            ),
            Comparison(
                "on the factor that sharing saves, for digits in the middle, where strokes have places",
                float(found[0].y[-1] / found[2].y[-1] / (behind[0] / behind[2])), 10, "times less than for the filter", "part",
            ),
        ),
    )  # fmt: skip
