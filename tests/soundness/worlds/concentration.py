"""Averages of variables, functions of a sample, martingales, suprema: one law on finitely many values, everything by convolution.

An observation is a number k, on which the fixed variables depend, and a ticket. `unseen` is 1 where the ticket does not occur in the
sample `train`, `seen` is 1 - `unseen`: variables, and events, chosen on that sample.
"""

from typing import Any

import numpy as np
from scipy.stats import binom, norm

from corollary.corpus.probability.azuma_hoeffding_inequality import MartingaleDifferences, MaximalSum, SquaredRanges
from corollary.corpus.probability.bennett_inequality import GapTail
from corollary.corpus.probability.binomial_chernoff_kl import LowerTail
from corollary.corpus.probability.cumulant_generating_function import CumulantBound
from corollary.corpus.probability.dudley_entropy_integral import (
    EntropyIntegral,
    ExpectedSupremum,
    SubGaussianIncrements,
)
from corollary.corpus.probability.efron_stein_inequality import StatisticVariance
from corollary.corpus.probability.empirical_bernstein import SampleVariance
from corollary.corpus.probability.gaussian_tail_bounds import GaussianTail
from corollary.corpus.probability.iid_sample import (
    EmpiricalMean,
    Iid,
    Level,
    Mean,
    MeanDeviation,
    MeanGap,
    NonnegativeVariable,
    SuccessCount,
    SuccessProbability,
    UnitVariable,
    VariableRange,
    Variance,
)
from corollary.corpus.probability.maximal_inequality_sub_gaussian import ExpectedMaximum, FamilyProxy, LogFamilySize
from corollary.corpus.probability.mcdiarmid_inequality import SquaredDifferences, StatisticExcess
from corollary.corpus.probability.multiplicative_chernoff import UpperTail
from corollary.corpus.probability.rademacher_average import LogPoints, PointSet, RademacherAverage, Radius
from corollary.corpus.probability.sub_gaussian import SubGaussianProxy
from tests.soundness.world import Between, World

SIZES = {"train": 40, "heldout": 25}
TICKETS, DIMENSION = 2000, 6
LAW = np.array([0.55, 0.25, 0.15, 0.05])
VALUES = {
    "unit": np.array([0, 1, 2, 4]) / 4,
    "coin": np.array([1.0, 1, 0, 0]),
    "wide": np.array([-2.0, 1, 4, 7]),
    "rare": np.array([0, 0, 0, 10.0]),
}
LATTICE = {"unit": 0.25, "coin": 1.0, "wide": 3.0, "rare": 10.0}
CHOSEN = ("unseen", "seen")
LEVELS = {"low": 0.125, "middle": 0.5, "high": 2.0}
TILTS = (0.5, 3.0)
EVENTS = {"tail": "coin", "ticket unseen": "unseen", "ticket seen": "seen"}  # the variable that is 1 on the event
STATISTICS = (
    "average",
    "share seen",
    "constant",
)  # the average of `unit`; that of `seen`; the value of `unit` at the first of `train`


class Averages:
    """The draws: averages of all variables over both samples."""

    def __init__(self, seed: int, draws: int) -> None:
        rng = np.random.default_rng(seed)
        self.draws = draws
        self.k = {s: rng.choice(4, p=LAW, size=(draws, n)) for s, n in SIZES.items()}
        tickets = {s: rng.integers(TICKETS, size=(draws, n)) for s, n in SIZES.items()}
        seen = np.zeros((draws, TICKETS), bool)
        np.put_along_axis(seen, tickets["train"], True, axis=1)
        self.at = {(v, s): values[self.k[s]] for v, values in VALUES.items() for s in SIZES}
        for s in SIZES:
            self.at["seen", s] = np.take_along_axis(seen, tickets[s], axis=1).astype(float)
            self.at["unseen", s] = 1 - self.at["seen", s]
        self.share = {"seen": seen.mean(axis=1), "unseen": 1 - seen.mean(axis=1)}
        signs = rng.choice([-1.0, 1.0], size=(draws, 60))
        # a step is halved as long as the walk is above 2: known before the step is made
        walk, steps = np.zeros(draws), []
        for k in range(60):
            walk = walk + signs[:, k] * np.where(walk > 2, 0.5, 1.0)
            steps.append(walk)
        self.greatest_sum = np.max(steps, axis=0)

    def law(self, variable: str) -> tuple[np.ndarray, np.ndarray]:
        """Values and their probabilities, last axis; one row a draw for variables chosen on the sample."""
        if variable in VALUES:
            return VALUES[variable], LAW
        p = self.share[variable]
        return np.array([0.0, 1.0]), np.stack([1 - p, p], axis=-1)

    def mean(self, variable: str, power: int = 1) -> Any:
        values, law = self.law(variable)
        return (law * values**power).sum(axis=-1)

    def cumulant(self, variable: str, tilt: float) -> Any:
        values, law = self.law(variable)
        return np.log((law * np.exp(tilt * values)).sum(axis=-1))

    def proxy(self, variable: str) -> Any:
        """The least variance proxy; of two values in closed form (Kearns and Saul), else from below by a grid of tilts."""
        if variable in VALUES:
            values = VALUES[variable]
            if len(np.unique(values)) > 2:
                tilts = np.concatenate([-np.geomspace(1e-2, 20, 200), np.geomspace(1e-2, 20, 200)])
                least = max(2 * (self.cumulant(variable, t) - t * self.mean(variable)) / t**2 for t in tilts)
                return Between(least, np.ptp(values) ** 2 / 4)
            p, scale = LAW[values == values.max()].sum(), np.ptp(values)
        else:
            p, scale = self.share[variable], 1.0
        return scale**2 * (1 - 2 * p) / (2 * np.log((1 - p) / p))

    def tail(self, variable: str, sample: str, threshold: float, inclusive: bool = True) -> Any:
        """P(average <= threshold) over a sample of which the variable does not depend."""
        n = SIZES[sample]
        if variable in CHOSEN:
            return binom.cdf(np.floor(np.asarray(threshold) * n + 1e-9), n, self.share[variable])
        step, values = LATTICE[variable], VALUES[variable]
        low = values.min()
        single = np.zeros(round((values.max() - low) / step) + 1)
        np.add.at(single, np.round((values - low) / step).astype(int), LAW)
        total = np.ones(1)
        for _ in range(n):
            total = np.convolve(total, single)
        sums = (low * n + step * np.arange(len(total))) / n
        return total[sums <= threshold + 1e-9].sum()


def world(seed: int, draws: int) -> World:
    c = Averages(seed, draws)

    def average(variable: str, sample: str) -> np.ndarray:
        return c.at[variable, sample].mean(axis=1)

    def gap(variable: str, law: str, sample: str) -> np.ndarray:
        return c.mean(variable) - average(variable, sample)

    def gap_tail(variable: str, law: str, sample: str, level: str) -> Any:
        if variable in CHOSEN and sample == "train":  # the average is 0 or 1, whatever the sample
            return (gap(variable, law, sample) >= LEVELS[level]).astype(float)
        return c.tail(variable, sample, c.mean(variable) - LEVELS[level])

    def lower_tail(variable: str, law: str, sample: str, level: str) -> Any:
        if variable in CHOSEN and sample == "train":
            return (average(variable, sample) <= LEVELS[level]).astype(float)
        return c.tail(variable, sample, LEVELS[level])

    def upper_tail(variable: str, law: str, sample: str, level: str) -> Any:
        if variable in CHOSEN and sample == "train":
            return (average(variable, sample) >= LEVELS[level]).astype(float)
        return 1 - c.tail(variable, sample, LEVELS[level] - 2e-9)

    def of_event(function: Any) -> Any:
        return lambda event, **roles: function(EVENTS[event], **roles)

    def statistic_excess(statistic: str, law: str, sample: str) -> Any:
        if statistic == "constant":
            return c.at["unit", "train"][:, 0] - c.mean("unit") if sample == "train" else 0.0
        return -gap("unit" if statistic == "average" else "seen", law, sample)

    def statistic_variance(statistic: str, law: str, sample: str) -> Any:
        if statistic == "constant":
            return variance("unit", law) if sample == "train" else 0.0
        return variance("unit" if statistic == "average" else "seen", law) / SIZES[sample]

    def variance(variable: str, law: str) -> Any:
        return c.mean(variable, 2) - c.mean(variable) ** 2

    def length(variable: str, law: str) -> Any:
        return 1.0 if variable in CHOSEN else float(np.ptp(VALUES[variable]))

    truths: dict[Any, Any] = {
        Mean: lambda variable, law: c.mean(variable),
        EmpiricalMean: average,
        MeanGap: gap,
        MeanDeviation: lambda **roles: np.abs(gap(**roles)),
        Variance: variance,
        VariableRange: length,
        SubGaussianProxy: lambda variable, law: c.proxy(variable),
        SampleVariance: lambda variable, sample: c.at[variable, sample].var(axis=1, ddof=1),
        SuccessCount: of_event(lambda variable, sample: c.at[variable, sample].sum(axis=1)),
        SuccessProbability: of_event(lambda variable, law: c.mean(variable)),
        Level: lambda level: LEVELS[level],
        GapTail: gap_tail,
        LowerTail: lower_tail,
        UpperTail: upper_tail,
        GaussianTail: lambda level: norm.sf(LEVELS[level]),
        SquaredDifferences: lambda statistic, sample: 0.0 if statistic == "constant" else 1 / SIZES[sample],
        StatisticExcess: statistic_excess,
        StatisticVariance: statistic_variance,
        SquaredRanges: lambda noise: 60 * 4.0,
        MaximalSum: lambda noise: c.greatest_sum,
        LogFamilySize: lambda family: {"signs": np.log(8), "gaussians": np.log(2)}[family],
        FamilyProxy: lambda family: {"signs": 4.0, "gaussians": 1.0}[family],
        ExpectedMaximum: lambda family: {"signs": 2 * (1 - 2 * 2.0**-8), "gaussians": 1 / np.sqrt(np.pi)}[family],
        # X_0 = 0 and X_1 = g, X_2 = -g for a standard Gaussian g; distances 1, 1, 2
        EntropyIntegral: lambda process: np.sqrt(np.log(3)) / 2,
        ExpectedSupremum: lambda process: np.sqrt(2 / np.pi),
        LogPoints: lambda points: {"cube": DIMENSION * np.log(2), "cross": np.log(2 * DIMENSION)}[points],
        Radius: lambda points: {"cube": np.sqrt(DIMENSION), "cross": 1.0}[points],
        RademacherAverage: lambda points: {"cube": 1.0, "cross": 1 / DIMENSION}[points],
    }
    properties: dict[Any, Any] = {
        Iid: lambda sample, law: {"n": SIZES[sample]},
        UnitVariable: lambda variable, law: variable not in ("wide", "rare"),
        NonnegativeVariable: lambda variable, law: variable != "wide",
        CumulantBound: lambda variable, law: [{"tilt": t, "value": c.cumulant(variable, t)} for t in TILTS],
        MartingaleDifferences: lambda noise: True,
        SubGaussianIncrements: lambda process: True,
        PointSet: lambda points: {"n": DIMENSION},
    }
    fixed, chosen = (*VALUES, "tail", "average"), (*CHOSEN, "ticket unseen", "ticket seen", "share seen", "constant")
    before = {(name, sample) for name in fixed for sample in SIZES} | {(name, "heldout") for name in chosen}
    objects = {
        "variable": (*VALUES, *CHOSEN), "law": ("law",), "sample": tuple(SIZES), "event": tuple(EVENTS), "level": tuple(LEVELS),
        "statistic": STATISTICS, "noise": ("walk",), "family": ("signs", "gaussians"), "process": ("pair",),
        "points": ("cube", "cross"),
    }  # fmt: skip
    return World("concentration", draws, objects, truths, properties, frozenset(before), dict.fromkeys(chosen, "train"))
