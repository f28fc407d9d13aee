"""Outputs of a zero-padded stack on a shifted signal."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _shifted(rng: "np.random.Generator", draws: int, inside: bool) -> Attempt:
    import numpy as np

    n, half, layers, shift = 40, 2, 3, 5
    margin, errors = half * layers, []
    for _ in range(draws):
        kernels, biases = rng.normal(size=(layers, 2 * half + 1)), rng.normal(size=layers)

        def stack(x: "np.ndarray", kernels: "np.ndarray" = kernels, biases: "np.ndarray" = biases) -> "np.ndarray":
            for kernel, bias in zip(kernels, biases, strict=True):
                x = np.maximum(np.correlate(np.pad(x, half), kernel, mode="valid") + bias, 0)
            return x

        x = rng.normal(size=n + shift)
        before, after = stack(x[shift:]), stack(x[:n])  # after(u) = before(u - shift) on the overlap
        low = shift + margin if inside else shift
        high = n - margin if inside else n
        errors.append(np.abs(after[low:high] - before[low - shift : high - shift]).max())
    return Attempt(truth=np.array(errors), bound=np.full(draws, 1e-9))


@trial("zero-padding-breaks-equivariance")
def away_from_the_border(rng: "np.random.Generator", draws: int) -> Attempt:
    """Equal at distance at least the sum of the half-widths."""
    return _shifted(rng, draws, True)


@ablation("zero-padding-breaks-equivariance", breaks="constant")
def at_the_border(rng: "np.random.Generator", draws: int) -> Attempt:
    """Not equal closer to it."""
    return _shifted(rng, draws, False)
