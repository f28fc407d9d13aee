"""A small theory with known truths, for tests of the engine: independent of the corpus."""

from corollary.logic import AtMost, ChosenBefore, Confidence, ForAll, Property, Quantity, require, theorem
from corollary.logic.arithmetic import log, sqrt


class Iid(Property, says="{sample} is an independent sample of size {n} from {law}", suppose={"n": 1000}):
    sample: str
    law: str
    n: int


class Range(Quantity, says="the range of {loss}"):
    loss: str


class LogSize(Quantity, says="the logarithm of the size of {hypotheses}", suppose=10.0):
    hypotheses: str


class Deviation(Quantity, says="the deviation of {predictor} for {loss} under {law} on {sample}", trivial=1.0):
    predictor: str
    loss: str
    law: str
    sample: str


class Mean(Quantity, says="the mean of {predictor} for {loss} under {law}", trivial=1.0):
    predictor: str
    loss: str
    law: str


class LossMean(Quantity, says="the mean of {loss} under {law}", trivial=1.0):
    loss: str
    law: str


class EmpiricalMean(Quantity, says="the empirical mean of {predictor} for {loss} on {sample}", trivial=1.0):
    predictor: str
    loss: str
    sample: str


class Compactness(Quantity, says="the entropy number of {hypotheses}"):
    hypotheses: str


class Spread(Quantity, says="the spread of {loss} over {hypotheses}"):
    loss: str
    hypotheses: str


class Sized(Property, says="{loss} has size {size}"):
    loss: str
    size: float


class Small(Property, says="{loss} is small"):
    loss: str


class Compact(Property, says="{space} is compact"):
    space: str


class Closed(Property, says="{space} is closed"):
    space: str


class Bounded(Property, says="{space} is bounded"):
    space: str


@theorem
def uniform(
    sample: Iid, loss: AtMost[Range], hypotheses: AtMost[LogSize], before: ChosenBefore, confidence: Confidence
) -> AtMost[ForAll[Deviation, "hypotheses"]]:
    return loss.value * sqrt((log(2) + hypotheses.value - log(confidence.delta)) / (2 * sample.n))


@theorem
def mean_from_deviation(empirical: AtMost[EmpiricalMean], deviation: AtMost[Deviation]) -> AtMost[Mean]:
    return empirical.value + deviation.value


@theorem
def rough(sample: Iid, loss: AtMost[Range], empirical: AtMost[EmpiricalMean], confidence: Confidence) -> AtMost[Mean]:
    require(sample.n >= 50, "n >= 50")
    return empirical.value + loss.value / sqrt(sample.n * confidence.delta)


@theorem
def closed_and_bounded(closed: Closed, bounded: Bounded) -> Compact:
    return None


RULES = [uniform, mean_from_deviation, rough, closed_and_bounded]
