"""Nats that describe a predictor stored in a file."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.description_length import DescriptionLength
from corollary.logic import AtMost, Attempt, Property, ablation, require, theorem, trial
from corollary.logic.arithmetic import log

if TYPE_CHECKING:
    import numpy as np


class CompressedFile(
    Property,
    says="{predictor} is decoded from a file of {size} bytes, by the decoder that {code} was made for, which reads files of up to "
    "{most} bytes",
):
    predictor: str
    code: str
    size: int
    most: int


@theorem
def compressed_file_length(file: CompressedFile) -> AtMost[DescriptionLength]:
    """Eight bits a byte, and the length of the file."""
    require(file.size >= 0, "a number of bytes")
    require(file.size <= file.most, "no larger than the decoder reads")
    return 8 * file.size * log(2) + log(file.most + 1)


def _sum_of_weights(rng: "np.random.Generator", draws: int, header: bool) -> Attempt:
    """The weights of all files up to a size, counted."""
    import numpy as np

    sums = []
    for most in rng.integers(1, 6, size=draws):
        lengths = [float(compressed_file_length(CompressedFile(size=b, most=int(most))).value) for b in range(most + 1)]
        spared = 0.0 if header else np.log(most + 1)
        sums.append(sum(np.exp(8 * b * np.log(2) - (length - spared)) for b, length in enumerate(lengths)))
    return Attempt(truth=np.array(sums), bound=np.ones(draws))


@trial(compressed_file_length)
def weights_sum_to_one(rng: "np.random.Generator", draws: int) -> Attempt:
    """Kraft's sum over all files that the decoder reads."""
    return _sum_of_weights(rng, draws, True)


@trial(compressed_file_length)
def files_of_one_size(rng: "np.random.Generator", draws: int) -> Attempt:
    """The weight of one file when the size is drawn from all that are read, and then each byte: the length is attained."""
    import numpy as np

    most = rng.integers(0, 6, size=draws)
    size = rng.integers(0, most + 1)
    bound = [
        float(compressed_file_length(CompressedFile(size=int(b), most=int(m))).value)
        for b, m in zip(size, most, strict=True)
    ]
    return Attempt(-np.log(1 / (most + 1) / 256.0**size), np.array(bound))


@ablation(compressed_file_length, breaks="constant")
def size_not_paid_for(rng: "np.random.Generator", draws: int) -> Attempt:
    """Files of any size, and nothing paid to say which: the sum exceeds 1."""
    return _sum_of_weights(rng, draws, False)
