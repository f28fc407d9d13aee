"""Norm bound with the square root of the depth, one real output."""

from math import inf
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.rademacher_complexity import EmpiricalRademacher
from corollary.corpus.networks.feedforward_network import FrobeniusProductBound, InputFrobeniusNorm, ReluClass
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, Constant, ablation, require, role, step, theorem, trial, unrefuted
from corollary.logic.arithmetic import log, sqrt
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    import numpy as np


@theorem
def golowich_rademacher_bound(
    sample: Iid,
    networks: ReluClass,
    norms: AtMost[FrobeniusProductBound],
    inputs: Annotated[AtMost[InputFrobeniusNorm], role(network="hypotheses")],
) -> AtMost[EmpiricalRademacher]:
    """The complexity grows with the square root of the depth only."""
    require(sample.n >= 1, "n >= 1")
    require(networks.depth >= 1, "at least one weight matrix")
    return inputs.value * norms.value * sqrt(2 * networks.depth * log(2)) / sample.n


def _exact(rng: "np.random.Generator", draws: int, growth: float) -> Attempt:
    """Two weight matrices on the line: the extreme networks are the two one-sided hinges."""
    import itertools

    import numpy as np

    n = 8
    signs = np.array(list(itertools.product((-1.0, 1.0), repeat=n)))
    x = rng.normal(size=(draws, n)) * 10 ** rng.uniform(-1, 2, size=(draws, 1))
    right, left = np.maximum(x, 0) @ signs.T, np.maximum(-x, 0) @ signs.T
    truth = growth * np.maximum(np.abs(right), np.abs(left)).mean(1) / n
    bound = golowich_rademacher_bound(
        Iid(n=n),
        ReluClass(depth=2),
        AtMost[FrobeniusProductBound](1.0),
        AtMost[InputFrobeniusNorm](np.linalg.norm(x, axis=1), network="hypotheses"),
    ).value
    return Attempt(truth=truth, bound=bound)


@trial(golowich_rademacher_bound)
def two_layers_on_the_line(rng: "np.random.Generator", draws: int) -> Attempt:
    """Exact complexity by enumeration of signs."""
    return _exact(rng, draws, 1.0)


@ablation(golowich_rademacher_bound, breaks="norms")
def larger_weights(rng: "np.random.Generator", draws: int) -> Attempt:
    """Networks of three times the norm that the class allows."""
    return _exact(rng, draws, 3.0)


unrefuted(
    golowich_rademacher_bound,
    "networks.depth:1/2",
    because="one input and two weight matrices come within 0.85 of the bound for one; whether the true growth with the depth is "
    "slower than that of the bound is not known",
)


# Checked steps of the proof.


@step(golowich_rademacher_bound, 6, mutant={"two": 3})
def best_choice(two: Constant = 2) -> Verdict:
    r"""$\lambda^{-1} D \log 2 + \lambda q^2 B^2 / 2$ at $\lambda = \sqrt{2 D \log 2} / (q B)$; `s` is `D log 2`, `w` is `q B`."""
    return identity(
        lambda s, w: s / (sqrt(2 * s) / w) + sqrt(2 * s) / w * w**2 / two,
        lambda s, w: w * sqrt(2 * s),
        {"s": (0, inf), "w": (0, inf)},
    )
