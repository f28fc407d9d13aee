"""Small networks trained in the experiments: full-batch Adam or gradient descent in JAX, float32, many at once."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

Weights = list[tuple[Any, Any]]


def initial(key: Any, widths: "tuple[int, ...]", bias: float = 0.0) -> Weights:
    """He initialisation; biases normal with standard deviation `bias`. `widths` runs from inputs to outputs."""
    import jax

    found = []
    for fan, out in pairwise(widths):
        key, one, two = jax.random.split(key, 3)
        weight = jax.random.normal(one, (fan, out)) * (2 / fan) ** 0.5
        found.append((weight, bias * jax.random.normal(two, (out,))))
    return found


def scores(weights: Weights, x: Any) -> Any:
    """ReLU network on inputs (n, d); shape (n, outputs)."""
    import jax.numpy as jnp

    for weight, shift in weights[:-1]:
        x = jnp.maximum(x @ weight + shift, 0)
    return x @ weights[-1][0] + weights[-1][1]


def cross_entropy(predicted: Any, y: Any) -> Any:
    """Mean cross-entropy (nats) of scores (n, classes) for labels y (n,)."""
    import jax
    import jax.numpy as jnp

    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(predicted), y[:, None], axis=1))


def half_squared(predicted: Any, y: Any) -> Any:
    """Half the mean squared error."""
    return 0.5 * ((predicted - y) ** 2).mean()


def adam(
    loss: Callable[[Weights], Any], weights: Weights, steps: int, rate: float = 1e-2, decay: float = 0.0
) -> Weights:
    """Adam with a rate that falls to 0 like a cosine; `decay` is decoupled weight decay. To be called under jit."""
    import jax
    import jax.numpy as jnp

    zero = jax.tree.map(jnp.zeros_like, weights)

    def update(state: Any, t: Any) -> tuple[Any, None]:
        now, first, second = state
        slope = jax.grad(loss)(now)
        first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, slope)
        second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, slope)
        step = rate * 0.5 * (1 + jnp.cos(jnp.pi * t / steps))

        def moved(w: Any, m: Any, v: Any) -> Any:
            unbiased = m / (1 - 0.9 ** (t + 1)) / (jnp.sqrt(v / (1 - 0.999 ** (t + 1))) + 1e-8)
            return w - step * (unbiased + decay * w)

        return (jax.tree.map(moved, now, first, second), first, second), None

    return jax.lax.scan(update, (weights, zero, zero), jnp.arange(steps))[0][0]


def keys(rng: Any, count: int) -> Any:
    """JAX keys from a NumPy generator."""
    import jax

    return jax.random.split(jax.random.key(int(rng.integers(2**31))), count)


def digits() -> "tuple[Any, Any]":
    """scikit-learn's 1,797 handwritten digits: inputs (n, 64) in [0, 1] as float32, labels 0 … 9."""
    import numpy as np
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    return (x / 16).astype(np.float32), y.astype(np.int64)
