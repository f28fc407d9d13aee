"""The growth function of a class, on the logarithmic scale."""

from corollary.logic import Quantity


class LogGrowth(
    Quantity,
    says="the logarithm of the growth function of {hypotheses} at the size of {sample}",
    tex=r"\log \Pi_{{{hypotheses}}}(n)",
):
    """log Π(n), n the size of the sample; the maximum over all points, not the count on the sample drawn."""

    hypotheses: str
    sample: str


class LogGrowthDouble(
    Quantity,
    says="the logarithm of the growth function of {hypotheses} at twice the size of {sample}",
    tex=r"\log \Pi_{{{hypotheses}}}(2n)",
):
    """log Π(2n), n the size of the sample."""

    hypotheses: str
    sample: str
