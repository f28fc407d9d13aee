"""The functions on SymPy expressions; those that SymPy lacks become functions without a rule that print well in TeX."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import add as _add
from operator import mul as _mul
from operator import sub as _sub
from operator import truediv as _truediv
from typing import Any

import sympy

pi = sympy.pi.__pos__
add: Callable[..., Any] = _add
subtract: Callable[..., Any] = _sub
multiply: Callable[..., Any] = _mul
divide: Callable[..., Any] = _truediv
exp, log, sqrt, ceil, floor = sympy.exp, sympy.log, sympy.sqrt, sympy.ceiling, sympy.floor
absolute, maximum, minimum, power = sympy.Abs, sympy.Max, sympy.Min, sympy.Pow


def convert(x: Any) -> Any:
    """The argument as a SymPy expression; int and Fraction stay exact."""
    return sympy.sympify(x)


def number(x: Any) -> Any:
    """The constant itself."""
    return sympy.sympify(x)


def expm1(x: Any) -> Any:
    """exp(x) - 1."""
    return sympy.exp(x) - 1


def log1p(x: Any) -> Any:
    """log(1 + x)."""
    return sympy.log(1 + x)


def log2(x: Any) -> Any:
    """The logarithm to base 2."""
    return sympy.log(x) / sympy.log(2)


def log_factorial(n: Any) -> Any:
    """log n!."""
    return sympy.log(sympy.factorial(n))


def log_binomial(n: Any, k: Any) -> Any:
    """log of the binomial coefficient."""
    return sympy.log(sympy.binomial(n, k, evaluate=False))


def log_binomial_sum(n: Any, d: Any) -> Any:
    """log of a sum of binomial coefficients."""
    i = sympy.Symbol("i", integer=True)
    return sympy.log(sympy.Sum(sympy.binomial(n, i, evaluate=False), (i, 0, d)))


def _named(name: str, tex: str, between: str = r", ") -> Any:
    """An undefined SymPy function `name` that prints as `tex` applied to its arguments, joined by `between`."""

    def _latex(self: Any, printer: Any, exp: str | None = None) -> str:
        raised = tex if exp is None else f"{{{tex}}}^{{{exp}}}"
        return rf"{raised}\left({between.join(map(printer._print, self.args))}\right)"

    return type(name, (sympy.Function,), {"_latex": _latex, "is_real": True, "is_commutative": True})


log_positive_part = _named("log_positive_part", r"\log^{+}")
kl = _named("kl", r"\operatorname{kl}", r" \,\|\, ")
kl_inverse = _named("kl_inverse", r"\operatorname{kl}^{-1}")
kl_inverse_lower = _named("kl_inverse_lower", r"\operatorname{kl}^{-1}_{-}")
binomial_upper = _named("binomial_upper", r"\operatorname{B}^{-1}_{+}")
binomial_lower = _named("binomial_lower", r"\operatorname{B}^{-1}_{-}")
_sum = _named("sum_of", r"\sum")
_product = _named("product_of", r"\prod")


def sum_of(values: Any) -> Any:
    """The sum of a sequence; of one symbol that stands for many numbers, an unevaluated sum."""
    return _sum(values) if isinstance(values, sympy.Basic) else reduce(_add, values, sympy.Integer(0))


def product_of(values: Any) -> Any:
    """The product of a sequence; of one symbol that stands for many numbers, an unevaluated product."""
    return _product(values) if isinstance(values, sympy.Basic) else reduce(_mul, values, sympy.Integer(1))
