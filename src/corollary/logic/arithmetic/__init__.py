"""One rule body, four arithmetics: balls, floats, arrays (NumPy, JAX) and symbols (SymPy), chosen by the arguments.

A whole number or a `Fraction` alone stays exact: `log(2)` is a constant that becomes a ball beside a ball, a float
beside a float, a symbol beside a symbol. For scalars a function raises `OutOfRange` where it is undefined or may be;
for arrays it gives nan. Logarithms are natural.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add, mul
from typing import Any

from corollary.logic.arithmetic.ball import Ball as Ball
from corollary.logic.arithmetic.ball import exactly as exactly
from corollary.logic.arithmetic.ball import rigorous as rigorous
from corollary.logic.arithmetic.dispatch import apply
from corollary.logic.arithmetic.exact import Exact as Exact
from corollary.logic.arithmetic.exact import exact as exact
from corollary.logic.arithmetic.kinds import Kind, kind
from corollary.logic.arithmetic.out_of_range import OutOfRange as OutOfRange
from corollary.logic.arithmetic.rounding import lower as lower
from corollary.logic.arithmetic.rounding import printed_lower as printed_lower
from corollary.logic.arithmetic.rounding import printed_upper as printed_upper
from corollary.logic.arithmetic.rounding import upper as upper
from corollary.logic.arithmetic.search import first_integer as first_integer
from corollary.logic.arithmetic.search import least_integer as least_integer

# An argument or a value: a number, Ball, Exact, NumPy or JAX array, or SymPy expression.
Number = Any


def exp(x: Number) -> Number:
    """The exponential."""
    return apply("exp", x)


def expm1(x: Number) -> Number:
    """exp(x) - 1, accurate near 0."""
    return apply("expm1", x)


def log(x: Number) -> Number:
    """The natural logarithm, x > 0."""
    return apply("log", x)


def log1p(x: Number) -> Number:
    """log(1 + x), accurate near 0, x > -1."""
    return apply("log1p", x)


def log2(x: Number) -> Number:
    """The logarithm to base 2, x > 0."""
    return apply("log2", x)


def log_positive_part(x: Number) -> Number:
    """log^+ x = max(log x, 0) for x > 0, and 0 at x = 0."""
    return apply("log_positive_part", x)


def sqrt(x: Number) -> Number:
    """The square root, x >= 0."""
    return apply("sqrt", x)


def power(x: Number, y: Number) -> Number:
    """x to the power y: x > 0; or y whole (nonnegative if x may be 0); or x >= 0 and y > 0."""
    return apply("power", x, y)


def absolute(x: Number) -> Number:
    """The absolute value."""
    return apply("absolute", x)


def maximum(*xs: Number) -> Number:
    """The greatest argument, element by element."""
    return apply("maximum", *xs)


def minimum(*xs: Number) -> Number:
    """The least argument, element by element."""
    return apply("minimum", *xs)


def ceil(x: Number) -> Number:
    """The least whole number at least x."""
    return apply("ceil", x)


def floor(x: Number) -> Number:
    """The greatest whole number at most x."""
    return apply("floor", x)


def pi() -> Exact:
    """The circle number, as an exact constant."""
    return Exact("pi", ())


def kl(p: Number, q: Number) -> Number:
    """p log(p/q) + (1 - p) log((1 - p)/(1 - q)) in nats, for p, q in [0, 1]; infinite if q is 0 or 1 and p is not."""
    return apply("kl", p, q)


def kl_inverse(p: Number, c: Number) -> Number:
    """sup{q in [p, 1]: kl(p, q) <= c}, for p in [0, 1] and c >= 0. Floats and NumPy arrays: rounded up."""
    return apply("kl_inverse", p, c)


def kl_inverse_lower(p: Number, c: Number) -> Number:
    """inf{q in [0, p]: kl(p, q) <= c}, for p in [0, 1] and c >= 0. Floats and NumPy arrays: rounded down."""
    return apply("kl_inverse_lower", p, c)


def binomial_upper(errors: Number, n: Number, delta: Number) -> Number:
    """Clopper-Pearson upper limit, one-sided: the p with P(Bin(n, p) <= errors) = delta, and 1 if errors = n.

    0 <= errors <= n, n >= 1, 0 < delta < 1. A count is taken down to a whole number, except within 2^-20 below the
    next. Floats and NumPy arrays: rounded up.
    """
    return apply("binomial_upper", errors, n, delta)


def binomial_lower(errors: Number, n: Number, delta: Number) -> Number:
    """Clopper-Pearson lower limit, one-sided: the p with P(Bin(n, p) >= errors) = delta, and 0 if errors = 0.

    0 <= errors <= n, n >= 1, 0 < delta < 1. A count is taken up to a whole number, except within 2^-20 above the
    last. Floats and NumPy arrays: rounded down.
    """
    return apply("binomial_lower", errors, n, delta)


def log_factorial(n: Number) -> Number:
    """log n!, n >= 0."""
    return apply("log_factorial", n)


def log_binomial(n: Number, k: Number) -> Number:
    """log of the number of k-subsets of n things, 0 <= k <= n."""
    return apply("log_binomial", n, k)


def log_binomial_sum(n: Number, d: Number) -> Number:
    """log of the number of subsets of n things with at most d elements, n, d >= 0: n log 2 if d >= n."""
    return apply("log_binomial_sum", n, d)


def sum_of(values: Iterable[Number] | Number) -> Number:
    """The sum of a sequence of numbers, or of an array along its first axis; 0 if empty."""
    return _folded("sum", values)


def product_of(values: Iterable[Number] | Number) -> Number:
    """The product of a sequence of numbers, or of an array along its first axis; 1 if empty."""
    return _folded("prod", values)


def _folded(how: str, values: Any) -> Any:
    if not isinstance(values, list | tuple) and hasattr(values, "free_symbols"):
        from corollary.logic.arithmetic import symbols

        return symbols.sum_of(values) if how == "sum" else symbols.product_of(values)
    if hasattr(values, "shape") and kind(values) in (Kind.ARRAY, Kind.TRACED):
        return getattr(values, how)(axis=0)
    return reduce(add, values, 0) if how == "sum" else reduce(mul, values, 1)
