"""The least-norm interpolant with more parameters than data: excess risk against the dimension."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.double_descent_gaussian import IsotropicGaussianDesign, double_descent_gaussian
from corollary.corpus.linear.effective_ranks import effective_ranks
from corollary.corpus.linear.least_squares import LeastSquares
from corollary.corpus.linear.linear_regression import Dimension, NoiseVariance, SignalNorm
from corollary.corpus.linear.minimum_norm_interpolant import MinimumNorm
from corollary.corpus.linear.ols_gaussian_design_risk import (
    ConditionallyWhiteNoise,
    GaussianDesign,
    ols_gaussian_design_risk,
)
from corollary.logic import Equals
from corollary.logic.experiment import Comparison, Lab, Outcome, Panel, curve, experiment, repeated, standard_errors

if TYPE_CHECKING:
    import numpy as np

N, VARIANCE = 50, 0.25
DIMENSIONS = (5, 10, 20, 30, 40, 45, 55, 60, 75, 100, 150, 250, 500)
FEATURES = (5, 10, 20, 30, 40, 70, 100, 200, 400, 800)


def exact_risk(d: int, variance: float = VARIANCE, norm: float = 1.0) -> float:
    """Mean excess risk for the standard Gaussian design; below n the formula of least squares."""
    if d < N:
        below = GaussianDesign(n=N), ConditionallyWhiteNoise(), Equals[NoiseVariance](variance), Equals[Dimension](d)
        return float(ols_gaussian_design_risk(*below, LeastSquares()).value)
    facts = (
        IsotropicGaussianDesign(n=N), ConditionallyWhiteNoise(), Equals[NoiseVariance](variance),
        Equals[Dimension](d), Equals[SignalNorm](norm), MinimumNorm(),
    )  # fmt: skip
    return float(double_descent_gaussian(*facts).value)


def spectra(d: int) -> "dict[str, np.ndarray]":
    """Eigenvalues of the covariance, largest first, each with largest eigenvalue 1."""
    import numpy as np

    j = np.arange(1, d + 1)
    return {
        "flat": np.ones(d),
        "1/(j log²(j + 1))": np.log(2) ** 2 / (j * np.log(j + 1) ** 2),
        "exp(−j/5)": np.exp(-(j - 1) / 5),
    }


def effective_rate(eigenvalues: "np.ndarray") -> float:
    """k/n + n/R_k at the k < n where it is least: the order of the variance part, without its constant."""

    places = range(min(N, len(eigenvalues) - 1))
    return float(VARIANCE * min(k / N + N / effective_ranks(eigenvalues[None], k)[1][0] for k in places))


def _excess(rng: "np.random.Generator", eigenvalues: "np.ndarray", runs: int, signal: bool) -> "np.ndarray":
    """Excess risk of the least-norm interpolant, shape (runs,); `signal`: θ random of norm 1, else θ = 0."""
    import numpy as np

    d = len(eigenvalues)
    root = np.sqrt(eigenvalues)
    found = []
    for _ in range(runs):
        theta = rng.normal(size=d) if signal else np.zeros(d)
        theta = theta / np.linalg.norm(theta) if signal else theta
        x = rng.normal(size=(N, d)) * root
        y = x @ theta + np.sqrt(VARIANCE) * rng.normal(size=N)
        solution = np.linalg.lstsq(x, y, rcond=1e-12)[0]
        found.append(((root * (solution - theta)) ** 2).sum())
    return np.array(found)


def _features(rng: "np.random.Generator", widths: "tuple[int, ...]") -> "np.ndarray":
    """Test error of least-norm random ReLU features on the patients, trained on 50; shape (len(widths),)."""
    import numpy as np
    from sklearn.datasets import load_diabetes

    x, y = load_diabetes(return_X_y=True)
    x, y = np.column_stack([x / x.std(axis=0), np.ones(len(y))]), (y - y.mean()) / y.std()
    order = rng.permutation(len(y))
    inside, out = order[:N], order[N:]
    found = []
    for width in widths:
        weight = rng.normal(size=(x.shape[1], width)) / np.sqrt(x.shape[1])
        features = np.maximum(x @ weight, 0)
        solution = np.linalg.lstsq(features[inside], y[inside], rcond=1e-10)[0]
        found.append(((features[out] @ solution - y[out]) ** 2).mean())
    return np.array(found)


@experiment("question-why-overparameterised-models-generalise")
def interpolation(lab: Lab) -> Outcome:
    """Least-norm regression with 50 examples: excess risk against the dimension for three spectra, and on patients."""
    import numpy as np

    dimensions, runs = lab.pick(DIMENSIONS, DIMENSIONS[::3]), lab.pick(200, 60)
    tables: dict[str, list[np.ndarray]] = {}
    noise: dict[str, list[np.ndarray]] = {}
    for place, d in enumerate(dimensions):
        lab.say(f"dimension {d}", 0.8 * place / len(dimensions))
        for name, eigenvalues in spectra(d).items():
            tables.setdefault(name, []).append(_excess(lab.rng(f"{name} {d}"), eigenvalues, runs, True))
            if d > N and name != "flat":
                noise.setdefault(name, []).append(_excess(lab.rng(f"noise {name} {d}"), eigenvalues, runs, False))
    flat = repeated("flat spectrum", dimensions, np.array(tables["flat"]).T)
    theory = [exact_risk(d) for d in dimensions]
    others = [
        repeated(f"noise only, {name}", [d for d in dimensions if d > N], np.array(t).T) for name, t in noise.items()
    ]
    wide = [d for d in dimensions if d > N]
    rates = {name: [effective_rate(spectra(d)[name]) for d in wide] for name in noise}
    widths = lab.pick(FEATURES, FEATURES[::3])
    lab.say("random features on patients", 0.85)
    patients = repeated(
        "random ReLU features", widths, np.array([_features(lab.rng(f"patients {r}"), widths) for r in range(runs)])
    )
    plugged = [0.5 + exact_risk(width, 0.5, 0.5**0.5) for width in widths]
    miss = float(np.exp(np.abs(np.log(np.array(patients.y) / plugged)).max()))
    panels = (
        Panel(
            f"Flat spectrum, n = {N}, ‖θ‖ = 1, σ² = {VARIANCE}", "dimension d", "excess risk (squared label units)",
            (flat, curve("exact mean (theory)", dimensions, theory, group=flat.name)),
            x_log=True, y_log=True, level=((1.0, "predicting 0"),),
        ),
        Panel(
            f"Noise alone (θ = 0), d > n = {N}", "dimension d", "excess risk (squared label units)",
            (
                *others,
                *(
                    curve(f"σ²(k/n + n/R_k), {name}", wide, rate, group=one.name, bound=True)
                    for one, (name, rate) in zip(others, rates.items(), strict=True)
                ),
            ),
            x_log=True, y_log=True,
        ),
        Panel(
            f"Patients (diabetes), n = {N}", "number of features", "squared error (label variances)",
            (patients, curve("flat spectrum, half the variance noise", widths, plugged, group=patients.name)),
            x_log=True, y_log=True, level=((1.0, "predicting the mean"),),
        ),
    )  # fmt: skip
    far = np.array(wide) >= 2 * N
    ratio = [np.log(np.array(one.y) / np.array(rates[name]))[far] for one, name in zip(others, rates, strict=True)]
    spread = float(np.exp(max(np.abs(r).max() for r in ratio)))
    safe = [place for place, d in enumerate(dimensions) if abs(d - N) > 4]
    return Outcome(
        panels,
        (
            Comparison("on the flat spectrum", standard_errors(flat, theory, safe), 5, "standard errors", "agree"),
            Comparison("on the effective-rank rate of the noise for d ≥ 2n", spread, 4, "times either way", "agree"),
            Comparison("on patients with the formula for the flat spectrum", miss, 1.25, "times either way", "part"),
        ),
    )  # fmt: skip
