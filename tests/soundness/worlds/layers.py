"""Convolutional layers as explicit matrices, stacks of layers by what moves what, and spectral norms of matrices by iteration.

The matrix `adverse` was made when the start of its power iteration was known: it hardly moves what lies in that direction.
"""

from itertools import product
from typing import Any

import numpy as np

from corollary.corpus.architecture.convolution_singular_values import CircularSpectrum
from corollary.corpus.architecture.parameter_and_multiplication_count import ConvolutionShape, LayerParameters
from corollary.corpus.architecture.receptive_field import LayerStack, ReceptiveFieldSize
from corollary.corpus.architecture.zero_padded_convolution_norm import PaddedSpectrum
from corollary.corpus.networks.gram_iteration_spectral_bound import GramFrobeniusNorm, GramIterations, SpectralNorm
from corollary.corpus.networks.lipschitz_constant_of_network import LayerLipschitz
from corollary.corpus.networks.power_iteration_lower_bound import Columns, PowerIterate, PowerIterations, UniformStart
from tests.soundness.world import World

SIDE, KERNEL, OUT, IN = 6, 3, 2, 3
STACK = {"sizes": (3, 2, 3), "dilations": (1, 1, 2), "strides": (2, 1, 2)}
GROUPED = {"inputs": 4, "outputs": 6, "side": 3, "dimensions": 2, "groups": 2}
MATRICES = {"square": 2, "wide": 1, "close pair": 6, "adverse": 3}  # number of iterations


def convolution(kernel: np.ndarray, circular: bool) -> np.ndarray:
    """The matrix of a two-dimensional convolution on signals of side SIDE, zero padding by one or circular."""
    matrix = np.zeros((OUT, SIDE, SIDE, IN, SIDE, SIDE))
    for i, j, a, b in product(range(SIDE), range(SIDE), range(KERNEL), range(KERNEL)):
        u, v = (i + a, j + b) if circular else (i + a - 1, j + b - 1)
        if circular or (0 <= u < SIDE and 0 <= v < SIDE):
            matrix[:, i, j, :, u % SIDE, v % SIDE] += kernel[:, :, a, b]
    return matrix.reshape(OUT * SIDE**2, IN * SIDE**2)


def spectrum(kernel: np.ndarray, side: int) -> float:
    """Greatest spectral norm of the transformed kernel over the frequencies of a torus."""
    transformed = np.fft.fft2(kernel, s=(side, side)).transpose(2, 3, 0, 1)
    return float(np.linalg.norm(transformed, ord=2, axis=(2, 3)).max())


def reach() -> int:
    """Width of the set of inputs that move one output of the stack, the layers applied one by one to indicator vectors."""
    width = 60
    influence = np.eye(width, dtype=bool)  # position, input
    for size, dilation, stride in zip(*(STACK[k] for k in ("sizes", "dilations", "strides")), strict=True):
        places = range((len(influence) - dilation * (size - 1) - 1) // stride + 1)
        influence = np.array(
            [np.any([influence[stride * t + dilation * j] for j in range(size)], axis=0) for t in places]
        )
    return int(max(np.ptp(np.flatnonzero(row)) + 1 for row in influence))


def world(seed: int, draws: int, naive: bool = False) -> World:
    """`naive`: say of the matrix that knows the start that the start is uniform, which it is."""
    rng = np.random.default_rng(seed)
    kernels = {
        "circular": rng.normal(size=(OUT, IN, KERNEL, KERNEL)),
        "zero-padded": rng.normal(size=(OUT, IN, KERNEL, KERNEL)),
    }
    pair = np.linalg.qr(rng.normal(size=(5, 5)))[0] * np.array([1.0, 0.98, 0.3, 0.2, 0.1])
    matrices = {"square": rng.normal(size=(6, 6)), "wide": rng.normal(size=(3, 8)), "close pair": pair @ pair.T}
    starts = {name: rng.normal(size=(draws, m.shape[1])) for name, m in matrices.items()}
    frames = np.linalg.qr(rng.normal(size=(draws, 4, 4)))[0]  # a uniform point and what is orthogonal to it
    matrices["adverse"] = frames @ np.diag([0.01, 1.0, 0.5, 0.5]) @ frames.transpose(0, 2, 1)
    starts["adverse"] = frames[:, :, 0]
    independent = "independent" in UniformStart.says and not naive

    def gram(matrix: str) -> Any:
        found = matrices[matrix]
        for _ in range(MATRICES[matrix]):
            found = np.swapaxes(found, -1, -2) @ found
        return np.linalg.norm(found, axis=(-2, -1))

    def iterate(matrix: str, seed: str) -> np.ndarray:
        v, w = starts[matrix][:, :, None], matrices[matrix]
        for _ in range(MATRICES[matrix]):
            v = np.swapaxes(w, -1, -2) @ (w @ v)
        return (np.linalg.norm(w @ v, axis=1) / np.linalg.norm(v, axis=1))[:, 0]

    def parameters(layer: str) -> float | None:
        """Kernels and biases counted entry by entry, group after group."""
        if layer != "grouped":
            return None  # the others have no biases
        g = GROUPED["groups"]
        kernel = np.zeros(
            (GROUPED["outputs"] // g, GROUPED["inputs"] // g, *(GROUPED["side"],) * GROUPED["dimensions"])
        )
        return float(g * (kernel.size + GROUPED["outputs"] // g))

    jumps = np.concatenate([[1], np.cumprod(STACK["strides"])[:-1]])
    stack = {"sizes": np.array(STACK["sizes"]), "dilations": np.array(STACK["dilations"]), "jumps": jumps}
    truths: dict[Any, Any] = {
        CircularSpectrum: lambda layer: spectrum(kernels[layer], SIDE) if layer == "circular" else None,
        PaddedSpectrum: lambda layer: spectrum(kernels[layer], SIDE + KERNEL - 1) if layer == "zero-padded" else None,
        LayerLipschitz: lambda layer: (
            float(np.linalg.norm(convolution(kernels[layer], layer == "circular"), 2)) if layer in kernels else None
        ),
        LayerParameters: parameters,
        ReceptiveFieldSize: lambda network: reach(),
        SpectralNorm: lambda matrix: np.linalg.norm(matrices[matrix], ord=2, axis=(-2, -1)),
        GramFrobeniusNorm: gram,
        GramIterations: lambda matrix: MATRICES[matrix],
        PowerIterations: lambda matrix, seed: MATRICES[matrix],
        PowerIterate: iterate,
        Columns: lambda matrix: matrices[matrix].shape[-1],
    }
    properties: dict[Any, Any] = {
        ConvolutionShape: lambda layer: GROUPED if layer == "grouped" else None,
        LayerStack: lambda network: stack,
        UniformStart: lambda matrix, seed: None if matrix == "adverse" and independent else True,
    }
    before = frozenset((name, "start") for name in matrices if name != "adverse")
    objects = {"layer": (*kernels, "grouped"), "network": ("stack",), "matrix": tuple(matrices), "seed": ("start",)}
    return World("layers", draws, objects, truths, properties, before)
