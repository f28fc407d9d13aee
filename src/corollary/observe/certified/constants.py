"""Lipschitz constants, for Euclidean norms, of the layers that are not affine."""

from fractions import Fraction
from math import inf

import numpy as np

from corollary.observe.certified.directed import add_up, div_up, sqrt_down, sqrt_up
from corollary.observe.layers import Activation, Clip, Layer, LayerNorm, Pooling, Shape, Softmax

SUPREMA = {
    "relu": 1.0,
    "abs": 1.0,
    "tanh": 1.0,
    "softplus": 1.0,
    "softsign": 1.0,
    "sigmoid": 0.25,
    "gelu": 1.1289042, "gelu_tanh": 1.129, "silu": 1.0999, "mish": 1.0886,
    "hard_swish": 1.5, "selu": 1.7580994,
}  # fmt: skip
"""Upper bounds of the supremum of |f'|; those that are not exact are verified with Arb in the tests.

gelu: f'' = (2 - t^2) phi(t), so |f'| is largest at sqrt 2 (or -sqrt 2, where it is smaller): Phi(sqrt 2) + sqrt 2
phi(sqrt 2) = 1.12890414... hard_swish: f' = t / 3 + 1 / 2 up to t = 3. selu: the product of its two constants,
1.75809934...
"""


def layer_constant(layer: Layer, shape: Shape) -> tuple[float, str]:
    """An upper bound of the Lipschitz constant of a layer with one input of this shape, and how; infinite, with the
    reason, where none is known.
    """
    if isinstance(layer, Activation):
        return _activation(layer)
    if isinstance(layer, Clip):
        return (1.0 if layer.high > layer.low else 0.0), "clip"
    if isinstance(layer, Softmax):
        return _softmax(layer, shape)
    if isinstance(layer, Pooling) and layer.kind == "max":
        overlap = max_overlap(layer, shape)
        return sqrt_up(float(overlap)), f"maximum pooling, every entry in at most {overlap} windows"
    if isinstance(layer, LayerNorm):
        return _layer_norm(layer)
    return inf, f"no Lipschitz constant is known here for a {type(layer).__name__} layer"


def _activation(layer: Activation) -> tuple[float, str]:
    slope = float(np.max(np.abs(layer.slope), initial=0.0))
    if layer.kind == "leaky_relu":
        return max(1.0, slope), "leaky_relu: max(1, |slope|)"
    if layer.kind == "elu":
        return max(1.0, slope), "elu: |f'| <= max(1, |alpha|)"
    if layer.kind == "celu" and np.all(np.asarray(layer.slope) > 0):
        return 1.0, "celu: 0 < f' <= 1"
    if layer.kind in SUPREMA:
        return SUPREMA[layer.kind], f"{layer.kind}: supremum of |f'|"
    return inf, f"{layer.kind} has no global Lipschitz constant"


def _softmax(layer: Softmax, shape: Shape) -> tuple[float, str]:
    """The Jacobian of softmax is the covariance of a random unit vector e_I: v^T J v = Var(v_I) <= (max v - min v)^2 /
    4 <= |v|^2 / 2.

    That of log-softmax is I - 1 p^T, a projection; for K >= 2 it has the norm of its complement 1 p^T: |1| |p| <= sqrt
    K.
    """
    if not layer.log:
        return 0.5, "softmax: largest variance of a coordinate"
    classes = shape[layer.axis]
    return (sqrt_up(float(classes)) if classes > 1 else 0.0), "log-softmax: norm of I - 1 p^T"


def max_overlap(layer: Pooling, shape: Shape) -> int:
    """The largest number of windows that one entry lies in.

    |max over a window of x - the same of y| <= the largest |x_i - y_i| in it, so squares add up to at most this number
    times |x - y|^2.
    """
    overlap = 1
    for axis, count in enumerate(layer.output_shape(shape)[1:]):
        starts = layer.stride[axis] * np.arange(count) - layer.padding[axis][0]
        places = (starts[:, None] + layer.dilation[axis] * np.arange(layer.window[axis])).ravel()
        inside = places[(places >= 0) & (places < shape[1 + axis])]
        overlap *= int(np.bincount(inside).max(initial=0))
    return overlap


def _layer_norm(layer: LayerNorm) -> tuple[float, str]:
    """With c = x - mean and s = sqrt(|c|^2 / n + epsilon), the Jacobian of c / s is (I - c c^T / (n s^2)) / s, of norm
    at most 1 / sqrt epsilon;
    centring is a projection, and the scale multiplies by at most its largest entry."""
    if layer.epsilon <= 0:
        return inf, "layer normalisation with epsilon 0 is not Lipschitz"
    factor = 1.0 if layer.scale is None else float(np.max(np.abs(layer.scale), initial=0.0))
    return div_up(factor, sqrt_down(layer.epsilon)), "layer normalisation: largest scale / sqrt(epsilon)"


def join_constant(constants: list[float], concatenated: bool) -> float:
    """The constant of a sum (the sum of the constants) or of a concatenation (the root of the sum of their squares)."""
    if not concatenated:
        return add_up(*constants)
    return inf if inf in constants else sqrt_up(sum((Fraction(c) ** 2 for c in constants), Fraction(0)))
