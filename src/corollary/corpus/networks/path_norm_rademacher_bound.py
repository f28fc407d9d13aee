"""Complexity of networks with bounded path norm."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.rademacher_complexity import EmpiricalRademacher
from corollary.corpus.networks.feedforward_network import InputColumnNorm, InputUnits, PathNormBound, ReluClass
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, Equals, ablation, require, role, theorem, trial
from corollary.logic.arithmetic import log, sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def path_norm_rademacher_bound(
    sample: Iid,
    networks: ReluClass,
    norms: AtMost[PathNormBound],
    inputs: Annotated[AtMost[InputColumnNorm], role(network="hypotheses")],
    dimension: Annotated[Equals[InputUnits], role(network="hypotheses")],
) -> AtMost[EmpiricalRademacher]:
    """No dependence on the widths."""
    require(sample.n >= 1, "n >= 1")
    require(networks.depth >= 1, "at least one weight matrix")
    require(dimension.value >= 1, "at least one input coordinate")
    return norms.value * inputs.value * sqrt(2 * (networks.depth * log(2) + log(dimension.value))) / sample.n


def _linear(rng: "np.random.Generator", draws: int, growth: float) -> Attempt:
    """One weight matrix: the complexity is the mean of a maximum over coordinates, by enumeration."""
    import itertools

    import numpy as np

    n, d = 8, 6
    signs = np.array(list(itertools.product((-1.0, 1.0), repeat=n)))
    x = rng.normal(size=(draws, d, n)) * 10 ** rng.uniform(-2, 2, size=(draws, 1, 1))
    truth = growth * np.abs(x @ signs.T).max(1).mean(1) / n
    bound = path_norm_rademacher_bound(
        Iid(n=n),
        ReluClass(depth=1),
        AtMost[PathNormBound](1.0),
        AtMost[InputColumnNorm](np.linalg.norm(x, axis=2).max(1), network="hypotheses"),
        Equals[InputUnits](d, network="hypotheses"),
    ).value
    return Attempt(truth=truth, bound=bound)


@trial(path_norm_rademacher_bound)
def linear_functionals(rng: "np.random.Generator", draws: int) -> Attempt:
    """Exact complexity of the l1 ball."""
    return _linear(rng, draws, 1.0)


@ablation(path_norm_rademacher_bound, breaks="norms")
def larger_norms(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three times the path norm that the class allows."""
    return _linear(rng, draws, 3.0)


@trial(path_norm_rademacher_bound)
def two_orthogonal_coordinates(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two examples, whose coordinates are (a, a) and (a, -a): for all signs one of the two sums is 2 a in modulus."""
    a = rng.uniform(0.1, 10, size=draws)
    bound = path_norm_rademacher_bound(
        Iid(n=2),
        ReluClass(depth=1),
        AtMost[PathNormBound](1.0),
        AtMost[InputColumnNorm](2**0.5 * a, network="hypotheses"),
        Equals[InputUnits](2, network="hypotheses"),
    ).value
    return Attempt(truth=a, bound=bound)
