"""The gradient hardly sees the sawtooth."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.telgarsky_sawtooth_depth_separation import Sawtooth, triangle_wave
from corollary.logic import AtMost, Attempt, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import power

if TYPE_CHECKING:
    import numpy as np


class GradientVariation(
    Quantity,
    says="the total variation on [0, 1], as a function of the input, of the partial derivative "
    "of the model {network} in one parameter",
    tex=r"V({network})",
):
    network: str


class GradientSignal(
    Quantity,
    says="the modulus of the difference of two partial derivatives, in one parameter of {network} "
    "and under the integral sign, of half the mean squared distance on [0, 1]: from {target}, and from the constant one half",
    tex=r"\lvert \partial F - \partial \bar F \rvert",
):
    target: str
    network: str


@theorem
def sawtooth_gradient_signal(sawtooth: Sawtooth, variation: AtMost[GradientVariation]) -> AtMost[GradientSignal]:
    """The sawtooth has mean one half on each of its pieces."""
    require(sawtooth.folds >= 1, "k >= 1")
    return variation.value / (8 * power(2, sawtooth.folds))


def _steps(rng: "np.random.Generator", draws: int, share: float) -> Attempt:
    """Gradients that are step functions, half of them the sign of the sawtooth on a part: integrals in closed form."""
    import numpy as np

    folds, signals, variations = rng.integers(1, 7, size=draws), [], []
    for k in folds:
        pieces = 4 * 2**k  # steps begin at multiples of a quarter of the length of a piece of the sawtooth
        x = np.arange(pieces + 1) / pieces
        means = (triangle_wave(x[1:], int(k)) + triangle_wave(x[:-1], int(k))) / 2 - 1 / 2
        heights = rng.normal(size=pieces) if rng.random() < 0.5 else np.sign(means)
        heights[rng.integers(1, pieces + 1) :] = 0
        signals.append(abs(np.mean(means * heights)))
        variations.append(share * np.abs(np.diff(heights)).sum())
    given = Sawtooth(folds=folds.astype(float)), AtMost[GradientVariation](np.array(variations))
    return Attempt(signals, sawtooth_gradient_signal(*given).value)


@trial(sawtooth_gradient_signal)
def step_functions(rng: "np.random.Generator", draws: int) -> Attempt:
    """Attained by the sign of the sawtooth less one half."""
    return _steps(rng, draws, 1.0)


@trial(sawtooth_gradient_signal)
def shallow_network(rng: "np.random.Generator", draws: int) -> Attempt:
    """The gradient in the inner weight of one unit, a x where the unit is active, integrated on a fine grid."""
    import numpy as np

    folds = rng.integers(1, 6, size=draws)
    outer, threshold = rng.normal(size=draws), rng.integers(0, 64, size=draws) / 64
    x = (np.arange(2**12) + 0.5) / 2**12
    gradient = outer[:, None] * x * (x > threshold[:, None])
    wave = np.stack([triangle_wave(x, int(k)) for k in folds])
    given = Sawtooth(folds=folds.astype(float)), AtMost[GradientVariation](np.abs(outer))
    signal = np.abs(((wave - 0.5) * gradient).mean(axis=1))
    return Attempt(signal, sawtooth_gradient_signal(*given).value, tolerance=1e-6)


@ablation(sawtooth_gradient_signal, breaks="variation")
def variation_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Four fifths of the variation."""
    return _steps(rng, draws, 0.8)
