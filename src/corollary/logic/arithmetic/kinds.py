"""Which arithmetic an argument belongs to, decided by its type without importing any library."""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum
from numbers import Rational, Real
from typing import Any

from corollary.errors import InputError


class Kind(IntEnum):
    """The arithmetics, in the order of precedence: a mixed expression is computed in the greatest kind present."""

    EXACT = 0
    FLOAT = 1
    BALL = 2
    ARRAY = 3
    TRACED = 4  # a JAX array
    SYMBOL = 5


def kind(x: Any) -> Kind:
    """The arithmetic of `x`. Raises InputError if it is no number, array or symbol."""
    found = known_kind(type(x))
    if found is None:
        raise InputError(f"{x!r} is not a number, an array or a symbol.")
    return found


_known: dict[type, Kind | None] = {}


def known_kind(cls: type) -> Kind | None:
    """The arithmetic of the values of a type, None if they are no numbers."""
    if cls not in _known:
        _known[cls] = _find_kind(cls)
    return _known[cls]


def _find_kind(cls: type) -> Kind | None:
    from corollary.logic.arithmetic.ball import Ball
    from corollary.logic.arithmetic.exact import Exact

    roots = {base.__module__.partition(".")[0] for base in cls.__mro__}
    if "sympy" in roots:
        return Kind.SYMBOL
    if issubclass(cls, Exact | Rational | Decimal):  # NumPy's integer and floating scalars among them
        return Kind.EXACT
    if issubclass(cls, Real):
        return Kind.FLOAT
    if issubclass(cls, Ball):
        return Kind.BALL
    if roots & {"jax", "jaxlib"}:
        return Kind.TRACED
    if "numpy" in roots:
        return Kind.ARRAY
    return Kind.BALL if "flint" in roots else None
