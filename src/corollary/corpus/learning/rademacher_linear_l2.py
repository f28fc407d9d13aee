"""Rademacher complexity of linear predictors, Euclidean norm."""

from itertools import product
from typing import TYPE_CHECKING

from corollary.corpus.learning.linear_class import LinearRadius, RootMeanSquareNorm
from corollary.corpus.learning.rademacher_complexity import EmpiricalRademacher
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ablation, require, theorem, trial
from corollary.logic.arithmetic import sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def rademacher_linear_l2(
    sample: Iid, hypotheses: AtMost[LinearRadius], inputs: AtMost[RootMeanSquareNorm]
) -> AtMost[EmpiricalRademacher]:
    """The upper bound."""
    require(sample.n >= 1, "n >= 1")
    return hypotheses.value * inputs.value / sqrt(sample.n)


def _attempt(x: "np.ndarray", factor: float = 1.0) -> Attempt:
    """The complexity of the ball of radius 2 on inputs of shape (draws, n, d), over all signs."""
    import numpy as np

    signs = np.array(list(product([-1.0, 1.0], repeat=x.shape[1])))
    exact = 2 / x.shape[1] * np.linalg.norm(np.einsum("si,nij->nsj", signs, x), axis=2).mean(axis=1)
    size = factor * np.sqrt(np.sum(x**2, axis=2).mean(axis=1))
    return Attempt(
        exact,
        rademacher_linear_l2(Iid(n=x.shape[1]), AtMost[LinearRadius](2.0), AtMost[RootMeanSquareNorm](size)).value,
    )


@trial(rademacher_linear_l2)
def all_signs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random inputs of unequal sizes, complexity by enumeration of the signs."""
    import numpy as np

    return _attempt(rng.normal(size=(draws, 7, 4)) * np.exp(rng.normal(size=(draws, 7, 1))))


@trial(rademacher_linear_l2)
def orthogonal_inputs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Orthogonal inputs attain the bound."""
    import numpy as np

    return _attempt(np.linalg.qr(rng.normal(size=(draws, 6, 6)))[0] * np.exp(rng.normal(size=(draws, 6, 1))))


@trial("rademacher-linear-l2")
def lower_bound(rng: "np.random.Generator", draws: int) -> Attempt:
    """The lower bound, also on inputs on a line, where it is nearest."""
    import numpy as np

    x = rng.normal(size=(draws, 6, 3))
    x[::2, :, 1:] = 0
    x[::4, 2:] = 0
    x[::4, 1] = x[::4, 0]
    return Attempt(_attempt(x).truth, np.sqrt(2) * np.sqrt(np.sum(x**2, axis=(1, 2))) / 6, sense="at_least")


@ablation(rademacher_linear_l2, breaks="inputs")
def larger_inputs(rng: "np.random.Generator", draws: int) -> Attempt:
    """The inputs are a tenth larger than claimed."""
    import numpy as np

    return _attempt(np.linalg.qr(rng.normal(size=(draws, 6, 6)))[0], factor=1 / 1.1)
