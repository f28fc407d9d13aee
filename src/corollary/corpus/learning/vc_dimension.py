"""Vapnik-Chervonenkis dimension."""

from corollary.logic import Quantity


class VCDimension(Quantity, says="the VC dimension of {hypotheses}", tex=r"\operatorname{{VCdim}}({hypotheses})"):
    """The largest number of points shattered by a non-empty class of functions with two values."""

    hypotheses: str
