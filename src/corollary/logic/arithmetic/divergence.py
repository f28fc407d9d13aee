"""Relative entropy between Bernoulli laws and its inverses, on ``arb`` arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from corollary.logic.arithmetic.ball import rigorous
from corollary.logic.arithmetic.out_of_range import OutOfRange

# The inverses are computed at this precision, and known to about 2**-TIGHT relative to their value.
WORKING, TIGHT = 320, 130


def kl(p: Any, q: Any) -> Any:
    """The hull of kl over the boxes: it grows with the distance of q from p, so two corners are enough."""
    from flint import arb

    (p0, p1), (q0, q1) = _unit("kl", p), _unit("kl", q)
    with rigorous(WORKING):
        corners = [kl_at(p0, q1), kl_at(p1, q0)]
        if p1 <= q0:
            hull = corners[0], corners[1]
        elif q1 <= p0:
            hull = corners[1], corners[0]
        else:
            hull = corners[0].max(corners[1]), arb(0)
        return hull[0] if hull[0] == arb.pos_inf() and hull[1] == arb.pos_inf() else hull[0].union(hull[1])


def kl_inverse(p: Any, c: Any) -> Any:
    """The hull of sup{q in [p, 1]: kl(p, q) <= c}: increasing in p and in c."""
    return _hull("kl_inverse", _upper_root, p, c, (1, 1))


def kl_inverse_lower(p: Any, c: Any) -> Any:
    """The hull of inf{q in [0, p]: kl(p, q) <= c}: increasing in p, decreasing in c."""
    return _hull("kl_inverse_lower", _lower_root, p, c, (1, -1))


def kl_at(p: Any, q: Any) -> Any:
    """kl(p, q) for exact p, q in [0, 1]; infinite if q is 0 or 1 and p is not."""
    from flint import arb

    if p == q:
        return arb(0)
    if q == 0 or q == 1:
        return arb.pos_inf()
    return (_half(p, q, q - p) + _half(1 - p, 1 - q, p - q)).max(arb(0))


def _half(p: Any, q: Any, distance: Any) -> Any:
    """p log(p / q) with distance = q - p, 0 at p = 0."""
    if p == 0:
        return p
    ratio = distance / p
    return -p * (ratio.log1p() if abs(ratio) < 0.5 else (q / p).log())


def _unit(name: str, p: Any) -> tuple[Any, Any]:
    """The ends of the part of p inside [0, 1]."""
    from flint import arb

    if p.is_nan() or p < 0 or p > 1:
        raise OutOfRange(f"{name}: {p.str(10)} is not a probability.")
    return p.lower().max(arb(0)), p.upper().min(arb(1))


def _hull(name: str, root: Callable[[Any, Any], Any], p: Any, c: Any, signs: tuple[int, int]) -> Any:
    from flint import arb

    p0, p1 = _unit(name, p)
    if c.is_nan() or c < 0:
        raise OutOfRange(f"{name}: the radius {c.str(10)} is negative.")
    c0, c1 = c.lower().max(arb(0)), c.upper()
    if signs[1] < 0:
        c0, c1 = c1, c0
    with rigorous(WORKING):
        most = root(p1, c1)
        return most if p0 == p1 and c0 == c1 else most.union(root(p0, c0))


def _upper_root(p: Any, c: Any) -> Any:
    """A ball around the greatest q >= p with kl(p, q) <= c, for exact p and c."""
    from flint import arb

    if c == 0 or p == 1:
        return p
    if not c.is_finite():
        return arb(1)
    ceiling = 1 - arb(2) ** -200
    if p >= ceiling or kl_at(p, ceiling) <= c:
        return p.max(ceiling).union(arb(1))
    start = (p + _distance(p, 1 - p, c)).upper()
    start = start.min((-(-(c + _entropy(p)) / (1 - p)).expm1()).upper()).min(ceiling)
    return _certified(p, c, start.max(p), 1)


def _lower_root(p: Any, c: Any) -> Any:
    """A ball around the least q <= p with kl(p, q) <= c, for exact p and c."""
    from flint import arb

    if c == 0 or p == 0:
        return p
    if not c.is_finite():
        return arb(0)
    ground = p.min(arb(2) ** -1400)
    if kl_at(p, ground) <= c:
        return ground.union(arb(0))
    start = (p - _distance(1 - p, p, c)).lower()
    start = start.max((-(c + _entropy(p)) / p).exp().lower()).max(ground)
    return _certified(p, c, start.min(p), -1)


def _distance(left: Any, right: Any, c: Any) -> Any:
    """At least the distance of the root from p: the explicit forms of the bound and their mirror images."""
    return ((2 * left * c).sqrt() + 2 * c).min((2 * right * c).sqrt()).min((c / 2).sqrt())


def _entropy(p: Any) -> Any:
    """-p log p - (1 - p) log(1 - p), at an exact p."""
    return -(0 if p == 0 else p * p.log()) - (0 if p == 1 else (1 - p) * (-p).log1p())


def _certified(p: Any, c: Any, start: Any, side: int) -> Any:
    """Newton's iteration from outside the root (kl is convex in q), then a bracket whose ends have certain signs."""
    from flint import arb

    q = start
    for _ in range(200):
        if not (q - p) * side > 0:
            break
        step = ((kl_at(p, q) - c) * q * (1 - q) / (q - p)).mid()
        q = (q - step).mid()
        if abs(step) <= abs(q - p) * arb(2) ** -TIGHT:
            break
    return _bracket(p, c, q.max(p) if side > 0 else q.min(p), side)


def _bracket(p: Any, c: Any, q: Any, side: int) -> Any:
    """The least ball tried around q whose inner end certainly has kl <= c and whose outer end certainly has kl >= c."""
    from flint import arb

    end = arb(1) if side > 0 else arb(0)
    width = (abs(q - p).min(q) * arb(2) ** -TIGHT).max(abs(q) * arb(2) ** (20 - WORKING)).upper()
    for _ in range(WORKING):
        inner, outer = (q - side * width).mid(), (q + side * width).mid()
        inner = inner.max(p) if side > 0 else inner.min(p)
        outer = outer.min(end) if side > 0 else outer.max(end)
        if kl_at(p, inner) <= c and (outer == end or kl_at(p, outer) >= c):
            return inner.union(outer)
        width = width * 256
    return p.union(end)
