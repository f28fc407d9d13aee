"""Training of the demonstration's networks: momentum gradient descent in JAX, float32, the same for the same seed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corollary.observe.network import Activation, Convolution, Dense, Network, Node, Pooling, Reshape, chain

Floats = NDArray[np.float32]
Say = Callable[[str, float | None], None]


@dataclass(frozen=True)
class Trained:
    """A network before and after training."""

    network: Network
    initial: Network


def perceptron(rng: np.random.Generator, classes: int = 10) -> Network:
    """64 → 32 → classes with ReLU; He initialisation, biases zero."""
    return chain(
        "multilayer perceptron",
        (8, 8),
        [Reshape((64,)), _dense(rng, 64, 32), Activation("relu"), _dense(rng, 32, classes)],
    )


def convolutional(rng: np.random.Generator, classes: int = 10) -> Network:
    """Two 3×3 convolutions with padding 1, average pooling after each, then a dense layer; ReLU."""
    pool = Pooling("average", (2, 2), (2, 2), ((0, 0), (0, 0)), (1, 1), (0, 0))
    return chain(
        "convolutional network",
        (8, 8),
        [
            Reshape((1, 8, 8)), _convolution(rng, 1, 8), Activation("relu"), pool,
            _convolution(rng, 8, 16), Activation("relu"), pool, Reshape((64,)), _dense(rng, 64, classes),
        ],
    )  # fmt: skip


def _dense(rng: np.random.Generator, inputs: int, outputs: int) -> Dense:
    weight = rng.normal(0, np.sqrt(2 / inputs), (outputs, inputs)).astype(np.float32)
    return Dense(weight, np.zeros(outputs, np.float32))


def _convolution(rng: np.random.Generator, inputs: int, outputs: int) -> Convolution:
    kernel = rng.normal(0, np.sqrt(2 / (9 * inputs)), (outputs, inputs, 3, 3)).astype(np.float32)
    return Convolution(kernel, np.zeros(outputs, np.float32), (1, 1), ((1, 1), (1, 1)), (1, 1))


def train(
    network: Network,
    inputs: Floats,
    labels: NDArray[np.int64],
    rng: np.random.Generator,
    epochs: int = 60,
    batch: int = 50,
    step: float = 0.05,
    decay: float = 1e-3,
    say: Say = lambda words, fraction: None,
) -> Trained:
    """Minimise the cross-entropy by stochastic gradient descent with momentum 0.9 and weight decay, without replacement.

    `inputs` (n, *network.input_shape), `labels` (n,) in 0 … classes − 1.
    """
    import jax
    import jax.numpy as jnp

    from corollary.observe.forward import apply, parameters

    values = jax.tree.map(lambda a: jnp.asarray(a, jnp.float32), parameters(network))
    velocity = jax.tree.map(jnp.zeros_like, values)
    x, y = jnp.asarray(inputs, jnp.float32), jnp.asarray(labels)

    def loss(values: Any, x: Any, y: Any) -> Any:
        scores = apply(network, values, x)
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(scores), y[:, None], axis=1))

    def update(state: Any, rows: Any) -> tuple[Any, None]:
        values, velocity = state
        slope = jax.grad(loss)(values, x[rows], y[rows])
        velocity = jax.tree.map(lambda v, g, w: 0.9 * v + g + decay * w, velocity, slope, values)
        return (jax.tree.map(lambda w, v: w - step * v, values, velocity), velocity), None

    epoch = jax.jit(lambda state, order: jax.lax.scan(update, state, order)[0])
    state = (values, velocity)
    n = len(labels) // batch * batch
    for done in range(epochs):
        state = epoch(state, jnp.asarray(rng.permutation(len(labels))[:n].reshape(-1, batch)))
        say(f"training the {network.name}", (done + 1) / epochs)
    return Trained(_with_parameters(network, state[0]), network)


def _with_parameters(network: Network, values: dict[str, dict[str, Any]]) -> Network:
    def filled(node: Node) -> Node:
        arrays = {field: np.asarray(value) for field, value in values.get(node.name, {}).items()}
        return replace(node, layer=replace(node.layer, **arrays))

    return replace(network, nodes=tuple(filled(node) for node in network.nodes))
