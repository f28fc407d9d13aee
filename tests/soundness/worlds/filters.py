"""Filters: what they pass, where they move an impulse, what two of them compose to, and how well they are estimated.

Circular signals of length 15, subsampled by 3 and by 5. The filter `truth` is estimated from white patches and from circular signals.
"""

from typing import Any

import numpy as np
from scipy.signal import convolve

from corollary.corpus.architecture import aliasing_controls_shift_error as aliasing
from corollary.corpus.architecture import convolutional_arithmetic_circuit_depth_efficiency as circuits
from corollary.corpus.architecture import effective_receptive_field_gaussian as receptive
from corollary.corpus.architecture import filter_bandwidth_bound as bandwidth
from corollary.corpus.architecture import odd_kernel_symmetric_padding as padding
from corollary.corpus.architecture import optimal_kernel_size_bias_variance as patches
from corollary.corpus.architecture import stacked_small_kernels as stacked
from corollary.corpus.architecture import weight_sharing_sample_gain as sharing
from corollary.corpus.linear import linear_regression as lr
from corollary.logic.vocabulary import Expected
from tests.soundness.world import World, averaged, table

LENGTH = 15
STRIDES = {"third": 3, "fifth": 5}  # the bands are the lowest frequencies, 5 and 3 of them
STACKS = {"uniform 3": (3, 4), "uniform 2": (2, 1)}  # size, depth
CENTRED = {"centred": (3, 2, 2, 3), "even": (4, 1, 1, 2), "none": (1, 1, 0, 0)}  # size, dilation, padding, depth
PAIRS = {"line": (3, 2, 1), "plane": (2, 3, 2)}  # sides, dimensions
CIRCUITS = {"narrow circuit": (1, 3, 2), "wide circuit": (1, 2, 5)}  # levels, functions, width, for two patches
KERNELS = {"comb": [1.0, 0, 0, 0, 0, 1.0], "box": [1.0] * 4, "hat": [1.0, 2.0, 1.0]}  # greatest gain at frequency 0
FREQUENCIES = {"low": 0.3, "zero of the comb": np.pi / 5, "high": 2.5}
TAPS, NOISE, SIGNALS, SIZE = np.array([1.0, -0.5, 0.3, 0.1]), 0.7, 7, 16
FITTED = {"no taps": 0, "two taps": 2, "all taps": 4}


def shift_error(x: np.ndarray, stride: int) -> float:
    """The greatest distance over all translations, interpolating from the lowest frequencies."""
    classes = LENGTH // stride
    kept = np.arange(-(classes // 2), classes // 2 + 1)

    def through(signal: np.ndarray) -> np.ndarray:
        spectrum = np.zeros(LENGTH, complex)
        spectrum[kept] = stride * np.fft.fft(signal[::stride])[kept % classes]
        return np.fft.ifft(spectrum)

    return max(float(np.linalg.norm(through(np.roll(x, a)) - np.roll(through(x), a))) for a in range(LENGTH))


def outside(x: np.ndarray, stride: int) -> float:
    kept = np.abs(np.fft.fftfreq(LENGTH, 1 / LENGTH)) > LENGTH // stride // 2
    return float(np.linalg.norm(np.fft.ifft(np.fft.fft(x) * kept)))


def radius(size: int, depth: int) -> float:
    profile = np.ones(1)
    for _ in range(depth):
        profile = np.convolve(profile, np.full(size, 1 / size))
    places = np.arange(len(profile))
    return float(np.sqrt(profile @ places**2 - (profile @ places) ** 2))


def displacement(rng: np.random.Generator, size: int, dilation: int, left: int, depth: int) -> float:
    """Of an impulse in the middle of a long signal; y(t) = sum of w(j) x(t + j dilation - left)."""
    x = np.zeros(101)
    x[50] = 1.0
    for _ in range(depth):
        half = rng.uniform(0.5, 1, size)
        x = sum(w * np.roll(x, left - j * dilation) for j, w in enumerate(half + half[::-1]))
    return float(x @ np.arange(101) / x.sum()) - 50


def rank(rng: np.random.Generator, first: int, second: int, dimensions: int) -> float:
    """Of the derivative (da, db) -> da * b + a * db at random kernels."""
    a, b = (rng.normal(size=(side,) * dimensions) for side in (first, second))
    rows = [convolve(e.reshape(a.shape), b, method="direct").ravel() for e in np.eye(a.size)]
    rows += [convolve(a, e.reshape(b.shape), method="direct").ravel() for e in np.eye(b.size)]
    return float(np.linalg.matrix_rank(np.array(rows)))


def products(rng: np.random.Generator, levels: int, functions: int, width: int) -> float:
    """Hidden channels of a shallow circuit for two patches: the rank of the matrix of coefficients."""
    return float(np.linalg.matrix_rank(rng.normal(size=(functions, width)) @ rng.normal(size=(width, functions))))


def world(seed: int, draws: int) -> World:
    rng = np.random.default_rng(seed)
    t = 2 * np.pi * np.arange(LENGTH) / LENGTH
    waves = {"wave": np.cos(3 * t), "slow wave": np.sin(t), "rough": rng.normal(size=LENGTH)}
    gains = {
        (k, f): abs(np.exp(1j * FREQUENCIES[f] * np.arange(len(w))) @ w) / sum(w) for k, w in KERNELS.items() for f in FREQUENCIES
    }  # fmt: skip
    x = rng.normal(size=(draws, SIZE, len(TAPS)))
    y = x @ TAPS + rng.normal(size=(draws, SIZE)) * np.sqrt(NOISE)
    estimates = {"shared": np.zeros((draws, len(TAPS)))}
    for name, k in FITTED.items():
        estimates[name] = np.zeros((draws, len(TAPS)))
        estimates[name][:, :k] = np.einsum("dkn,dn->dk", np.linalg.pinv(x[..., :k]), y) if k else 0
    circular = rng.normal(size=(draws, SIGNALS, LENGTH))
    windows = np.stack([np.roll(circular, j, axis=2) for j in range(len(TAPS))], axis=-1).reshape(draws, -1, len(TAPS))
    labels = windows @ TAPS + rng.normal(size=windows.shape[:2]) * np.sqrt(NOISE)
    gram = np.swapaxes(windows, 1, 2) @ windows
    estimates["shared"] = np.linalg.solve(gram, np.einsum("dnk,dn->dk", windows, labels)[..., None])[..., 0]
    squared = {name: ((found - TAPS) ** 2).sum(axis=1) for name, found in estimates.items()}

    truths: dict[Any, Any] = {
        aliasing.OutOfBandNorm: lambda signal, band: outside(waves[signal], STRIDES[band]) if signal in waves else None,
        aliasing.ShiftError: lambda layer, signal: (
            shift_error(waves[signal], STRIDES[layer]) if signal in waves else None
        ),
        receptive.EffectiveRadius: table({(name,): radius(*of) for name, of in STACKS.items()}),
        padding.Displacement: table({(name,): displacement(rng, *of) for name, of in CENTRED.items()}),
        stacked.ComposedKernelRank: table({(name,): rank(rng, *of) for name, of in PAIRS.items()}),
        circuits.ShallowCircuitWidth: table({(name,): products(rng, *of) for name, of in CIRCUITS.items()}),
        bandwidth.KernelTaps: lambda kernel: len(KERNELS[kernel]),
        bandwidth.PeakDistance: lambda kernel, frequency: FREQUENCIES[frequency],
        bandwidth.RelativeGain: table(gains),
        lr.NoiseVariance: lambda noise: NOISE,
        patches.OmittedEnergy: lambda signal, predictor: (
            float((TAPS[FITTED[predictor] :] ** 2).sum()) if signal == "truth" and predictor in FITTED else None
        ),
        Expected[lr.OutOfSampleExcessRisk, "sample"]: lambda predictor, signal, law: (
            averaged(squared[predictor]) if signal == "truth" and predictor in FITTED else None
        ),
        Expected[lr.ParameterError, "sample"]: lambda predictor, signal: (
            averaged(squared[predictor]) if signal == "truth" else None
        ),
    }
    properties: dict[Any, Any] = {
        aliasing.Subsampling: lambda layer, band: {"stride": STRIDES[layer]} if layer == band else None,
        receptive.UniformKernelStack: table(
            {(m,): dict(zip(("size", "depth"), of, strict=True)) for m, of in STACKS.items()}
        ),
        padding.SymmetricKernelStack: table(
            {(m,): dict(zip(("size", "dilation", "padding", "depth"), of, strict=True)) for m, of in CENTRED.items()}
        ),
        stacked.LinearKernelPair: table(
            {(m,): dict(zip(("first", "second", "dimensions"), of, strict=True)) for m, of in PAIRS.items()}
        ),
        circuits.IndependentRepresentations: lambda network: network in CIRCUITS or None,
        circuits.GenericWeights: lambda network: network in CIRCUITS or None,
        circuits.ArithmeticCircuit: table(
            {(m,): dict(zip(("levels", "functions", "width"), of, strict=True)) for m, of in CIRCUITS.items()}
        ),
        lr.WhiteNoise: lambda noise: True,
        patches.WhitePatches: table({("patches", "normal", "truth", "errors"): {"n": SIZE}}),
        patches.FirstTapsLeastSquares: table({(name, "patches"): {"taps": k} for name, k in FITTED.items()}),
        sharing.CircularFilterData: table({("circles", "truth", "errors"): {"n": SIGNALS, "length": LENGTH}}),
        sharing.SharedFilterLeastSquares: table({("shared", "circles", "truth"): {"taps": len(TAPS)}}),
    }
    objects = {
        "layer": tuple(STRIDES), "band": tuple(STRIDES), "signal": (*waves, "truth"), "network": (*STACKS, *CENTRED, *PAIRS, *CIRCUITS),
        "kernel": tuple(KERNELS), "frequency": tuple(FREQUENCIES), "sample": ("patches", "circles"), "law": ("normal",),
        "noise": ("errors",), "predictor": tuple(estimates),
    }  # fmt: skip
    return World("filters", draws, objects, truths, properties)
