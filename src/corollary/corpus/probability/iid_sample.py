"""Independent samples, and what is measured of a function or an event on them."""

from corollary.logic import Property, Quantity


class Iid(Property, says="{sample} is an independent sample of size {n} from {law}", suppose={"n": 1000}):
    """Z_1, …, Z_n are independent with law P."""

    sample: str
    law: str
    n: int


class Mean(Quantity, says="the mean of {variable} under {law}", tex=r"P {variable}", least=None):
    """P f = E f(Z_1)."""

    variable: str
    law: str


class EmpiricalMean(Quantity, says="the average of {variable} over {sample}", tex=r"P_n {variable}", least=None):
    """P_n f = (f(Z_1) + … + f(Z_n)) / n."""

    variable: str
    sample: str


class MeanGap(
    Quantity,
    says="the mean of {variable} under {law} minus its average over {sample}",
    tex=r"P {variable} - P_n {variable}",
    least=None,
):
    """P f − P_n f: signed."""

    variable: str
    law: str
    sample: str


class MeanDeviation(
    Quantity,
    says="the absolute difference between the mean of {variable} under {law} and its average over {sample}",
    tex=r"\lvert P {variable} - P_n {variable} \rvert",
):
    """|P f − P_n f|: two-sided."""

    variable: str
    law: str
    sample: str


class VariableRange(
    Quantity, says="the length of the range of {variable} under {law}", tex=r"\operatorname{{range}}({variable})"
):
    """The least b − a with a ≤ f(Z_1) ≤ b almost surely."""

    variable: str
    law: str


class Variance(Quantity, says="the variance of {variable} under {law}", tex=r"\operatorname{{Var}}({variable})"):
    """Var f(Z_1)."""

    variable: str
    law: str


class UnitVariable(Property, says="{variable} takes values in [0, 1] almost surely under {law}"):
    """0 ≤ f(Z_1) ≤ 1 almost surely."""

    variable: str
    law: str


class NonnegativeVariable(Property, says="{variable} is nonnegative almost surely under {law}"):
    """f(Z_1) ≥ 0 almost surely."""

    variable: str
    law: str


class SuccessProbability(Quantity, says="the probability of {event} under {law}", tex=r"P({event})", trivial=1.0):
    """P(A)."""

    event: str
    law: str


class SuccessCount(Quantity, says="the number of observations of {sample} that lie in {event}", tex="K"):
    """The number of i with Z_i in A."""

    event: str
    sample: str


class Level(Quantity, says="the fixed number {level}", tex="{level}", least=None):
    """A number, not random, with which a random variable is compared."""

    level: str
