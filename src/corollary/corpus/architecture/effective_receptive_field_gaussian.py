"""The effective receptive field grows like the square root of depth."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, Equals, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import sqrt

if TYPE_CHECKING:
    import numpy as np


class UniformKernelStack(
    Property,
    says="{network} is {depth} linear convolutions in one dimension, with one channel, stride 1 and dilation 1, each with the "
    "uniform kernel of size {size}",
):
    """Entries 1/k; no bias, no nonlinearity."""

    network: str
    size: int
    depth: int


class EffectiveRadius(
    Quantity,
    says="the standard deviation of the profile of derivatives of one output of {network} by its inputs",
    tex=r"\operatorname{{rad}}({network})",
):
    """Of the derivatives as a law on positions: they are nonnegative with sum 1."""

    network: str


@theorem
def effective_receptive_field_gaussian(kernels: UniformKernelStack) -> Equals[EffectiveRadius]:
    """Variances of uniform laws, added up."""
    require(kernels.size >= 2, "k >= 2")
    require(kernels.depth >= 1, "L >= 1")
    return sqrt(kernels.depth * (kernels.size**2 - 1)) / sqrt(12)


def _profile(kernel: "np.ndarray", depth: int) -> "np.ndarray":
    import numpy as np

    profile = np.ones(1)
    for _ in range(depth):
        profile = np.convolve(profile, kernel)
    return profile


def _deviation(profile: "np.ndarray") -> float:
    import numpy as np

    places = np.arange(len(profile))
    mean = profile @ places
    return float(np.sqrt(profile @ (places - mean) ** 2))


def _radii(rng: "np.random.Generator", draws: int, uniform: bool) -> Attempt:
    import numpy as np

    errors = []
    for _ in range(draws):
        size, depth = int(rng.integers(2, 8)), int(rng.integers(1, 40))
        kernel = np.full(size, 1 / size) if uniform else rng.dirichlet(np.ones(size))
        claimed = effective_receptive_field_gaussian(UniformKernelStack(size=size, depth=depth)).value
        errors.append(abs(_deviation(_profile(kernel, depth)) - claimed))
    return Attempt(np.array(errors), 1e-9)


@trial(effective_receptive_field_gaussian)
def powers_of_the_kernel(rng: "np.random.Generator", draws: int) -> Attempt:
    """Exact convolution powers."""
    return _radii(rng, draws, True)


@ablation(effective_receptive_field_gaussian, breaks="kernels")
def other_weights(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random nonnegative kernels with sum 1 have other variances."""
    return _radii(rng, draws, False)


def _normal_distances(rng: "np.random.Generator", draws: int, factor: float) -> Attempt:
    """Greatest difference between the distribution function of a profile and the normal one, at the jumps."""
    import numpy as np
    from scipy.stats import norm

    truths, bounds = [], []
    for _ in range(draws):
        size, depth = int(rng.integers(2, 6)), int(rng.integers(1, 30))
        kernel = rng.dirichlet(np.ones(size)) if rng.random() < 0.5 else np.eye(size)[[0, -1]].mean(0)
        places = np.arange(size)
        mean = kernel @ places
        variance, third = kernel @ (places - mean) ** 2, kernel @ np.abs(places - mean) ** 3
        profile = _profile(kernel, depth)
        normal = norm.cdf((np.arange(len(profile)) - depth * mean) / np.sqrt(depth * variance))
        after = np.cumsum(profile)
        truths.append(max(np.abs(after - normal).max(), np.abs(after - profile - normal).max()))
        bounds.append(factor * third / (variance**1.5 * np.sqrt(depth)))
    return Attempt(np.array(truths), np.array(bounds))


@trial("effective-receptive-field-gaussian")
def distance_from_the_normal_law(rng: "np.random.Generator", draws: int) -> Attempt:
    """(b), also for two equal taps far apart, where the distance is about five sixths of the bound."""
    return _normal_distances(rng, draws, 0.4748)


@ablation("effective-receptive-field-gaussian", breaks="constant")
def three_quarters_of_the_constant(rng: "np.random.Generator", draws: int) -> Attempt:
    """0.35 in place of 0.4748."""
    return _normal_distances(rng, draws, 0.35)


@trial("effective-receptive-field-gaussian")
def all_signs(rng: "np.random.Generator", draws: int) -> Attempt:
    """(c) exactly: the mean over all kernels with entries ± τ, two layers of size 3."""
    import itertools

    import numpy as np

    tau = rng.uniform(0.5, 2, size=draws)
    signs = np.array(list(itertools.product([-1.0, 1.0], repeat=3)))
    squares = np.mean([np.convolve(one, two) ** 2 for one, two in itertools.product(signs, signs)], axis=0)
    law = np.convolve(np.full(3, 1 / 3), np.full(3, 1 / 3))
    error = np.abs(tau[:, None] ** 4 * squares - (3 * tau[:, None] ** 2) ** 2 * law)
    return Attempt(error.max(axis=1), 1e-9)
