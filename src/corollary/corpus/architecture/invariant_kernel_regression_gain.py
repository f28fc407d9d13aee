"""Strict gain of invariance in kernel ridge regression."""

from typing import TYPE_CHECKING

from corollary.corpus.architecture.invariant_map import CompactGroup, InvariantLaw
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtLeast, AtMost, Attempt, Expected, Property, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class KernelBound(
    Quantity,
    says="the largest value of {kernel}, a positive definite kernel fixed before the data, at two equal points",
    tex=r"\sup_x k(x, x)",
):
    kernel: str


class ConditionalLabelVariance(
    Quantity,
    says="the least variance, given the input, of the label under {law}, which has a finite second moment",
    tex=r"\inf_x \operatorname{{Var}}(Y \mid x)",
):
    law: str


class MovedKernel(
    Quantity,
    says="the mean square, at two independent inputs from {law}, of {kernel} less its average in one argument over {group}, "
    "a group fixed before the data",
    tex=r"\lVert k - \bar k \rVert^2",
):
    kernel: str
    group: str
    law: str


class KernelRidgeFit(
    Property,
    says="{predictor} is kernel ridge regression with {kernel} on {sample}, with the penalty {penalty}, fixed before "
    "{sample} was seen, against the sum of squared errors",
):
    """Σ α_i k(x, X_i) with α = (K + penalty I)⁻¹ Y."""

    predictor: str
    kernel: str
    sample: str
    penalty: float


class AveragingGain(
    Quantity,
    says="the risk of {predictor} for the squared loss under {law} less that of its average over {group}",
    tex=r"R({predictor}) - R(Q {predictor})",
    least=None,
):
    predictor: str
    group: str
    law: str


@theorem
def invariant_kernel_regression_gain(
    compact: CompactGroup,
    invariant_law: InvariantLaw,
    sample: Iid,
    kernel: AtMost[KernelBound],
    noise: AtLeast[ConditionalLabelVariance],
    moved: AtLeast[MovedKernel],
    algorithm: KernelRidgeFit,
) -> AtLeast[Expected[AveragingGain, "sample"]]:
    """The noise that the fit picks up outside the invariant functions."""
    require(sample.n >= 1, "n >= 1")
    require(algorithm.penalty > 0, "penalty > 0")
    require(kernel.value >= 0, "bound >= 0")
    require(noise.value >= 0, "variance >= 0")
    require(moved.value >= 0, "mean square >= 0")
    return noise.value * sample.n * moved.value / (sample.n * kernel.value + algorithm.penalty) ** 2


CELLS, TURN, VARIANCE = 8, 2, 0.5


def _attempt(rng: "np.random.Generator", draws: int, n: int, target: "np.ndarray", factor: float = 1.0) -> Attempt:
    """Inputs uniform on a ring of eight cells, the four turns by two cells; white noise.

    The mean over the noise is exact. For one observation all inputs are enumerated; for more, designs are
    simulated, and the mean is raised by six standard errors before it is compared with the claim.
    """
    import numpy as np

    grid = np.arange(CELLS)
    kernel = np.exp(rng.uniform(0.5, 2) * (np.cos(2 * np.pi * (grid[:, None] - grid) / CELLS) - 1))
    average = np.mean([kernel[(grid + TURN * j) % CELLS] for j in range(4)], axis=0)
    penalty = rng.uniform(0.2, 2)
    x = grid[:, None] if n == 1 else rng.integers(0, CELLS, size=(40 * draws, n))
    gram = kernel[x[:, :, None], x[:, None]] + penalty * np.eye(n)
    fit = np.linalg.solve(gram, kernel[x])  # (designs, n, cells): prediction at a cell = its column times the labels
    mean = np.mean([np.roll(fit, TURN * j, axis=2) for j in range(4)], axis=0)
    errors = [np.einsum("bnc,bn->bc", f, target[x]) - target for f in (fit, mean)]
    noises = [VARIANCE * (f**2).sum(axis=1) for f in (fit, mean)]
    gain = ((errors[0] ** 2 + noises[0]) - (errors[1] ** 2 + noises[1])).mean(axis=1)
    room = 0 if n == 1 else 6 * gain.std() / len(gain) ** 0.5
    facts = (
        CompactGroup(),
        InvariantLaw(),
        Iid(n=n),
        AtMost[KernelBound](1.0),
        AtLeast[ConditionalLabelVariance](VARIANCE),
        AtLeast[MovedKernel](float(((kernel - average) ** 2).mean()) * factor),
        KernelRidgeFit(penalty=penalty),
    )
    claimed = float(invariant_kernel_regression_gain(*facts).value)
    return Attempt(gain.mean() + room, claimed, sense="at_least")


@trial(invariant_kernel_regression_gain)
def one_observation(rng: "np.random.Generator", draws: int) -> Attempt:
    """No signal, one observation: the bound is attained."""
    import numpy as np

    return _attempt(rng, draws, 1, np.zeros(CELLS))


@trial(invariant_kernel_regression_gain)
def six_observations(rng: "np.random.Generator", draws: int) -> Attempt:
    """A signal of the period of the group."""
    import numpy as np

    return _attempt(rng, draws, 6, np.tile([1.0, -1.0], 4))


@ablation(invariant_kernel_regression_gain, breaks="moved")
def overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The mean square overstated by a tenth."""
    import numpy as np

    return _attempt(rng, draws, 1, np.zeros(CELLS), 1.1)


@ablation(invariant_kernel_regression_gain, breaks="invariant_law")
def signal_not_invariant(rng: "np.random.Generator", draws: int) -> Attempt:
    """A signal of period eight: averaging loses it."""
    import numpy as np

    return _attempt(rng, draws, 6, 3 * np.cos(2 * np.pi * np.arange(CELLS) / CELLS))


@trial(invariant_kernel_regression_gain)
def kernel_of_one_function(rng: "np.random.Generator", draws: int) -> Attempt:
    """k(x, z) = p(x) p(z) with p = 1 or -1, which the group changes in sign, and no signal: an equality for every n."""
    import numpy as np

    gains, bounds = [], []
    for _ in range(min(draws, 50)):
        n, penalty = int(rng.integers(2, 9)), float(rng.uniform(0.1, 2))
        sign = rng.choice([-1.0, 1.0], size=n)
        weights = np.linalg.solve(np.outer(sign, sign) + penalty * np.eye(n), sign)  # of the labels, up to p(x)
        gains.append(VARIANCE * (weights**2).sum())
        facts = CompactGroup(), InvariantLaw(), Iid(n=n), AtMost[KernelBound](1.0)
        claims = AtLeast[ConditionalLabelVariance](VARIANCE), AtLeast[MovedKernel](1.0), KernelRidgeFit(penalty=penalty)
        bounds.append(float(invariant_kernel_regression_gain(*facts, *claims).value))
    return Attempt(np.array(gains), np.array(bounds), sense="at_least")


@ablation(invariant_kernel_regression_gain, breaks="compact")
def group_chosen_on_the_sample(rng: "np.random.Generator", draws: int) -> Attempt:
    """Four points, no signal, one observation: of two exchanges of points the one that leaves the observation in its place."""
    import numpy as np

    x, penalty = rng.integers(0, 4, size=draws), 1.0
    exchange = np.where(x[:, None] < 2, [0, 1, 3, 2], [1, 0, 2, 3])
    fit = np.eye(4)[x] / (1 + penalty)  # for the label 1
    mean = (fit + np.take_along_axis(fit, exchange, axis=1)) / 2
    gain = VARIANCE * ((fit**2).mean(axis=1) - (mean**2).mean(axis=1))
    facts = CompactGroup(), InvariantLaw(), Iid(n=1), AtMost[KernelBound](1.0)
    claims = AtLeast[ConditionalLabelVariance](VARIANCE), AtLeast[MovedKernel](1 / 16), KernelRidgeFit(penalty=penalty)
    bound = float(invariant_kernel_regression_gain(*facts, *claims).value)
    return Attempt(gain.mean(), bound, sense="at_least")
