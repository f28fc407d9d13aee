"""An empirical risk minimiser that memorises."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _train(x: "np.ndarray", y: "np.ndarray") -> "tuple[float, set[float]]":
    """Training error of the majority labels, and the points at which the predictor is 1."""
    points = {float(p): y[x == p] for p in x}
    errors = sum(min(labels.sum(), (1 - labels).sum()) for labels in points.values())
    return errors / len(x), {p for p, labels in points.items() if 2 * labels.sum() > len(labels)}


@trial("memorising-erm")
def trained_to_zero(rng: "np.random.Generator", draws: int) -> Attempt:
    """Uniform inputs, labels 1 with probability 0.8: no training error."""
    return Attempt([_train(rng.uniform(size=20), rng.binomial(1, 0.8, 20))[0] for _ in range(draws)], 0.0)


@trial("memorising-erm")
def zero_at_fresh_points(rng: "np.random.Generator", draws: int) -> Attempt:
    """At fresh inputs the predictor is 0, so its risk is the probability of the label 1."""
    ones = [_train(rng.uniform(size=20), rng.binomial(1, 0.8, 20))[1] for _ in range(draws)]
    return Attempt([sum(float(x) in s for x in rng.uniform(size=20)) for s in ones], 0.0)


@ablation("memorising-erm", breaks="law")
def atoms(rng: "np.random.Generator", draws: int) -> Attempt:
    """Inputs uniform on five points: noisy labels cannot all be fitted."""
    return Attempt([_train(rng.integers(5, size=20), rng.binomial(1, 0.8, 20))[0] for _ in range(draws)], 0.0)
