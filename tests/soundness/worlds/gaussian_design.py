"""Linear regression on Gaussian inputs: risks on fresh inputs, averaged over many designs, and what averaging over a group gains.

The groups permute coordinates in cycles and fix the signals. Two matrices with independent Gaussian entries are measured as well.
"""

from typing import Any

import numpy as np

from corollary.corpus.architecture import invariant_linear_regression_gain as gain
from corollary.corpus.architecture.orthogonally_equivariant_learner_lower_bound import RotationEquivariantOutput
from corollary.corpus.linear import double_descent_weak_features as weak
from corollary.corpus.linear import linear_regression as lr
from corollary.corpus.linear.double_descent_gaussian import IsotropicGaussianDesign
from corollary.corpus.linear.inverse_wishart_mean import InverseGramTrace, StandardGaussianMatrix
from corollary.corpus.linear.least_squares import LeastSquares
from corollary.corpus.linear.minimum_norm_interpolant import MinimumNorm
from corollary.corpus.linear.ols_gaussian_design_risk import ConditionallyWhiteNoise, GaussianDesign
from corollary.corpus.linear.optimal_ridge_monotone import PenaltyBeforeDesign
from corollary.corpus.linear.ridge_regression import Ridge
from corollary.corpus.networks.gram_iteration_spectral_bound import SpectralNorm
from corollary.corpus.networks.matrix_gaussian_series_and_chernoff import GaussianEntries
from corollary.logic.vocabulary import Expected
from tests.soundness.world import World, averaged

VARIANCE, FEATURES, PENALTY = 0.5, 12, 0.2
# sample: size, dimension, length of the cycles of the group, deviations of the inputs
SAMPLES = {"tall": (18, 4, 2, 1.0), "wide": (6, 16, 4, 1.0), "stretched": (14, 3, 3, np.array([0.2, 1.0, 3.0]))}
MATRICES = {"standard": (20, 4, 1.0), "small": (3, 5, 0.3)}  # rows, columns, deviation


def world(seed: int, draws: int) -> World:
    rng = np.random.default_rng(seed)
    signals, estimates, scale = {}, {}, {}
    for name, (n, d, cycle, deviations) in SAMPLES.items():
        x = rng.normal(size=(draws, n, d)) * deviations
        signals[f"{name} truth"] = signal = 0.6 * np.repeat([1.0, -1.0, 1.0, 1.0], cycle)[:d]
        y = x @ signal + rng.normal(size=(draws, n)) * np.sqrt(VARIANCE)
        scale[name] = deviations
        estimates[f"{name} least squares"] = np.einsum("bdn,bn->bd", np.linalg.pinv(x), y)
        inner = np.swapaxes(x, 1, 2) @ x + n * PENALTY * np.eye(d)
        estimates[f"{name} ridge"] = np.linalg.solve(inner, np.einsum("bnd,bn->bd", x, y)[..., None])[..., 0]
        if name == "wide":
            first = np.einsum("bdn,bn->bd", np.linalg.pinv(x[..., :FEATURES]), y)
            estimates["wide first"] = np.concatenate([first, np.zeros((draws, d - FEATURES))], axis=1)
    matrices = {m: rng.normal(size=(draws, r, c)) * s for m, (r, c, s) in MATRICES.items()}

    def of(object_: str) -> str:
        """The sample that an estimator, a signal, a law or a group belongs to."""
        return object_.split()[0]

    def errors(predictor: str, signal: str, law: str) -> Any:
        if not of(predictor) == of(signal) == of(law):
            return None
        return ((estimates[predictor] - signals[signal]) * scale[of(law)]) ** 2

    def risk(predictor: str, signal: str, law: str) -> Any:
        found = errors(predictor, signal, law)
        return None if found is None else averaged(found.sum(axis=1))

    def gained(predictor: str, signal: str, group: str, law: str) -> Any:
        if of(group) != of(predictor) or errors(predictor, signal, law) is None or of(law) == "stretched":
            return None
        cycle, theta = SAMPLES[of(group)][2], estimates[predictor]
        cycles = theta.reshape(draws, -1, cycle)
        mean = np.broadcast_to(cycles.mean(axis=2, keepdims=True), cycles.shape).reshape(theta.shape)
        before, after = (((t - signals[signal]) ** 2).sum(axis=1) for t in (theta, mean))
        return averaged(before - after)

    def design(isotropic: bool) -> Any:
        def truth(sample: str, law: str, signal: str, noise: str) -> Any:
            if not sample == of(law) == of(signal) or (isotropic and sample == "stretched"):
                return None
            return {"n": SAMPLES[sample][0]}

        return truth

    def estimator(kind: str, values: Any = True) -> Any:
        return lambda predictor, sample: values if predictor == f"{sample} {kind}" else None

    truths: dict[Any, Any] = {
        lr.NoiseVariance: lambda noise: VARIANCE,
        lr.SignalNorm: lambda signal: float(np.linalg.norm(signals[signal])),
        lr.Dimension: lambda sample: SAMPLES[sample][1],
        Expected[lr.OutOfSampleExcessRisk, "sample"]: risk,
        Expected[lr.OutOfSampleExcessRisk, "sample and seed"]: risk,
        gain.FixedDimension: lambda group: SAMPLES[of(group)][1] // SAMPLES[of(group)][2],
        Expected[gain.ProjectionGain, "sample"]: gained,
        Expected[InverseGramTrace, "entries"]: lambda matrix: (
            averaged((np.linalg.svd(matrices[matrix], compute_uv=False) ** -2.0).sum(axis=1))
            if matrix == "standard"
            else None
        ),
        SpectralNorm: lambda matrix: np.linalg.norm(matrices[matrix], ord=2, axis=(1, 2)),
    }
    properties: dict[Any, Any] = {
        GaussianDesign: design(isotropic=False),
        IsotropicGaussianDesign: design(isotropic=True),
        ConditionallyWhiteNoise: lambda noise, sample: True,
        weak.IndependentGaussianNoise: lambda noise, sample: True,
        weak.FlatSignal: lambda signal: True,
        weak.FirstFeatures: estimator("first", {"features": FEATURES}),
        LeastSquares: estimator("least squares"),
        MinimumNorm: estimator("least squares"),
        Ridge: estimator("ridge", {"penalty": PENALTY}),
        PenaltyBeforeDesign: estimator("ridge"),
        RotationEquivariantOutput: lambda predictor, sample: (
            predictor in (f"{sample} least squares", f"{sample} ridge") or None
        ),
        gain.OrthogonalAction: lambda group, sample: of(group) == sample or None,
        gain.FixedSignal: lambda signal, group: of(signal) == of(group) or None,
        StandardGaussianMatrix: lambda matrix: (
            dict(zip(("rows", "columns"), MATRICES[matrix], strict=False)) if matrix == "standard" else None
        ),
        GaussianEntries: lambda matrix: dict(zip(("rows", "columns", "deviation"), MATRICES[matrix], strict=True)),
    }
    objects = {
        "sample": tuple(SAMPLES), "law": tuple(f"{s} law" for s in SAMPLES), "group": tuple(f"{s} cycles" for s in SAMPLES),
        "signal": tuple(signals), "predictor": tuple(estimates), "noise": ("errors",), "matrix": tuple(MATRICES),
    }  # fmt: skip
    return World("gaussian design", draws, objects, truths, properties)
