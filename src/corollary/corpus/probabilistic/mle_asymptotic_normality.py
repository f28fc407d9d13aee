"""Asymptotic normality of maximum likelihood: variances, likelihood ratios and intervals over many repetitions."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


def _counts(rng: "Generator", draws: int, sandwich: bool) -> Attempt:
    """Poisson model in the logarithm of the mean, counts with variance 3 to 5 times the mean, n = 2000.

    The variance of √n (estimate − truth) over 4000 repetitions, relative to the sandwich or to the inverse of A.
    """
    import numpy as np

    draws, n, repetitions = min(draws, 20), 2000, 4000
    mean, dispersion = rng.uniform(1, 3, size=(draws, 1)), rng.uniform(3, 5, size=(draws, 1))
    totals = rng.negative_binomial(n * mean / (dispersion - 1), 1 / dispersion, size=(draws, repetitions))
    variance = n * (np.log(totals / n) - np.log(mean)).var(axis=1)
    claimed = ((dispersion if sandwich else 1.0) / mean).ravel()
    return Attempt(np.abs(variance / claimed - 1), 0.15)


@trial("mle-asymptotic-normality")
def overdispersed_counts(rng: "Generator", draws: int) -> Attempt:
    """A^{-1} B A^{-1} is the variance divided by the squared mean."""
    return _counts(rng, draws, sandwich=True)


@ablation("mle-asymptotic-normality", breaks="constant")
def inverse_information(rng: "Generator", draws: int) -> Attempt:
    """The inverse of A in place of the sandwich: too small by the dispersion."""
    return _counts(rng, draws, sandwich=False)


def _distance(values: "Any", degrees: int) -> "Any":
    """Kolmogorov distance of each row of values from the chi-squared law with the degrees of freedom."""
    import numpy as np
    from scipy.stats import chi2

    ordered = np.sort(values, axis=1)
    size = values.shape[1]
    law = chi2.cdf(ordered, degrees)
    return np.maximum(law - np.arange(size) / size, np.arange(1, size + 1) / size - law).max(axis=1)


@trial("mle-asymptotic-normality")
def wilks(rng: "Generator", draws: int) -> Attempt:
    """Normal laws with both parameters unknown: twice the logarithm of the likelihood ratio against chi-squared with 2."""
    import numpy as np

    draws, n, repetitions = min(draws, 20), 500, 4000
    mean = rng.normal(size=(draws, repetitions)) / np.sqrt(n)
    variance = rng.chisquare(n - 1, size=(draws, repetitions)) / n
    return Attempt(_distance(n * (variance + mean**2 - 1 - np.log(variance)), 2), 0.06)


@ablation("mle-asymptotic-normality", breaks="interior")
def wilks_on_the_boundary(rng: "Generator", draws: int) -> Attempt:
    """The mean of a normal law, known to be nonnegative, is 0: half of the likelihood ratios are 1."""
    import numpy as np

    values = np.maximum(rng.normal(size=(min(draws, 20), 4000)), 0) ** 2
    return Attempt(_distance(values, 1), 0.06)


@ablation("mle-asymptotic-normality", breaks="smooth")
def uniform_laws(rng: "Generator", draws: int) -> Attempt:
    """Uniform laws on [0, 1]: the standardised square of the error of the greatest observation against chi-squared with 1."""

    error = 1 - rng.beta(500, 1, size=(min(draws, 20), 4000))
    return Attempt(_distance(error**2 / (error**2).mean(axis=1, keepdims=True), 1), 0.06)


def _interval(rng: "Generator", draws: int, sandwich: bool) -> Attempt:
    """Normal linear model with slope and known variance 1; the noise has variance x² (mean 1), n = 2000.

    Distance of the slope from the projection, in units of the half-length of a nominal 95 % interval; 6 % may fail.
    """
    import numpy as np

    x, noise = rng.normal(size=(2, draws, 2000))
    curve = x**2 - 1
    y = 0.5 * x + curve + x * noise
    squares = (x**2).sum(axis=1)
    slope = (x * y).sum(axis=1) / squares
    scores = x * (y - slope[:, None] * x)
    variance = (scores**2).sum(axis=1) / squares**2 if sandwich else 1 / squares
    return Attempt(np.abs(slope - 0.5), 1.959964 * np.sqrt(variance), delta=0.06)


@trial("mle-asymptotic-normality")
def sandwich_interval(rng: "Generator", draws: int) -> Attempt:
    """A curved truth with unequal variances: the sandwich interval covers the slope of the projection."""
    return _interval(rng, draws, sandwich=True)


@ablation("mle-asymptotic-normality", breaks="constant")
def interval_of_the_model(rng: "Generator", draws: int) -> Attempt:
    """The same with the variance that the model gives."""
    return _interval(rng, draws, sandwich=False)
