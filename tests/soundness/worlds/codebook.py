"""Linear classifiers with few weights, all from a small codebook, chosen on the sample; labels that are fair coins.

The code `decoder` reads the number of the classifier from a file.
"""

from math import comb
from typing import Any

import numpy as np

from corollary.corpus.learning.compressed_file_length import CompressedFile
from corollary.corpus.learning.description_length import DescriptionLength
from corollary.corpus.learning.deviation import Deviation, Gap
from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.loss_function import LossRange, UnitLoss
from corollary.corpus.learning.maurer_moment_lemma import ExponentialDivergence
from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.networks.network_description_length_bound import CodebookNetwork
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic.vocabulary import Expected
from tests.soundness.world import World, averaged, exponential_divergence

INPUTS, NONZERO, LEVELS, BITS, MOST, POOL, POINTS = 12, 3, 2, 1, 2, 400, 150
BYTES = 2  # of a file that holds the number of a classifier
SIZES = {"train": 80, "heldout": 40}


def words() -> int:
    """Number of words of the code: how many values, how many weights, where they are, the values, and which goes where."""
    return MOST * (INPUTS + 1) * comb(INPUTS, NONZERO) * 2 ** (BITS * LEVELS) * LEVELS**NONZERO


def world(seed: int, draws: int) -> World:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(POINTS, INPUTS))
    weights = np.zeros((POOL, INPUTS))
    for row in weights:
        row[rng.choice(INPUTS, NONZERO, replace=False)] = rng.choice([-1.0, 1.0], NONZERO)
    errors = np.stack([weights @ x.T > 0, weights @ x.T <= 0], axis=2).astype(float)  # network, point, label 0 or 1
    counts = {
        s: rng.multinomial(n, np.full(2 * POINTS, 0.5 / POINTS), size=draws).reshape(draws, POINTS, 2)
        for s, n in SIZES.items()
    }
    chosen = {
        "fixed": np.zeros(draws, int),
        "trained": np.einsum("npk,dpk->dn", errors, counts["train"]).argmin(axis=1),
    }

    def empirical(predictor: str, loss: str, sample: str) -> np.ndarray:
        return (errors[chosen[predictor]] * counts[sample]).sum(axis=(1, 2)) / SIZES[sample]

    def gap(predictor: str, loss: str, law: str, sample: str) -> np.ndarray:
        return 0.5 - empirical(predictor, loss, sample)

    def moment(predictor: str, loss: str, law: str, sample: str) -> np.ndarray:
        return exponential_divergence(SIZES[sample], empirical(predictor, loss, sample), 0.5)

    truths: dict[Any, Any] = {
        Risk: lambda predictor, loss, law: 0.5,
        EmpiricalRisk: empirical,
        Gap: gap,
        Deviation: lambda **of: np.abs(gap(**of)),
        ExponentialDivergence: moment,
        Expected[ExponentialDivergence, "sample"]: lambda **of: averaged(moment(**of)),
        DescriptionLength: lambda predictor, code: np.log(words() if code == "code" else 256**BYTES * (BYTES + 1)),
        LossRange: lambda loss: 1.0,
    }
    properties: dict[Any, Any] = {
        Iid: lambda sample, law: {"n": SIZES[sample]},
        ZeroOneLoss: lambda loss: True,
        UnitLoss: lambda loss: True,
        CodebookNetwork: lambda predictor, code: (
            {"weights": INPUTS, "nonzero": NONZERO, "levels": LEVELS, "bits": BITS, "most_levels": MOST}
            if code == "code"
            else None
        ),
        CompressedFile: lambda predictor, code: {"size": BYTES, "most": BYTES} if code == "decoder" else None,
    }
    objects = {
        "predictor": tuple(chosen), "loss": ("zero_one",), "law": ("law",), "sample": tuple(SIZES), "code": ("code", "decoder"),
    }  # fmt: skip
    before = {(name, sample) for name in ("fixed", "zero_one", "code", "decoder") for sample in SIZES} | {
        ("trained", "heldout")
    }
    return World("codebook", draws, objects, truths, properties, frozenset(before), {"trained": "train"})
