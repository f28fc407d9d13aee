"""Sample compression schemes and their error off the compression set."""

from corollary.corpus.learning.loss_function import UnitLoss
from corollary.logic import Property, Quantity


class Compression(
    Property, says="{algorithm} is a compression scheme of size {size} with {bits} bits of side information"
):
    """On every sample the output is reconstructed from `size` observations and `bits` bits; both numbers are fixed."""

    algorithm: str
    size: int
    bits: int


class OffCompressionRisk(
    Quantity,
    says="the mean of {loss}, for what {algorithm} returns on {sample}, over the observations there "
    "that it does not keep",
    tex=r"e",
    trivial=1.0,
    trivial_when=UnitLoss,
):
    """The empirical risk of the output on the observations that the compression did not keep."""

    algorithm: str
    loss: str
    sample: str
