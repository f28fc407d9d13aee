"""Receptive field size of a stack."""

from typing import TYPE_CHECKING

from corollary.corpus.architecture.receptive_field import LayerStack, ReceptiveFieldSize
from corollary.logic import AtMost, Attempt, ablation, theorem, trial
from corollary.logic.arithmetic import sum_of

if TYPE_CHECKING:
    import numpy as np


@theorem
def receptive_field_recursion(stack: LayerStack) -> AtMost[ReceptiveFieldSize]:
    """One plus the sum over layers of the reach of each."""
    return 1 + sum_of((stack.sizes - 1) * stack.dilations * stack.jumps)


def _stacks(rng: "np.random.Generator", draws: int, dilated: bool) -> Attempt:
    """Which inputs one output of a stack of positive convolutions reads, found by following single impulses."""
    import numpy as np

    truths, bounds = [], []
    for _ in range(draws):
        depth = int(rng.integers(1, 4))
        sizes, strides, dilations = rng.integers(1, 4, size=(3, depth))
        length = 200
        response = np.eye(length)
        for k, s, d in zip(sizes, strides, dilations, strict=True):
            count = (response.shape[1] - d * (k - 1) - 1) // s + 1
            windows = s * np.arange(count)[:, None] + d * np.arange(k)[None]
            response = response[:, windows].sum(2)
        touched = np.flatnonzero(response[:, 0])
        truths.append(touched.max() - touched.min() + 1)
        jumps = np.concatenate([[1], np.cumprod(strides)[:-1]])
        stack = LayerStack(sizes=sizes, dilations=dilations if dilated else 1, jumps=jumps)
        bounds.append(receptive_field_recursion(stack).value)
    return Attempt(truth=np.array(truths, float), bound=np.array(bounds, float))


@trial(receptive_field_recursion)
def impulses(rng: "np.random.Generator", draws: int) -> Attempt:
    """Positive kernels without padding: the bound is attained."""
    return _stacks(rng, draws, True)


@ablation(receptive_field_recursion, breaks="stack")
def dilation_forgotten(rng: "np.random.Generator", draws: int) -> Attempt:
    """Dilated layers taken for dense ones."""
    return _stacks(rng, draws, False)
