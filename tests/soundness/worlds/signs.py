"""Exact Rademacher complexities of two classes of binary predictors on an ordered finite input space, by convolution.

The thresholds x -> 1 if x >= t else -1, and all functions to {-1, 1}. An observation at point x has an integer weight c; then
sup_h sum sigma_i c_i h(x_i) depends on the sums T_x of sigma_i c_i over the observations at x only.
"""

from functools import cache

import numpy as np


def cube_supremum(light: np.ndarray, heavy: np.ndarray, weight: int) -> np.ndarray:
    """E sum_x |T_x|: `light` and `heavy` (draws x points) count observations of weight 1 and of weight `weight` at each point."""
    pairs, place = np.unique(np.stack([light.ravel(), heavy.ravel()], axis=1), axis=0, return_inverse=True)
    means = np.array([mean_absolute(int(a), int(b), weight) for a, b in pairs])
    return means[place].reshape(light.shape).sum(axis=1)


@cache
def mean_absolute(light: int, heavy: int, weight: int) -> float:
    law = np.ones(1)
    for step, count in ((1, light), (weight, heavy)):
        for _ in range(count):
            law = (np.pad(law, (0, 2 * step)) + np.pad(law, (2 * step, 0))) / 2
    reach = (len(law) - 1) // 2
    return float(law @ np.abs(np.arange(-reach, reach + 1)))


def threshold_supremum(light: np.ndarray, heavy: np.ndarray, weight: int) -> np.ndarray:
    """E 2 max(0, T_m, T_m + T_{m-1}, ...) for the thresholds on points 1, ..., m: a walk folded at 0 after each point."""
    draws, points = light.shape
    steps_most = int((light + weight * heavy).sum(axis=1).max())
    law = np.zeros((draws, 2 * steps_most + 1))
    law[:, steps_most] = 1.0
    for x in range(points):
        for step, count in ((1, light[:, x]), (weight, heavy[:, x])):
            for k in range(int(count.max())):
                moving = count > k
                before = law[moving]
                after = np.zeros_like(before)
                after[:, step:] += before[:, :-step] / 2
                after[:, :-step] += before[:, step:] / 2
                law[moving] = after
        law[:, steps_most] += law[:, :steps_most].sum(axis=1)
        law[:, :steps_most] = 0.0
    return 2 * law @ np.maximum(np.arange(-steps_most, steps_most + 1), 0)
