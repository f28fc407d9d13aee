"""Nats that describe a pruned and quantised network."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.description_length import DescriptionLength
from corollary.logic import AtMost, Attempt, Property, ablation, require, theorem, trial
from corollary.logic.arithmetic import log, log_binomial

if TYPE_CHECKING:
    import numpy as np


class CodebookNetwork(
    Property,
    says="{predictor} has {nonzero} non-zero weights among the {weights} of the architecture that {code} was made for, "
    "with {levels} values in the format of {bits} bits that {code} uses ({code} allows up to {most_levels})",
):
    predictor: str
    code: str
    weights: int
    nonzero: int
    levels: int
    bits: int
    most_levels: int


@theorem
def network_description_length_bound(codebook: CodebookNetwork) -> AtMost[DescriptionLength]:
    """Support, codebook and indices."""
    require(codebook.weights >= 1, "the architecture has a weight")
    require(codebook.nonzero >= 0, "a number of weights")
    require(codebook.nonzero <= codebook.weights, "no more non-zero weights than weights")
    require(codebook.levels >= 1, "at least one value")
    require(codebook.levels <= codebook.most_levels, "no more values than the code allows")
    header = log(codebook.most_levels) + log(codebook.weights + 1)
    support = log_binomial(codebook.weights, codebook.nonzero)
    return header + support + codebook.bits * codebook.levels * log(2) + codebook.nonzero * log(codebook.levels)


def _sum_of_weights(rng: "np.random.Generator", draws: int, headers: bool) -> Attempt:
    """All triples of support, codebook and indices, counted one by one: the weights of the code sum to at most 1."""
    import itertools

    import numpy as np

    sums = []
    for _ in range(min(draws, 30)):
        weights, bits, most = int(rng.integers(1, 4)), int(rng.integers(1, 3)), int(rng.integers(1, 3))
        total = 0.0
        for levels, nonzero in itertools.product(range(1, most + 1), range(weights + 1)):
            triples = itertools.product(
                itertools.combinations(range(weights), nonzero),
                itertools.product(range(2**bits), repeat=levels),
                itertools.product(range(levels), repeat=nonzero),
            )
            fact = CodebookNetwork(
                weights=weights, nonzero=nonzero, levels=levels, bits=bits, most_levels=most if headers else levels
            )
            length = float(network_description_length_bound(fact).value)
            length -= 0 if headers else np.log(levels) + np.log(weights + 1)
            total += sum(1 for _ in triples) * float(np.exp(-length))
        sums.append(total)
    return Attempt(truth=np.array(sums), bound=np.ones(len(sums)))


@trial(network_description_length_bound)
def weights_sum_to_one(rng: "np.random.Generator", draws: int) -> Attempt:
    """Small architectures, every code word enumerated."""
    return _sum_of_weights(rng, draws, True)


@ablation(network_description_length_bound, breaks="constant")
def without_headers(rng: "np.random.Generator", draws: int) -> Attempt:
    """Not paying for the number of values and of non-zero weights."""
    return _sum_of_weights(rng, draws, False)
