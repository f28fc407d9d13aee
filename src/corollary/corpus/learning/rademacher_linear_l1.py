"""Rademacher complexity of linear predictors, absolute weights."""

from itertools import product
from typing import TYPE_CHECKING

from corollary.corpus.learning.linear_class import CoordinateNorm, InputDimension, LinearRadiusL1
from corollary.corpus.learning.rademacher_complexity import EmpiricalRademacher
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ablation, require, theorem, trial
from corollary.logic.arithmetic import log, sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def rademacher_linear_l1(
    sample: Iid, hypotheses: AtMost[LinearRadiusL1], inputs: AtMost[CoordinateNorm], dimension: AtMost[InputDimension]
) -> AtMost[EmpiricalRademacher]:
    """The dimension enters by its logarithm."""
    require(sample.n >= 1, "n >= 1")
    require(dimension.value >= 1, "d >= 1")
    return hypotheses.value * inputs.value * sqrt(2 * log(2 * dimension.value) / sample.n)


def _attempt(x: "np.ndarray", dimension: int) -> Attempt:
    """The complexity for radius 1 on inputs of shape (draws, n, d), over all signs."""
    import numpy as np

    signs = np.array(list(product([-1.0, 1.0], repeat=x.shape[1])))
    exact = np.abs(np.einsum("si,nij->nsj", signs, x)).max(axis=2).mean(axis=1) / x.shape[1]
    size = np.sqrt(np.mean(x**2, axis=1).max(axis=1))
    bound = rademacher_linear_l1(
        Iid(n=x.shape[1]), AtMost[LinearRadiusL1](1.0), AtMost[CoordinateNorm](size), AtMost[InputDimension](dimension)
    )
    return Attempt(exact, bound.value)


@trial(rademacher_linear_l1)
def all_signs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Inputs with entries ±s, s random, complexity by enumeration of the signs."""
    return _attempt(rng.uniform(0.1, 10, size=(draws, 1, 1)) * rng.choice([-1.0, 1.0], size=(draws, 8, 32)), 32)


@trial(rademacher_linear_l1)
def one_coordinate(rng: "np.random.Generator", draws: int) -> Attempt:
    """d = 1."""
    return _attempt(rng.normal(size=(draws, 6, 1)), 1)


@ablation(rademacher_linear_l1, breaks="dimension")
def more_coordinates(rng: "np.random.Generator", draws: int) -> Attempt:
    """32 coordinates, and the bound for one."""
    return _attempt(rng.choice([-1.0, 1.0], size=(draws, 8, 32)), 1)
