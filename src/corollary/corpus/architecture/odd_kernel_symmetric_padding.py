"""Odd kernels can be padded and centred symmetrically."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, Equals, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import sum_of

if TYPE_CHECKING:
    import numpy as np


class SymmetricKernelStack(
    Property,
    says="{network} is {depth} linear convolutions of stride 1 in one dimension with symmetric kernels of size {size} and "
    "sum other than 0, dilation {dilation} and left padding {padding}",
):
    """w(j) = w(k − 1 − j); no bias, no nonlinearity; kernels may differ from layer to layer."""

    network: str
    size: int
    dilation: int
    padding: int
    depth: int


class Displacement(
    Quantity,
    says="the displacement to the right of the centre of mass of an impulse that passes {network}",
    tex=r"\operatorname{{shift}}({network})",
    least=None,
):
    """Signed, in places of the input."""

    network: str


@theorem
def odd_kernel_symmetric_padding(stack: SymmetricKernelStack) -> Equals[Displacement]:
    """Centres add up over the layers."""
    require(stack.size >= 1, "k >= 1")
    require(stack.dilation >= 1, "dilation >= 1")
    require(stack.padding >= 0, "padding >= 0")
    require(stack.depth >= 0, "L >= 0")
    return stack.depth * sum_of((stack.padding, -stack.dilation * (stack.size - 1) / 2))


def _centres(rng: "np.random.Generator", draws: int, symmetric: bool) -> Attempt:
    import numpy as np

    errors = []
    for _ in range(draws):
        size, dilation, padding, depth = (int(v) for v in rng.integers([1, 1, 0, 1], [7, 3, 7, 5]))
        length, place = 201, 100
        x = np.zeros(length)
        x[place] = 1
        for _ in range(depth):
            kernel = rng.uniform(0.2, 1, size=size)
            kernel = kernel + kernel[::-1] if symmetric else kernel
            x = sum(kernel[j] * np.roll(x, padding - dilation * j) for j in range(size)) / kernel.sum()
        stack = SymmetricKernelStack(size=size, dilation=dilation, padding=padding, depth=depth)
        errors.append(abs(x @ np.arange(length) - place - odd_kernel_symmetric_padding(stack).value))
    return Attempt(np.array(errors), 1e-9)


@trial(odd_kernel_symmetric_padding)
def impulses_displaced(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random symmetric kernels of sizes 1 to 6."""
    return _centres(rng, draws, True)


@ablation(odd_kernel_symmetric_padding, breaks="stack")
def lopsided_kernels(rng: "np.random.Generator", draws: int) -> Attempt:
    """Kernels that are not symmetric."""
    return _centres(rng, draws, False)
