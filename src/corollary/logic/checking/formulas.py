"""Claims as SymPy expressions, and their enclosures by Arb balls.

A claim is given as functions of the same named parameters. `domain` gives each parameter its interval (real line if
left out); `whole` names the parameters that are integers.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from operator import add, mul
from typing import Any

from corollary.errors import InputError

Domain = Mapping[str, tuple[Any, Any]]
Enclosure = Callable[[list[Any]], Any]


def names(*functions: Callable[..., Any]) -> tuple[str, ...]:
    """The common parameter names of the functions.

    Raises:
        InputError: they differ.
    """
    found = {tuple(inspect.signature(function).parameters) for function in functions}
    if len(found) != 1:
        raise InputError("The sides of a claim must be functions of the same parameters, in the same order.")
    return found.pop()


def unknowns(of: tuple[str, ...], domain: Domain | None = None, whole: str = "") -> list[Any]:
    """Real symbols of these names; positive if the domain lies in (0, inf) or [0, inf), integers if in `whole`."""
    import sympy

    known = dict(domain or {})
    stray = (set(known) | set(whole.split())) - set(of)
    if stray:
        raise InputError(f"The claim has no parameter {', '.join(sorted(stray))}.")
    return [
        sympy.Symbol(name, positive=True, integer=True if name in whole.split() else None)
        if name in known and known[name][0] >= 0
        else sympy.Symbol(name, real=True, integer=True if name in whole.split() else None)
        for name in of
    ]


def expression(value: Any) -> Any:
    """The SymPy expression of what a claim's function returned; floats are refused, since they are not exact.

    Raises:
        InputError: it contains a float.
    """
    import sympy

    found = value._sympy_() if hasattr(value, "_sympy_") else sympy.sympify(value)
    if found.atoms(sympy.Float):
        raise InputError(f"{found} contains a float: write exact numbers, as x / 2 or Fraction(1, 3).")
    return found


def ball(low: Fraction, high: Fraction) -> Any:
    """The Arb ball of an interval with rational ends."""
    from flint import arb, fmpq

    ends = [arb(fmpq(end.numerator, end.denominator)) for end in (low, high)]
    return ends[0] if low == high else ends[0].union(ends[1])


def compiled(found: Any, symbols: list[Any]) -> Enclosure:
    """A function from balls (one for each symbol) to a ball with the expression's values, nan where it is undefined.

    Raises:
        InputError: the expression has a function that has no enclosure here.
    """
    import sympy
    from flint import arb, fmpq

    if found in symbols:
        at = symbols.index(found)
        return lambda balls: balls[at]
    if found.is_Rational:
        exact = fmpq(int(found.p), int(found.q))
        return lambda balls: arb(exact)
    if found == sympy.E:
        return lambda balls: arb(1).exp()
    if found == sympy.pi:
        return lambda balls: arb.pi()
    parts = [compiled(part, symbols) for part in found.args]
    if isinstance(found, sympy.Add | sympy.Mul):
        operation = add if isinstance(found, sympy.Add) else mul
        return lambda balls: reduce(operation, (part(balls) for part in parts))
    if isinstance(found, sympy.Pow):
        return _power(found.exp, parts)
    return _function(type(found).__name__, parts)


def _power(exponent: Any, parts: list[Enclosure]) -> Enclosure:
    from flint import arb

    base, power = parts
    if exponent.is_Integer:
        count = int(exponent)
        return (lambda balls: base(balls) ** count) if count > 0 else (lambda balls: 1 / base(balls) ** -count)
    if exponent.is_Rational and exponent.q == 2:
        count = int(exponent.p)
        return (
            (lambda balls: base(balls).sqrt() ** count)
            if count > 0
            else (lambda balls: 1 / base(balls).sqrt() ** -count)
        )
    return lambda balls: (power(balls) * base(balls).log()).exp() if base(balls) > 0 else arb.nan()


def _function(name: str, parts: list[Enclosure]) -> Enclosure:
    from flint import arb

    known: dict[str, Callable[..., Any]] = {
        "exp": lambda x: x.exp(),
        "log": lambda x: x.log() if x > 0 else arb.nan(),
        "tanh": lambda x: x.tanh(),
        "sinh": lambda x: x.sinh(),
        "cosh": lambda x: x.cosh(),
        "sin": lambda x: x.sin(),
        "cos": lambda x: x.cos(),
        "Abs": abs,
        "Max": lambda *xs: reduce(lambda x, y: x.max(y), xs),
        "Min": lambda *xs: reduce(lambda x, y: x.min(y), xs),
    }
    if name not in known:
        raise InputError(f"{name} has no enclosure by balls here; the claim cannot be checked so.")
    return lambda balls: known[name](*(part(balls) for part in parts))


def shown(symbols: list[Any], point: list[Fraction]) -> dict[str, str]:
    """A point for a verdict."""
    return {str(symbol): str(value) for symbol, value in zip(symbols, point, strict=True)}
