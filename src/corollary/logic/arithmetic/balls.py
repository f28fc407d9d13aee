"""The functions on balls: every result contains the value at every point of the arguments' balls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from corollary.logic.arithmetic.ball import PRECISION, Ball, exactly
from corollary.logic.arithmetic.out_of_range import OutOfRange

convert = exactly


def _on_balls(function: Callable[..., Any]) -> Callable[..., Ball]:
    """Lift a function of ``arb`` to balls, at 128 bits; nan becomes OutOfRange."""

    def lifted(*arguments: Ball) -> Ball:
        from flint import ctx

        former = ctx.prec
        ctx.prec = PRECISION
        try:
            result = function(*[argument.arb for argument in arguments])
        finally:
            ctx.prec = former
        if result.is_nan():
            raise OutOfRange(f"{function.__name__} is undefined at {', '.join(map(repr, arguments))}.")
        return Ball(result)

    lifted.__name__ = function.__name__
    lifted.__doc__ = function.__doc__
    return lifted


def _certainly(condition: bool, name: str, x: Any, words: str) -> None:
    if not condition:
        raise OutOfRange(f"{name} of {x.str(10)}, which is not certainly {words}.")


def number(x: Ball) -> Ball:
    """The constant itself."""
    return x


def pi() -> Ball:
    """The circle number."""
    return _pi()


@_on_balls
def _pi() -> Any:
    from flint import arb

    return arb.pi()


def add(x: Ball, y: Ball) -> Ball:
    """The sum."""
    return x + y  # type: ignore[no-any-return]


def subtract(x: Ball, y: Ball) -> Ball:
    """The difference."""
    return x - y  # type: ignore[no-any-return]


def multiply(x: Ball, y: Ball) -> Ball:
    """The product."""
    return x * y  # type: ignore[no-any-return]


def divide(x: Ball, y: Ball) -> Ball:
    """The quotient."""
    return x / y  # type: ignore[no-any-return]


@_on_balls
def exp(x: Any) -> Any:
    """The exponential."""
    return x.exp()


@_on_balls
def expm1(x: Any) -> Any:
    """exp(x) - 1."""
    return x.expm1()


@_on_balls
def log(x: Any) -> Any:
    """The natural logarithm."""
    _certainly(x > 0, "log", x, "positive")
    return _log(x)


@_on_balls
def log1p(x: Any) -> Any:
    """log(1 + x)."""
    _certainly(x > -1, "log1p", x, "greater than -1")
    return _unbounded(x) if not x.is_finite() else x.log1p()


@_on_balls
def log2(x: Any) -> Any:
    """The logarithm to base 2."""
    _certainly(x > 0, "log2", x, "positive")
    return _unbounded(x) if not x.is_finite() else x.log_base(2)


@_on_balls
def log_positive_part(x: Any) -> Any:
    """max(log x, 0), and 0 at x = 0."""
    _certainly(not x < 0, "log_positive_part", x, "nonnegative")
    return _log(x.max(x * 0 + 1 if x.is_finite() else _one()))


@_on_balls
def sqrt(x: Any) -> Any:
    """The square root."""
    _certainly(x >= 0, "sqrt", x, "nonnegative")
    return x.sqrt() if x.is_finite() else _unbounded(x)


@_on_balls
def absolute(x: Any) -> Any:
    """The absolute value."""
    return abs(x)


@_on_balls
def ceil(x: Any) -> Any:
    """The least whole number at least x."""
    return x.lower().ceil().union(x.upper().ceil())


@_on_balls
def floor(x: Any) -> Any:
    """The greatest whole number at most x."""
    return x.lower().floor().union(x.upper().floor())


@_on_balls
def power(x: Any, y: Any) -> Any:
    """x to the power y: x > 0, or y a whole number (nonnegative if x may be 0), or x >= 0 and y > 0."""
    if y.is_exact() and y.is_integer():
        return _whole_power(x, int(y.unique_fmpz()))
    if x > 0:
        return x**y
    _certainly(x >= 0 and y > 0, "power", x, "positive")
    return (x.upper() ** y).union(x * 0)


@_on_balls
def maximum(*xs: Any) -> Any:
    """The greatest argument."""
    greatest = xs[0]
    for x in xs[1:]:
        greatest = greatest.max(x)
    return greatest


@_on_balls
def minimum(*xs: Any) -> Any:
    """The least argument."""
    least = xs[0]
    for x in xs[1:]:
        least = least.min(x)
    return least


def _whole_power(x: Any, exponent: int) -> Any:
    from flint import arb

    if exponent == 0:
        return arb(1)
    if exponent < 0:
        _certainly(x != 0, "power", x, "different from 0")
        return 1 / _whole_power(x, -exponent)
    if x.is_exact() or x != 0:
        return x**exponent
    if exponent % 2:
        return (x.lower() ** exponent).union(x.upper() ** exponent)
    return arb(0).union(x.abs_upper() ** exponent)


def _log(x: Any) -> Any:
    return x.log() if x.is_finite() else _unbounded(x)


def _unbounded(x: Any) -> Any:
    """A function that increases to infinity, at an infinite ball: infinity itself if x is, else unknown."""
    from flint import arb

    return arb.pos_inf() if x == arb.pos_inf() else arb.nan()


def _one() -> Any:
    from flint import arb

    return arb(1)


def kl(p: Ball, q: Ball) -> Ball:
    """Relative entropy between Bernoulli laws; see `arithmetic.kl`."""
    from corollary.logic.arithmetic import divergence

    return _on_balls(divergence.kl)(p, q)


def kl_inverse(p: Ball, c: Ball) -> Ball:
    """See `arithmetic.kl_inverse`."""
    from corollary.logic.arithmetic import divergence

    return _on_balls(divergence.kl_inverse)(p, c)


def kl_inverse_lower(p: Ball, c: Ball) -> Ball:
    """See `arithmetic.kl_inverse_lower`."""
    from corollary.logic.arithmetic import divergence

    return _on_balls(divergence.kl_inverse_lower)(p, c)


def binomial_upper(errors: Ball, n: Ball, delta: Ball) -> Ball:
    """See `arithmetic.binomial_upper`."""
    from corollary.logic.arithmetic import binomial

    return _on_balls(binomial.binomial_upper)(errors, n, delta)


def binomial_lower(errors: Ball, n: Ball, delta: Ball) -> Ball:
    """See `arithmetic.binomial_lower`."""
    from corollary.logic.arithmetic import binomial

    return _on_balls(binomial.binomial_lower)(errors, n, delta)


def log_factorial(n: Ball) -> Ball:
    """See `arithmetic.log_factorial`."""
    from corollary.logic.arithmetic import binomial

    return _on_balls(binomial.log_factorial)(n)


def log_binomial(n: Ball, k: Ball) -> Ball:
    """See `arithmetic.log_binomial`."""
    from corollary.logic.arithmetic import binomial

    return _on_balls(binomial.log_binomial)(n, k)


def log_binomial_sum(n: Ball, d: Ball) -> Ball:
    """See `arithmetic.log_binomial_sum`."""
    from corollary.logic.arithmetic import binomial

    return _on_balls(binomial.log_binomial_sum)(n, d)
