"""The size of the output, counted."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _sizes(rng: "np.random.Generator", draws: int, sides: int) -> Attempt:
    import numpy as np

    errors: list[int] = []
    while len(errors) < draws:
        n, k, s, p, dilation = (int(v) for v in rng.integers([1, 1, 1, 0, 1], [20, 5, 4, 4, 4]))
        if n + 2 * p < dilation * (k - 1) + 1:
            continue
        counted = sum(s * t - p + dilation * (k - 1) <= n - 1 + p for t in range(n + 2 * p))
        errors.append(abs(counted - ((n + sides * p - dilation * (k - 1) - 1) // s + 1)))
    return Attempt(truth=np.array(errors), bound=np.zeros(draws))


@trial("convolutional-layer")
def admissible_windows(rng: "np.random.Generator", draws: int) -> Attempt:
    """The windows that fit, one by one."""
    return _sizes(rng, draws, 2)


@ablation("convolutional-layer", breaks="constant")
def padding_on_one_side(rng: "np.random.Generator", draws: int) -> Attempt:
    """The padding counted once."""
    return _sizes(rng, draws, 1)
