"""Which arithmetic an argument belongs to, decided by its type without importing any library."""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from functools import lru_cache
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
    found = _kind_of_type(type(x))
    if found is None:
        raise InputError(f"{x!r} is not a number, an array or a symbol.")
    return found


@lru_cache(maxsize=1024)
def _kind_of_type(cls: type) -> Kind | None:
    from corollary.logic.arithmetic.ball import Ball
    from corollary.logic.arithmetic.exact import Exact

    if issubclass(cls, Exact | int | Fraction | Decimal):
        return Kind.EXACT
    if issubclass(cls, float):
        return Kind.FLOAT
    if issubclass(cls, Ball):
        return Kind.BALL
    roots = {base.__module__.partition(".")[0] for base in cls.__mro__}
    if "sympy" in roots:
        return Kind.SYMBOL
    if roots & {"jax", "jaxlib"}:
        return Kind.TRACED
    if "numpy" in roots:
        return Kind.ARRAY
    return Kind.BALL if "flint" in roots else None
