"""Efficiency of logistic regression relative to discriminant analysis, simulated on the line."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def efficiency(distance: float) -> float:
    """The integral of the page, by the rectangle rule."""
    import numpy as np

    u = np.linspace(-12, 12, 4001)
    integral = np.sum(np.exp(-(u**2) / 2) / (2 * np.cosh(distance * u / 2))) * (u[1] - u[0])
    return float((2 + distance**2 / 2) / np.sqrt(2 * np.pi) * np.exp(-(distance**2) / 8) * integral)


@trial("lda-logistic-efficiency")
def asymptotic_variances(rng: "np.random.Generator", draws: int) -> Attempt:
    """(4 + Δ²) E p(1 − p) by quadrature over the mixture."""
    import numpy as np
    from scipy.stats import norm

    x = np.linspace(-20, 20, 8001)
    errors = []
    for distance in (0.5, 1.0, 2.0, 3.0, 4.0):
        density = (norm.pdf(x - distance / 2) + norm.pdf(x + distance / 2)) / 2
        p = 1 / (1 + np.exp(-distance * x))
        product = (4 + distance**2) * np.sum(density * p * (1 - p)) * (x[1] - x[0])
        errors.append(abs(product - efficiency(distance)))
    return Attempt(errors, 0.0)


def _ratio(rng: "np.random.Generator", repeats: int, distance: float, n: int) -> float:
    """Ratio of the mean excess risks in d = 1, from repeated samples of size n."""
    import numpy as np
    from scipy.stats import norm

    y = rng.choice([-1.0, 1.0], size=(repeats, n))
    x = y * distance / 2 + rng.normal(size=(repeats, n))
    count = (y > 0).sum(axis=1)
    means = [(np.where(s * y > 0, x, 0).sum(axis=1) / np.where(s > 0, count, n - count)) for s in (1, -1)]
    within = x - np.where(y > 0, means[0][:, None], means[1][:, None])
    slope = (means[0] - means[1]) / (within**2).mean(axis=1)
    cut = (means[0] + means[1]) / 2 - np.log(count / (n - count)) / slope
    a, b = np.zeros(repeats), np.full(repeats, distance)
    for _ in range(6):
        p = 1 / (1 + np.exp(-a[:, None] - b[:, None] * x))
        weight, residual = p * (1 - p), (y > 0) - p
        s0, s1, s2 = weight.sum(axis=1), (weight * x).sum(axis=1), (weight * x**2).sum(axis=1)
        r0, r1 = residual.sum(axis=1), (residual * x).sum(axis=1)
        a, b = a + (s2 * r0 - s1 * r1) / (s0 * s2 - s1**2), b + (s0 * r1 - s1 * r0) / (s0 * s2 - s1**2)

    def excess(t: "np.ndarray") -> float:
        return float(np.mean(norm.cdf(t - distance / 2) + norm.cdf(-t - distance / 2)) / 2 - norm.cdf(-distance / 2))

    return excess(cut) / excess(-a / b)


@trial("lda-logistic-efficiency")
def simulated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Δ = 3, samples of size 400."""
    return Attempt(abs(_ratio(rng, 2000, 3.0, 400) - efficiency(3.0)), 0.1)


@ablation("lda-logistic-efficiency", breaks="constant")
def equally_efficient(rng: "np.random.Generator", draws: int) -> Attempt:
    """That the ratio is 1."""
    return Attempt(abs(_ratio(rng, 2000, 3.0, 400) - 1), 0.1)
