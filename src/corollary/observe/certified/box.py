"""Boxes of numbers, and their images under affine maps, rounded outward.

An interval [l, u] is handled as centre c and radius r. For y = A x + b the true values lie within |A| r + |A (c as
computed) errors| of A c + b: |fl(A c + b) - (A c + b)| <= gamma(k + 1) (|A| |c| + |b|). Both error terms are one
product with |A|, itself rounded up.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from corollary.errors import InputError
from corollary.observe.certified.arrays import add_down, add_up, as_array
from corollary.observe.certified.directed import gamma
from corollary.observe.certified.sums import TINY, Array, outward_up


@dataclass(frozen=True, eq=False)
class Box:
    """All tensors x with ``lower <= x <= upper``, entry by entry. Ends are float64 and not NaN; they may be
    infinite.
    """

    lower: Array
    upper: Array

    def __post_init__(self) -> None:
        if self.lower.shape != self.upper.shape or not np.all(self.lower <= self.upper):
            raise InputError("a box needs two arrays of one shape, without NaN, the lower nowhere above the upper")

    def contains(self, point: Array) -> bool:
        """Whether a point lies in the box."""
        return bool(np.all((self.lower <= point) & (point <= self.upper)))

    def map(self, function: Callable[[Array], Array]) -> "Box":
        """The image under a rearrangement of entries."""
        return Box(function(self.lower), function(self.upper))

    def __add__(self, other: "Box") -> "Box":
        return Box(add_down(self.lower, other.lower), add_up(self.upper, other.upper))


def ball(centre: Array, radius: float) -> Box:
    """The box of the points within ``radius`` of ``centre`` in every coordinate, rounded outward."""
    point = as_array(centre, "the centre")
    if not radius >= 0:
        raise InputError(f"a box has radius {radius}: give a number that is at least 0")
    return Box(add_down(point, np.full_like(point, -radius)), add_up(point, np.full_like(point, radius)))


def affine_image(
    box: Box, linear: Callable[[Array], Array], absolute: Callable[[Array], Array], roundings: int, bias: Array | float
) -> Box:
    """The image of a box under x -> A x + b.

    ``linear`` computes A x with at most ``roundings`` terms and roundings a term (in any order), ``absolute`` the same
    with |A|. Entries of infinite or overflowing width give infinite ends.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        centre, radius = _centred(box)
        image = linear(centre) + bias
        # at least |A| (r + g |c|) + g |b|, after division by 1 - gamma for its own roundings
        relative = 2 * gamma(roundings + 4)
        spread = absolute(outward_up(radius + relative * np.abs(centre), 2)) + outward_up(
            relative * np.abs(np.asarray(bias)), 1
        )
        spread = outward_up(spread * (1 + relative) + (roundings + 4) * 4 * TINY, 4)
        lost = ~(np.isfinite(image) & np.isfinite(spread))
        image, spread = np.where(lost, 0.0, image), np.where(lost, np.inf, spread)
        return Box(-add_up(-image, spread), add_up(image, spread))


def _centred(box: Box) -> tuple[Array, Array]:
    """c and r with [c - r, c + r] containing the box."""
    centre = np.asarray(box.lower / 2 + box.upper / 2)
    centre = np.where(np.isfinite(centre), centre, 0.0)
    return centre, np.maximum(add_up(box.upper, -centre), add_up(centre, -box.lower))
