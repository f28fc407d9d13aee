"""Boxes through entrywise functions. What is not piecewise linear is enclosed by Arb at the ends of each interval."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from corollary.errors import InputError
from corollary.observe.certified.box import Box
from corollary.observe.certified.directed import arb_down, arb_up
from corollary.observe.certified.sums import Array
from corollary.observe.layers import Activation, Clip

if TYPE_CHECKING:
    from flint import arb

Ball = Callable[["arb"], "arb"]
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
VALLEYS = {
    "gelu": (-0.7518, -0.7517, -0.169972),
    "silu": (-1.2785, -1.2784, -0.278465),
    "hard_swish": (-1.5, -1.5, -0.375),
}
"""Functions that decrease and then increase: an interval that contains the turning point, and a lower bound of the
minimum.

gelu' = Phi(t) + t phi(t) tends to 0 at -infinity and has derivative (2 - t^2) phi(t): it falls, then rises through 0
once before sqrt 2, and stays positive. silu' has the sign of t + 1 + e^t (for t < 0 after division by positive
factors), which increases. hard_swish is a parabola.
"""


def activation_image(layer: Activation, box: Box) -> Box:
    """The image of a box under an activation; `InputError` for a kind without a sound enclosure here (mish,
    gelu_tanh).
    """
    kind = layer.kind
    if kind == "relu":
        return box.map(lambda x: np.maximum(x, 0.0))
    if kind == "abs":
        inside = (box.lower <= 0) & (box.upper >= 0)
        low, high = np.abs(box.lower), np.abs(box.upper)
        return Box(np.where(inside, 0.0, np.minimum(low, high)), np.maximum(low, high))
    if kind == "leaky_relu":
        return _leaky(np.asarray(layer.slope, dtype=np.float64), box)
    function = _functions(layer).get(kind)
    if function is None:
        raise InputError(
            f"there is no interval bound here for the activation {kind}: use relu, leaky_relu, tanh, sigmoid or gelu"
        )
    lower, upper = _ends(function, box.lower), _ends(function, box.upper)
    if kind not in VALLEYS:
        return Box(lower[0], upper[1])
    start, end, minimum = VALLEYS[kind]
    turns = (box.lower <= end) & (box.upper >= start)
    least = np.minimum(lower[0], upper[0])
    return Box(np.where(turns, np.minimum(least, minimum), least), np.maximum(lower[1], upper[1]))


def clip_image(layer: Clip, box: Box) -> Box:
    """The image of a box under a clip: exact."""
    return box.map(lambda x: np.clip(x, layer.low, layer.high))


def _leaky(slope: Array, box: Box) -> Box:
    """x for x >= 0, slope x for x < 0: non-decreasing for slopes at least 0, otherwise falling and then rising, with
    least value 0 at 0.
    """
    low_at_lower, high_at_lower = _leaky_at(slope, box.lower)
    low_at_upper, high_at_upper = _leaky_at(slope, box.upper)
    least = np.where((box.lower <= 0) & (box.upper >= 0), 0.0, np.minimum(low_at_lower, low_at_upper))
    rising = slope >= 0
    return Box(
        np.where(rising, low_at_lower, least), np.where(rising, high_at_upper, np.maximum(high_at_lower, high_at_upper))
    )


def _leaky_at(slope: Array, x: Array) -> tuple[Array, Array]:
    with np.errstate(invalid="ignore"):
        product = np.where((slope == 0) | (x >= 0), 0.0, slope * x)
    exact = (product == 0) & ((slope == 0) | (x == 0)) | (slope == 1)
    low = np.where(exact, product, np.nextafter(product, -np.inf))
    high = np.where(exact, product, np.nextafter(product, np.inf))
    return np.where(x >= 0, x, low), np.where(x >= 0, x, high)


def _ends(function: Ball, points: Array) -> tuple[Array, Array]:
    """Lower and upper bounds of the function at each point."""
    from flint import arb

    balls = [function(arb(float(x))) for x in points.ravel()]
    lower = np.array([arb_down(b) for b in balls], dtype=np.float64)
    upper = np.array([arb_up(b) for b in balls], dtype=np.float64)
    return lower.reshape(points.shape), upper.reshape(points.shape)


def _functions(layer: Activation) -> dict[str, Ball]:
    from flint import arb

    def below(x: "arb", scale: float) -> "arb":
        return x if x >= 0 else arb(scale) * x.expm1()

    def hard_swish(x: "arb") -> "arb":
        return x if x >= 3 else arb(0) if x <= -3 else x * (x + 3) / 6

    slope = layer.slope
    functions: dict[str, Ball] = {
        "tanh": lambda x: x.tanh(),
        "sigmoid": lambda x: 1 / (1 + (-x).exp()),
        "softplus": lambda x: (x + (-x).exp().log1p()) if x > 0 else x.exp().log1p(),
        "softsign": lambda x: x / (1 + abs(x)),
        "exp": lambda x: x.exp(),
        "selu": lambda x: arb(SELU_SCALE) * below(x, SELU_ALPHA),
        "gelu": lambda x: x * (1 + (x / arb(2).sqrt()).erf()) / 2,
        "silu": lambda x: x / (1 + (-x).exp()),
        "hard_swish": hard_swish,
    }
    if isinstance(slope, float | int) and slope > 0:
        functions["elu"] = lambda x: below(x, slope)
        functions["celu"] = lambda x: x if x >= 0 else arb(slope) * (x / arb(slope)).expm1()
    return functions
