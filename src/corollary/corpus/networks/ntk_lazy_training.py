"""Gradient descent trains a wide two-layer ReLU network to zero loss: the certificate."""

from fractions import Fraction
from typing import TYPE_CHECKING

from corollary.corpus.networks.neural_tangent_kernel import TangentEigenvalue, tangent_matrix
from corollary.corpus.networks.ntk_concentration_at_initialisation import InputMatrixNorm, UnitInputs
from corollary.logic import (
    AtLeast,
    AtMost,
    Attempt,
    Constant,
    Property,
    Quantity,
    ablation,
    require,
    step,
    theorem,
    trial,
)
from corollary.logic.arithmetic import log, pi, power, sqrt
from corollary.logic.checking import Verdict, cases, inequality

if TYPE_CHECKING:
    import numpy as np


class StableUnits(
    Property,
    says="at every input of {sample} at most the share {share} of the hidden units of {network} has a pre-activation of "
    "modulus at most {radius}",
):
    """#{r : |⟨w_r, x_i⟩| ≤ radius} ≤ share · m for every i."""

    network: str
    sample: str
    radius: float
    share: float


class FirstLayerDescent(
    Property,
    says="{method} starts at {network}, a two-layer ReLU network without biases with {width} units and output weights "
    "plus or minus width^(-1/2), whose first layer is its trained parameters, and is gradient descent in these on half "
    "the sum of squared residuals on {sample}, with constant step {step}, for {iterations} iterations",
):
    """The output weights are fixed; relu'(0) = 0."""

    method: str
    network: str
    sample: str
    width: int
    step: float
    iterations: int


class Residual(
    Quantity,
    says="the Euclidean norm of the outputs of {network} minus the labels on {sample}",
    tex=r"\lVert r_0 \rVert",
):
    """‖f(X) − y‖, not squared and not averaged."""

    network: str
    sample: str


class LastResidual(
    Quantity,
    says="the Euclidean norm of the outputs minus the labels on {sample} where {method} ends",
    tex=r"\lVert r_K \rVert",
):
    """‖f(X) − y‖ after the last iteration."""

    method: str
    sample: str


@theorem
def ntk_lazy_training(
    inputs: UnitInputs,
    kernel: AtLeast[TangentEigenvalue],
    norm: AtMost[InputMatrixNorm],
    residual: AtMost[Residual],
    stable: StableUnits,
    method: FirstLayerDescent,
) -> AtMost[LastResidual]:
    """Few units flip, so the residual contracts, so the weights stay near."""
    require(inputs.n >= 1, "n >= 1")
    require(method.width >= 1, "m >= 1")
    require(kernel.value > 0, "the eigenvalue is > 0")
    require(kernel.value <= norm.value**2, "the eigenvalue is at most the squared norm")
    require(method.step > 0, "step > 0")
    require(method.step * norm.value**2 <= 1, "step <= 1/norm²")
    moved = 2 * norm.value * residual.value / (kernel.value * sqrt(method.width))
    require(stable.radius >= moved, "the radius is at least the distance that the units can move")
    require(16 * inputs.n * stable.share <= kernel.value, "the share is at most eigenvalue/(16 n)")
    return power(1 - method.step * kernel.value / 2, method.iterations) * residual.value


def _train(rng: "np.random.Generator", draws: int, count: int, shown: float = 1.0) -> Attempt:
    """Two nearly orthogonal inputs in R³, 40000 units in pairs of opposite signs; wrong claims by factors."""
    import numpy as np

    width, truth, bound = 40_000, [], []
    signs = np.tile([1.0, -1.0], width // 2)
    for _ in range(min(draws, 12)):
        angle = np.pi / 2 + rng.uniform(-0.2, 0.2)
        x = np.array([[1.0, 0, 0], [np.cos(angle), np.sin(angle), 0]])
        weights = np.repeat(rng.normal(size=(width // 2, 3)), 2, axis=0)
        y = rng.normal(size=2)
        y *= 0.5 / np.linalg.norm(y)
        least, norm = float(np.linalg.eigvalsh(tangent_matrix(weights, x))[0]), float(np.linalg.norm(x, 2))
        radius = 2 * norm * 0.5 / (least * np.sqrt(width))
        share = float((np.abs(weights @ x.T) <= radius).mean(axis=0).max())
        step = 1 / norm**2 * 0.999
        bound.append(
            float(
                ntk_lazy_training(
                    UnitInputs(n=2),
                    AtLeast[TangentEigenvalue](least),
                    AtMost[InputMatrixNorm](norm),
                    AtMost[Residual](shown * 0.5),
                    StableUnits(radius=radius * 1.0000001, share=share),
                    FirstLayerDescent(width=width, step=step, iterations=count),
                ).value
            )
        )
        for k in range(count + 1):
            active = weights @ x.T
            residual = (signs @ np.maximum(active, 0)) / np.sqrt(width) - y
            if k < count:
                weights = weights - step / np.sqrt(width) * signs[:, None] * (((active > 0) * residual) @ x)
        truth.append(float(np.linalg.norm(residual)))
    return Attempt(truth, bound)


@trial(ntk_lazy_training)
def ten_steps(rng: "np.random.Generator", draws: int) -> Attempt:
    """The certificate holds, and the residual falls faster than it says."""
    return _train(rng, draws, 10)


@trial(ntk_lazy_training)
def no_step(rng: "np.random.Generator", draws: int) -> Attempt:
    """Before the first step: an equality."""
    return _train(rng, draws, 0)


@trial(ntk_lazy_training)
def dying_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """One input; of the active units as many as may have tiny weights, die at the first step, and slow the descent."""
    import numpy as np

    width, active, y = 64, 32, rng.uniform(0.1, 1, size=draws)
    step, count = 10 ** -rng.uniform(1, 3, size=draws), 1 + 3 * rng.integers(0, 2, size=draws)
    dying = active // 16  # their share is 1/16 of the eigenvalue active/width
    # The output weights are +, the residual y is positive; the weights of the dying units are just above 0, the others large.
    rate = step * (active - dying) / width
    given = UnitInputs(n=1), AtLeast[TangentEigenvalue](active / width), AtMost[InputMatrixNorm](1.0)
    claims = (
        AtMost[Residual](y),
        StableUnits(radius=2.0000001 * y * np.sqrt(width) / active, share=dying / width),
        FirstLayerDescent(width=width, step=step, iterations=count),
    )
    return Attempt(y * (1 - rate) ** count, ntk_lazy_training(*given, *claims).value)


@ablation(ntk_lazy_training, breaks="residual")
def residual_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the first residual."""
    return _train(rng, draws, 0, shown=0.9)


@ablation(ntk_lazy_training, breaks="kernel")
def eigenvalue_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three times the least eigenvalue, in the limit of infinite width, where the residual obeys a linear recursion."""
    import numpy as np

    truth, bound = [], []
    for _ in range(min(draws, 12)):
        angle = rng.uniform(0.2, 0.4)
        x = np.array([[1.0, 0], [np.cos(angle), np.sin(angle)]])
        start = np.array([1.0, -1.0]) / np.sqrt(2)
        step = 1 / float(np.linalg.norm(x, 2)) ** 2
        gram = x @ x.T * (0.5 - np.abs(np.subtract.outer([0, angle], [0, angle])) / (2 * np.pi))
        least = float(np.linalg.eigvalsh(gram)[0])
        truth.append(float(np.linalg.norm(np.linalg.matrix_power(np.eye(2) - step * gram, 30) @ start)))
        given = UnitInputs(n=2), AtLeast[TangentEigenvalue](3 * least), AtMost[InputMatrixNorm](step**-0.5)
        stable = StableUnits(radius=1.0, share=0.0), FirstLayerDescent(width=10**12, step=step, iterations=30)
        bound.append(float(ntk_lazy_training(*given, AtMost[Residual](1.0), *stable).value))
    return Attempt(truth, bound)


@ablation(ntk_lazy_training, breaks="stable")
def one_unit(rng: "np.random.Generator", draws: int) -> Attempt:
    """One unit with output weight 1 and a negative label: it dies at the first step, and the residual stays |y|."""
    import numpy as np

    x, y, weight = 1.0, -rng.uniform(0.5, 1, size=draws), rng.uniform(0.1, 1, size=draws)
    first, steps = weight * x - y, 12
    for _ in range(steps):
        weight = weight - (np.maximum(weight, 0) - y) * (weight > 0)
    given = UnitInputs(n=1), AtLeast[TangentEigenvalue](1.0), AtMost[InputMatrixNorm](1.0), AtMost[Residual](first)
    claims = StableUnits(radius=100.0, share=0.0), FirstLayerDescent(width=1, step=1.0, iterations=steps)
    return Attempt(np.abs(np.maximum(weight, 0) - y), ntk_lazy_training(*given, *claims).value)


# Checked steps of the proof.


@step(ntk_lazy_training, 9, mutant={"bound": 41721})
def radius(bound: Constant = 41722) -> Verdict:
    r"""$256^2 \cdot \frac{2}{\pi} \le 41722$."""
    return inequality(lambda: Fraction(2 * 256**2) / pi(), lambda: bound, {})


@step(ntk_lazy_training, 9, mutant={"rate": Fraction(387, 1000)})
def rate(rate: Constant = Fraction(386, 1000)) -> Verdict:
    r"""$4^{-M} e^M \le e^{- 0.386 M}$: the exponents for `M = 1`."""
    return inequality(lambda: rate, lambda: log(4) - 1, {})


@step(ntk_lazy_training, 9, mutant={"rate": Fraction(385, 1000)})
def product(rate: Constant = Fraction(386, 1000)) -> Verdict:
    r"""$0.386 \cdot 166 \ge 64$."""
    return cases([(rate, 166, 64)], lambda x, count, bound: x * count >= bound)
