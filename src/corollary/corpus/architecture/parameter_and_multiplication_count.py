"""Free parameters of a convolutional layer."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, Equals, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import floor

if TYPE_CHECKING:
    import numpy as np


class LayerParameters(Quantity, says="the number of free parameters of {layer}", tex=r"P({layer})"):
    layer: str


class ConvolutionShape(
    Property,
    says="{layer} is a convolution in {dimensions} dimensions from {inputs} to {outputs} channels in {groups} groups, "
    "of side {side}, with biases",
):
    layer: str
    inputs: int
    outputs: int
    side: int
    dimensions: int
    groups: int


@theorem
def parameter_and_multiplication_count(shape: ConvolutionShape) -> Equals[LayerParameters]:
    """One kernel and one bias for each output channel."""
    require(shape.groups >= 1, "at least one group")
    require(shape.inputs / shape.groups <= floor(shape.inputs / shape.groups), "the groups divide the input channels")
    require(
        shape.outputs / shape.groups <= floor(shape.outputs / shape.groups), "the groups divide the output channels"
    )
    require(shape.side >= 1, "kernels of side at least 1")
    require(shape.dimensions >= 1, "d >= 1")
    return shape.outputs * (shape.inputs * shape.side**shape.dimensions / shape.groups + 1)


def _counted(rng: "np.random.Generator", draws: int, biased: bool) -> Attempt:
    """Entries of the kernel that may differ from zero, counted in an explicit array of channels."""
    import numpy as np

    differences = []
    for _ in range(draws):
        groups, inner, outer, side = (int(v) for v in rng.integers(1, 4, size=4))
        kernel = np.zeros((groups * outer, groups * inner, side, side))
        for g in range(groups):
            kernel[g * outer : (g + 1) * outer, g * inner : (g + 1) * inner] = 1
        entries = np.count_nonzero(kernel) + (groups * outer if biased else 0)
        shape = ConvolutionShape(inputs=groups * inner, outputs=groups * outer, side=side, dimensions=2, groups=groups)
        differences.append(abs(entries - parameter_and_multiplication_count(shape).value))
    return Attempt(truth=np.array(differences, float), bound=np.zeros(draws))


@trial(parameter_and_multiplication_count)
def entries(rng: "np.random.Generator", draws: int) -> Attempt:
    """The count of entries agrees."""
    return _counted(rng, draws, True)


@ablation(parameter_and_multiplication_count, breaks="shape")
def no_bias(rng: "np.random.Generator", draws: int) -> Attempt:
    """A layer without biases has fewer."""
    return _counted(rng, draws, False)
