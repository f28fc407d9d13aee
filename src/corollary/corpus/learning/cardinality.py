"""Cardinality of a hypothesis class."""

from corollary.logic import Quantity


class LogCardinality(
    Quantity,
    says="the natural logarithm of the number of elements of {hypotheses}",
    tex=r"\log \lvert {hypotheses} \rvert",
):
    """log |H| for a finite non-empty class."""

    hypotheses: str
