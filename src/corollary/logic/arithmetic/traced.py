"""The functions on JAX arrays, traced or not, in the precision of the arrays; nan outside the domain.

The two kl inverses are differentiable. The binomial limits and the sums of binomial coefficients are computed by NumPy
in a callback (without derivatives) and then cast. Nothing is rounded outward.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax.scipy.special import gammaln

from corollary.logic.arithmetic import arrays


def convert(x: Any) -> jax.Array:
    """The argument as a JAX array of the default floating dtype, or of its own."""
    if isinstance(x, jax.Array) and jnp.issubdtype(x.dtype, jnp.floating):
        return x
    return jnp.asarray(x if hasattr(x, "dtype") else float(x), dtype=float)


add, subtract, multiply, divide = jnp.add, jnp.subtract, jnp.multiply, jnp.divide
exp, expm1, log, log1p, log2, sqrt = jnp.exp, jnp.expm1, jnp.log, jnp.log1p, jnp.log2, jnp.sqrt
absolute, ceil, floor, power = jnp.abs, jnp.ceil, jnp.floor, jnp.power


def log_positive_part(x: jax.Array) -> jax.Array:
    """max(log x, 0), and 0 at x = 0."""
    return jnp.where(x >= 0, jnp.log(jnp.maximum(x, 1.0)), jnp.nan)


def maximum(*xs: jax.Array) -> jax.Array:
    """The greatest argument, element by element."""
    greatest = xs[0]
    for x in xs[1:]:
        greatest = jnp.maximum(greatest, x)
    return greatest


def minimum(*xs: jax.Array) -> jax.Array:
    """The least argument, element by element."""
    least = xs[0]
    for x in xs[1:]:
        least = jnp.minimum(least, x)
    return least


def kl(p: jax.Array, q: jax.Array) -> jax.Array:
    """Relative entropy between Bernoulli laws."""
    inside = (p >= 0) & (p <= 1) & (q >= 0) & (q <= 1)
    return jnp.where(inside, _half(p, q) + _half(1 - p, 1 - q), jnp.nan)


def _half(p: jax.Array, q: jax.Array) -> jax.Array:
    """p log(p / q), 0 at p = 0; the argument of the logarithm is made harmless where it is not used."""
    zero = p == 0
    safe = jnp.where(zero, 1.0, p)
    return jnp.where(zero, 0.0, -safe * jnp.log1p(jnp.where(zero, 0.0, q - p) / safe))


def _inverse(p: jax.Array, c: jax.Array, end: float) -> jax.Array:
    """The root of kl(p, .) = c between p and `end`: bisection, then one differentiable step of Newton's."""
    p, c = jnp.broadcast_arrays(p, c)
    inside = (p >= 0) & (p <= 1) & (c >= 0)

    def halve(_: int, ends: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array]:
        near, far = ends
        middle = (near + far) / 2
        below = kl(p, middle) <= c
        return jnp.where(below, middle, near), jnp.where(below, far, middle)

    start = (jax.lax.stop_gradient(p), jnp.full_like(p, end))
    near, far = jax.lax.fori_loop(0, 64, halve, start)
    root = jax.lax.stop_gradient((near + far) / 2)
    usable = (root != p) & (root > 0) & (root < 1) & inside
    safe_root, safe_p = jnp.where(usable, root, 0.5), jnp.where(usable, p, 0.25)
    slope = (safe_root - safe_p) / (safe_root * (1 - safe_root))
    polished = safe_root - (kl(safe_p, safe_root) - c) / jax.lax.stop_gradient(slope)
    low, high = jnp.minimum(p, end), jnp.maximum(p, end)
    return jnp.where(inside, jnp.where(usable, jnp.clip(polished, low, high), root), jnp.nan)


def kl_inverse(p: jax.Array, c: jax.Array) -> jax.Array:
    """See `arithmetic.kl_inverse`; not rounded outward."""
    return _inverse(p, c, 1.0)


def kl_inverse_lower(p: jax.Array, c: jax.Array) -> jax.Array:
    """See `arithmetic.kl_inverse_lower`; not rounded outward."""
    return _inverse(p, c, 0.0)


def log_factorial(n: jax.Array) -> jax.Array:
    """log n!."""
    return gammaln(n + 1)


def _by_callback(function: Callable[..., Any]) -> Callable[..., jax.Array]:
    def called(*xs: jax.Array) -> jax.Array:
        shape = jnp.broadcast_shapes(*(x.shape for x in xs))
        dtype = jnp.result_type(*xs)
        result: Any = jax.ShapeDtypeStruct(shape, dtype)  # type: ignore[no-untyped-call]

        def wanted(*ys: Any) -> Any:
            return function(*map(arrays.convert, ys)).astype(dtype)

        called_back: jax.Array = jax.pure_callback(wanted, result, *xs, vmap_method="broadcast_all")
        return called_back

    called.__name__ = function.__name__
    called.__doc__ = function.__doc__
    return called


log_binomial = _by_callback(arrays.log_binomial)
log_binomial_sum = _by_callback(arrays.log_binomial_sum)
binomial_upper = _by_callback(arrays.binomial_upper)
binomial_lower = _by_callback(arrays.binomial_lower)
