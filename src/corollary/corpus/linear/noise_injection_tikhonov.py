"""Noise on the inputs acts as a Tikhonov penalty."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.linear.least_squares import ResidualSquares
from corollary.logic import Attempt, ChosenBefore, Equals, Expected, Property, Quantity, ablation, role, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class CentredInputNoise(
    Property, says="{noise} has mean 0 on each input of {sample} and does not depend on the labels"
):
    """E ξ_i = 0 given the inputs and labels; the ξ_i may be dependent."""

    noise: str
    sample: str


class NoiseForm(
    Quantity,
    says="the sum over {sample} of the variances that {noise} on the inputs gives the predictions of {predictor}",
    tex=r"\langle \theta, (\textstyle\sum_i C_i) \theta \rangle",
):
    """Σ_i ⟨θ, C_i θ⟩ for a linear predictor."""

    predictor: str
    sample: str
    noise: str


class NoisyResidualSquares(
    Quantity,
    says="the sum of the squared errors of {predictor}, linear in its inputs, on {sample} with {noise} on the inputs",
    tex=r"\lVert y - \tilde X \theta \rVert^2",
):
    """‖y − X̃θ‖² for one realisation of the noise: a sum, not a mean."""

    predictor: str
    sample: str
    noise: str


@theorem
def noise_injection_tikhonov(
    noise: CentredInputNoise,
    before: Annotated[ChosenBefore, role(hypotheses="predictor", sample="noise")],
    fit: Equals[ResidualSquares],
    form: Equals[NoiseForm],
) -> Equals[Expected[NoisyResidualSquares, "noise"]]:
    """For every linear predictor."""
    return fit.value + form.value


def _attempt(rng: "np.random.Generator", draws: int, shift: float = 0.0, fitted: bool = False) -> Attempt:
    """Discrete noise with a random covariance for each of five inputs in R³, all values tried.

    `shift`: mean of the noise. `fitted`: the predictor moves with the noise.
    """
    import numpy as np

    x, y, theta = rng.normal(size=(draws, 5, 3)), rng.normal(size=(draws, 5)), rng.normal(size=(draws, 3))
    roots = rng.normal(size=(draws, 5, 3, 3))
    half = np.sqrt(3) * np.moveaxis(roots, 3, 0)
    noise = np.concatenate([half, -half]) + shift
    used = theta + (0.3 * noise.mean(axis=2) if fitted else 0)
    truth = ((y - ((x + noise) * np.expand_dims(used, -2)).sum(axis=-1)) ** 2).sum(axis=-1).mean(axis=0)
    form = (np.einsum("nikl,nk->nil", roots, theta) ** 2).sum(axis=(1, 2))
    fit = ((y - np.einsum("nij,nj->ni", x, theta)) ** 2).sum(axis=1)
    facts = (
        CentredInputNoise(),
        ChosenBefore("predictor", "noise"),
        Equals[ResidualSquares](fit),
        Equals[NoiseForm](form),
    )
    return Attempt(np.abs(truth - noise_injection_tikhonov(*facts).value), 0.0)


@trial(noise_injection_tikhonov)
def discrete_noise(rng: "np.random.Generator", draws: int) -> Attempt:
    """Another covariance for each input; the noises of the inputs are dependent."""
    return _attempt(rng, draws)


@trial("noise-injection-tikhonov")
def second_order(rng: "np.random.Generator", draws: int) -> Attempt:
    """f = tanh of a linear form, |w| = 1 and |y| ≤ 1 in R³: for symmetric u on six points the remainder is below 5 s⁴."""
    import numpy as np

    s = 0.02
    w = rng.normal(size=(draws, 3))
    w /= np.linalg.norm(w, axis=1, keepdims=True)
    x, y = rng.normal(size=(draws, 3)), rng.uniform(-1, 1, size=draws)
    inner = (w * x).sum(axis=1)
    step = s * np.sqrt(3) * np.concatenate([w, -w], axis=1)
    value = ((y[:, None] - np.tanh(inner[:, None] + step)) ** 2).mean(axis=1)
    f = np.tanh(inner)
    first, second = 1 - f**2, -2 * f * (1 - f**2)
    expansion = (y - f) ** 2 + s**2 * (first**2 - (y - f) * second)
    return Attempt(np.abs(value - expansion) / s**4, 5.0)


@ablation(noise_injection_tikhonov, breaks="noise")
def mean_not_zero(rng: "np.random.Generator", draws: int) -> Attempt:
    """Noise with mean 0.3."""
    return _attempt(rng, draws, shift=0.3)


@ablation(noise_injection_tikhonov, breaks="before")
def predictor_follows(rng: "np.random.Generator", draws: int) -> Attempt:
    """The predictor moves with the noise."""
    return _attempt(rng, draws, fitted=True)
