"""The worlds of networks: one output and labels -1, 1, or several scores."""

from typing import Any

import numpy as np

from corollary.corpus.learning.deviation import Deviation, Gap
from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.loss_function import LossLipschitz, LossRange, UnitLoss
from corollary.corpus.learning.margin_loss import RampLoss
from corollary.corpus.learning.maurer_moment_lemma import ExponentialDivergence
from corollary.corpus.learning.rademacher_complexity import EmpiricalLossRademacher, EmpiricalRademacher
from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.networks import feedforward_network as ff
from corollary.corpus.networks.adversarial_risk import (
    AdversarialRisk,
    CertifiedRadius,
    ScoreMargin,
    UncertifiedFraction,
)
from corollary.corpus.networks.linear_region import LinearPieces, LogActivationRegions
from corollary.corpus.networks.lipschitz_constant_of_network import LipschitzConstant, MarginLipschitz
from corollary.corpus.networks.relu_network import ReluNetwork
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic.facts import Member
from corollary.logic.vocabulary import Expected, ForAll
from tests.soundness.world import Between, Spread, World, averaged, exponential_divergence
from tests.soundness.worlds.networks import DEPTH, INPUTS, WIDTH, Draws

# Classes fixed before the data, by the largest norm product allowed; all contain the pool.
SCALAR, MULTICLASS = ("frobenius class", "path class"), ("group class", "spectral class")
GREATEST = {"frobenius class": 1.0, "path class": 15.0, "group class": 2.0, "spectral class": 40.0}


def world(seed: int, draws: int, classes: int = 1, train: int = 30, heldout: int = 30) -> World:
    sizes = {"train": train, "heldout": heldout}
    c = Draws(seed, draws, classes, sizes)
    pool = c.pool
    families = SCALAR if classes == 1 else MULTICLASS
    assert np.all(pool.norms["path"] <= GREATEST["path class"]) and np.all(
        pool.norms["group"] <= GREATEST["group class"]
    )
    assert np.all(pool.norms["complexity"] <= GREATEST["spectral class"])

    def of_network(values: Any) -> Any:
        return lambda network: values[c.chosen[network]] if network in c.chosen else None

    def architecture(value: float) -> Any:
        return lambda network: value if network in c.chosen else None

    def gap(predictor: str, loss: str, law: str, sample: str) -> np.ndarray:
        return c.risk(predictor, loss) - c.empirical(predictor, loss, sample)

    def uniform(turn: Any) -> Any:
        def spread(hypotheses: str, **of: str) -> Spread:
            values = [turn(gap(predictor, **of)) for predictor in c.chosen]
            return Spread(np.min(values, axis=0), np.max(values, axis=0), some=True)

        return spread

    def moment(predictor: str, loss: str, law: str, sample: str) -> np.ndarray:
        return exponential_divergence(sizes[sample], c.empirical(predictor, loss, sample), c.risk(predictor, loss))

    def bound_of(family: str) -> Any:
        return lambda hypotheses: GREATEST[family] if hypotheses == family and family in families else None

    def rademacher(hypotheses: str, sample: str) -> Any:
        """One neuron that reads one input, as often negative as positive: from below by Khintchine's inequality."""
        if hypotheses not in SCALAR:
            return None
        # the layers between are one neuron of weight 1
        return Between(GREATEST[hypotheses] * np.sqrt(c.halves(sample) / 2) / sizes[sample])

    def of_losses(hypotheses: str, loss: str, sample: str) -> Any:
        return Between(c.apart(c.losses("trained", loss), c.losses("fixed", loss), sample))

    def inputs_norm(network: str, sample: str) -> np.ndarray:
        return np.sqrt(c.squares(sample).sum(axis=1))

    def column_norm(network: str, sample: str) -> np.ndarray:
        return np.sqrt(c.squares(sample).max(axis=1))

    def margin(network: str, input: str) -> Any:
        return pool.at_points[c.chosen[network], INPUTS[input]].max(axis=1) if network in c.chosen else None

    def radius(network: str, input: str) -> Any:
        return Between(0.0, pool.radius(INPUTS[input], c.chosen[network])) if network in c.chosen else None

    def only(network: str, *roles: str) -> bool:
        return network in c.chosen

    truths: dict[Any, Any] = {
        Risk: lambda predictor, loss, law: c.risk(predictor, loss),
        EmpiricalRisk: c.empirical,
        Gap: gap,
        Deviation: lambda **of: np.abs(gap(**of)),
        ForAll[Gap, "hypotheses"]: uniform(lambda g: g),
        ForAll[Deviation, "hypotheses"]: uniform(np.abs),
        ExponentialDivergence: moment,
        Expected[ExponentialDivergence, "sample"]: lambda **of: averaged(moment(**of)),
        EmpiricalRademacher: rademacher,
        EmpiricalLossRademacher: of_losses,
        LossRange: lambda loss: 1.0,
        LossLipschitz: lambda loss: (
            None if loss == "zero_one" else (1 if classes == 1 else np.sqrt(2)) / c.gammas[loss]
        ),
        ff.Depth: architecture(DEPTH),
        ff.HiddenWidth: architecture(WIDTH),
        ff.HiddenUnits: architecture((DEPTH - 1) * WIDTH),
        ff.InputUnits: lambda network: 3,  # the classes read (x, 1) too
        ff.OutputUnits: lambda network, law: classes if only(network) else None,
        ff.MaximalDimension: architecture(WIDTH),
        ff.ConstantExponent: architecture(0),
        ff.FrobeniusNormProduct: of_network(pool.norms["frobenius"]),
        ff.GroupNormProduct: of_network(pool.norms["group"]),
        ff.PathNorm: of_network(pool.norms["path"]),
        ff.SpectralComplexity: of_network(pool.norms["complexity"]),
        ff.SpectralNormProduct: of_network(pool.norms["spectral"]),
        ff.InputFrobeniusNorm: inputs_norm,
        ff.InputColumnNorm: column_norm,
        ff.FrobeniusProductBound: bound_of("frobenius class"),
        ff.PathNormBound: bound_of("path class"),
        ff.GroupProductBound: bound_of("group class"),
        ff.SpectralRadii: bound_of("spectral class"),
        LipschitzConstant: lambda network: Between(pool.lipschitz[c.chosen[network]]) if only(network) else None,
        MarginLipschitz: lambda network: Between(pool.margin_lipschitz[c.chosen[network]]) if only(network) else None,
        LogActivationRegions: lambda network: Between(pool.log_regions[c.chosen[network]]) if only(network) else None,
        LinearPieces: lambda network: Between(pool.pieces[c.chosen[network]]) if only(network) else None,
        ScoreMargin: margin,
        CertifiedRadius: radius,
        UncertifiedFraction: lambda network, perturbation, sample: (
            c.uncertified(network, perturbation, sample) if only(network) else None
        ),
        AdversarialRisk: lambda network, perturbation, law: (
            c.adversarial(network, perturbation) if only(network) else None
        ),
    }
    properties: dict[Any, Any] = {
        Iid: lambda sample, law: {"n": sizes[sample]},
        ZeroOneLoss: lambda loss: loss == "zero_one",
        UnitLoss: lambda loss: True,
        RampLoss: lambda loss: {"gamma": c.gammas[loss]} if loss in c.gammas else None,
        Member: lambda predictor, hypotheses: True,
        ReluNetwork: lambda network: True if only(network) else None,
        ff.BiasFree: lambda network: True if only(network) else None,
        ff.LipschitzActivations: lambda network: True if only(network) else None,
        ff.ScalarOutput: lambda network: classes == 1 if only(network) else None,
        ff.ReluClass: lambda hypotheses: {"depth": DEPTH} if hypotheses in SCALAR else None,
        ff.MulticlassReluClass: lambda hypotheses: (
            {"depth": DEPTH, "classes": classes} if hypotheses == "group class" else None
        ),
        ff.LipschitzClass: lambda hypotheses: (
            {"classes": classes, "width": WIDTH} if hypotheses == "spectral class" else None
        ),
    }
    fixed = ("fixed", "zero_one", "ramp", "epsilon", *families)
    before = {(name, sample) for name in fixed for sample in sizes}
    before |= {("trained", "heldout"), ("ramp_of_train", "heldout")}
    objects = {
        "predictor": tuple(c.chosen), "network": (*c.chosen, *families), "hypotheses": families,
        "loss": ("zero_one", "ramp", "ramp_of_train"), "law": ("law",), "sample": tuple(sizes), "input": tuple(INPUTS),
        "perturbation": tuple(c.radii),
    }  # fmt: skip
    made_from = {"trained": "train", "ramp_of_train": "train", "epsilon_of_heldout": "heldout"}
    return World(f"networks, {classes} output(s)", draws, objects, truths, properties, frozenset(before), made_from)
