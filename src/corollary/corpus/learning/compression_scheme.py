"""Sample compression schemes and their error off the compression set."""

from corollary.logic import Property, Quantity


class Compression(
    Property, says="{algorithm} is a compression scheme of size {size} with {bits} bits of side information"
):
    """The output is reconstructed from `size` observations and `bits` bits; both are fixed before the sample."""

    algorithm: str
    size: int
    bits: int


class OffCompressionRisk(
    Quantity,
    says="the mean loss {loss} of {predictor} on the part of {sample} off its compression set",
    tex=r"e",
    trivial=1.0,
):
    """The empirical risk on the observations that the compression did not keep."""

    predictor: str
    loss: str
    sample: str
