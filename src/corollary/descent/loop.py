"""The compiled loop of the stochastic-gradient runs: a step of 64 runs at a time, in float64 JAX."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import factorial, log
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corollary.descent.components import Components

Loop = Callable[..., Any]
WIDTH = 64  # runs in a block: enough to hide the cost of a step itself, few enough to stay in the first-level cache
LOG2_HIGH, LOG2_LOW = float.fromhex("0x1.62e42feep-1"), float.fromhex("0x1.a39ef35793c76p-33")  # their sum is log 2
SHIFT = 1.5 * 2.0**52 + 1023  # k + SHIFT ends in the bits of k plus the bias of the exponent, for a small whole k
OPTIONS: dict[str, Any] = {"xla_backend_optimization_level": 1}  # the loop is a third faster than at the default level


def compiled(components: Components, length: int) -> Loop:
    """The loop of these components for portions of this length: (x, drawn, sizes, first, end) to the points after.

    x (WIDTH, d), float64; drawn (length, WIDTH), the components taken; sizes (length,), float64, the steps' γ; the steps are
    `first` to `end` − 1 of the portion, uint32. To be called with 64-bit numbers enabled. Compiled once for each loss and shape.
    """
    import jax
    import jax.numpy as jnp

    rows, targets = components.rows, components.targets
    if components.loss != "squared":
        rows = rows * targets[:, None]
    kind = "uint16" if len(rows) <= 1 << 16 else "uint32"
    loop = _compiled(components.loss, *rows.shape, length, kind)
    with jax.enable_x64(True):
        data = jnp.asarray(rows), jnp.asarray(targets), jnp.asarray(components.ridge)
    return lambda x, drawn, sizes, first, end: loop(*data, x, drawn, sizes, first, end)


@lru_cache(maxsize=64)
def _compiled(loss: str, n: int, d: int, length: int, kind: str) -> Loop:
    """The steps `first` to `end` of a portion, for points (WIDTH, d). The labels of the other losses are in the rows."""
    import jax
    import jax.numpy as jnp
    from jax import lax

    def pulls(rows: Any, targets: Any, chosen: Any, x: Any) -> Any:
        if loss == "linear":
            return -jnp.ones(WIDTH)
        inside = lax.dot_general(rows, x, (((1,), (1,)), ((0,), (0,))))
        return inside - _taken(targets, chosen) if loss == "squared" else -1 / (1 + exponential(inside))

    def loop(rows: Any, targets: Any, ridge: Any, x: Any, drawn: Any, sizes: Any, first: Any, end: Any) -> Any:
        def one_step(t: Any, x: Any) -> Any:
            chosen = lax.dynamic_slice(drawn, (t, jnp.uint32(0)), (1, WIDTH))[0].astype(jnp.uint32)
            near = _taken(rows, chosen)
            slopes = pulls(near, targets, chosen, x)[:, None] * near + ridge * x
            return x - lax.dynamic_slice(sizes, (t,), (1,)) * slopes

        return lax.fori_loop(first, end, one_step, x)

    def like(dtype: str, *shape: int) -> Any:
        return jax.ShapeDtypeStruct(shape, dtype)  # type: ignore[no-untyped-call]

    with jax.enable_x64(True):
        real, whole = "float64", "uint32"
        data = like(real, n, d), like(real, n), like(real)
        state = like(real, WIDTH, d), like(kind, length, WIDTH), like(real, length), like(whole), like(whole)
        lowered = jax.jit(loop).lower(*data, *state)
        try:
            program: Loop = lowered.compile(compiler_options=OPTIONS)
        except RuntimeError:  # a release that does not know the option
            program = lowered.compile()
        return program


def _taken(values: Any, chosen: Any) -> Any:
    """values[chosen] without a check of the range: every check is a part of the loop that takes time to compile and to run."""
    from jax import lax

    rest = tuple(range(1, values.ndim))
    numbers = lax.GatherDimensionNumbers(offset_dims=rest, collapsed_slice_dims=(0,), start_index_map=(0,))
    return lax.gather(values, chosen[:, None], numbers, (1, *values.shape[1:]), mode="promise_in_bounds")


def exponential(x: Any) -> Any:
    """e^x in float64 to two units in the last place, x taken into [−700, 700]. In a short loop JAX's own runs value by value.

    x = k log 2 + r with a whole k, whose bits become the exponent of 2^k; Taylor's series of e^r, whose rest after r¹³ is below
    5e-18 for |r| ≤ log(2)/2.
    """
    import jax.numpy as jnp
    from jax import lax

    x = jnp.clip(x, -700.0, 700.0)
    whole = jnp.round(x * (1 / log(2)))
    rest = (x - whole * LOG2_HIGH) - whole * LOG2_LOW
    series = jnp.full_like(x, 1 / factorial(13))
    for power in range(12, -1, -1):
        series = series * rest + 1 / factorial(power)
    bits = lax.shift_left(lax.bitcast_convert_type(whole + SHIFT, jnp.int64), jnp.int64(52))
    return series * lax.bitcast_convert_type(bits, jnp.float64)
