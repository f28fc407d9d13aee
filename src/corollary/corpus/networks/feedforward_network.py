"""What is counted and measured of a feedforward network, and of a class of networks fixed before the data."""

from corollary.logic import Property, Quantity


class BiasFree(Property, says="{network} has no biases (a constant input coordinate may carry them)"):
    network: str


class ConstantExponent(
    Quantity,
    says="the integer z such that the constant input 2^z carries the biases of {network} (0 if it has none)",
    tex="z",
    least=None,
):
    network: str


class ScalarOutput(Property, says="{network} has one real output"):
    network: str


class LipschitzActivations(Property, says="every activation of {network} is 1-Lipschitz and vanishes at 0"):
    network: str


class Depth(Quantity, says="the number of weight matrices of {network}", tex=r"D({network})"):
    network: str


class InputUnits(Quantity, says="the input dimension of {network}", tex=r"d_0({network})"):
    network: str


class OutputUnits(
    Quantity, says="the number of outputs of {network}, one for each label that {law} allows", tex=r"d_D({network})"
):
    network: str
    law: str


class MaximalDimension(
    Quantity,
    says="the largest of the input, hidden and output dimensions of {network} "
    "(constant coordinate included, if it has one)",
    tex=r"w_0({network})",
):
    network: str


class HiddenUnits(Quantity, says="the number of hidden units of {network}", tex=r"U({network})"):
    network: str


class HiddenWidth(Quantity, says="the largest width of a hidden layer of {network}", tex=r"w({network})"):
    network: str


class ParameterCount(Quantity, says="the number of free parameters of {network}", tex=r"P({network})"):
    network: str


class ParameterBits(Quantity, says="the number of bits that store one parameter of {network}", tex=r"\beta({network})"):
    network: str


class FrobeniusNormProduct(
    Quantity, says="the product of the Frobenius norms of the weight matrices of {network}", tex=r"\Pi_F({network})"
):
    network: str


class GroupNormProduct(
    Quantity,
    says="the product of the Frobenius norms of all weight matrices of {network} but the last "
    "and of the sum of the row norms of the last",
    tex=r"\Pi_G({network})",
):
    network: str


class SpectralNormProduct(
    Quantity, says="the product of the spectral norms of the weight matrices of {network}", tex=r"\Pi_2({network})"
):
    network: str


class SpectralComplexity(Quantity, says="the spectral complexity of the weights of {network}", tex=r"\Pi_S({network})"):
    network: str


class PathNorm(Quantity, says="the path norm of {network}", tex=r"\Pi_1({network})"):
    network: str


class InputFrobeniusNorm(
    Quantity,
    says="the Frobenius norm of the inputs that {network} reads from {sample} "
    "(constant coordinate included, if it has one)",
    tex=r"\lVert X_{{{sample}}} \rVert_F",
):
    network: str
    sample: str


class InputColumnNorm(
    Quantity,
    says="the largest Euclidean norm over {sample} of one input coordinate that {network} reads",
    tex=r"\max_k \lVert X_{{{sample}}}^{{(k)}} \rVert",
):
    network: str
    sample: str


class ReluClass(
    Property, says="{hypotheses} consists of bias-free ReLU networks with {depth} weight matrices and one real output"
):
    hypotheses: str
    depth: int


class MulticlassReluClass(
    Property, says="{hypotheses} consists of bias-free ReLU networks with {depth} weight matrices and {classes} outputs"
):
    hypotheses: str
    depth: int
    classes: int


class LipschitzClass(
    Property,
    says="{hypotheses} consists of bias-free networks of one architecture with {classes} outputs, "
    "all dimensions at most {width} and fixed 1-Lipschitz activations vanishing at 0",
):
    hypotheses: str
    classes: int
    width: int


class FrobeniusProductBound(
    Quantity,
    says="the largest product of the Frobenius norms of the weight matrices in {hypotheses}",
    tex=r"\sup_{{{hypotheses}}} \Pi_F",
):
    hypotheses: str


class GroupProductBound(
    Quantity,
    says="the largest group-norm product of the weight matrices in {hypotheses}",
    tex=r"\sup_{{{hypotheses}}} \Pi_G",
):
    hypotheses: str


class PathNormBound(Quantity, says="the largest path norm in {hypotheses}", tex=r"\sup_{{{hypotheses}}} \Pi_1"):
    hypotheses: str


class SpectralRadii(
    Quantity,
    says="the spectral complexity of the radii that define {hypotheses}",
    tex=r"\Pi_S({hypotheses})",
):
    hypotheses: str
