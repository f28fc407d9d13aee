"""The demonstration: two small networks trained on scikit-learn's handwritten digits, and what is provable about them."""

import numpy as np

from corollary.logic.theorem import check_delta
from corollary.observe.setting import read_setting
from corollary.report.explain import Say, quietly, subject_of
from corollary.report.model import Report
from corollary.report.training import convolutional, perceptron, train

TRAINING = 1000  # of the 1,797 digits; the rest is held out


def demo(seed: int = 0, delta: float = 0.05, say: Say = quietly) -> Report:
    """Train, then explain. The two models share delta: everything in the report holds at once with probability 1 - delta."""
    from sklearn.datasets import load_digits

    check_delta(delta)
    rng = np.random.default_rng(seed)
    digits = load_digits()
    images, labels = (digits.images / 16).astype(np.float32), digits.target.astype(np.int64)
    order = rng.permutation(len(labels))
    first, rest = order[:TRAINING], order[TRAINING:]
    subjects = []
    for make in (perceptron, convolutional):
        trained = train(make(rng), images[first], labels[first], rng, say=say)
        data = ((images[first], labels[first]), (images[rest], labels[rest]))
        setting = read_setting(trained.network, *data, initial=trained.initial)
        subjects.append(subject_of(setting, delta / 2, say=say))
    notes = (
        "Two networks trained here and now on scikit-learn's 1,797 handwritten digits (8 × 8 pixels, grey values scaled to [0, 1]): "
        f"{TRAINING} for training, {len(rest)} held out. Each model has half of δ.",
    )
    return Report("What can be proved about two networks that read digits", tuple(subjects), delta, notes)
