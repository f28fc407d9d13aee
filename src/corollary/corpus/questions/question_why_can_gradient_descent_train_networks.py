"""Gradient descent on one hidden layer against the prediction of its tangent kernel at the start."""

from typing import TYPE_CHECKING

from corollary.corpus.questions._training import digits
from corollary.logic.experiment import Comparison, Lab, Outcome, Panel, experiment, predicted, repeated

if TYPE_CHECKING:
    import numpy as np

WIDTHS = (16, 64, 256, 1024)
PLACES = (0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000)
N = 200


def _run(lab: Lab, width: int, run: int) -> "tuple[np.ndarray, np.ndarray, float]":
    """Loss at the places, its prediction, and the relative change of the kernel (Frobenius norm)."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    images, classes = digits()
    both = np.flatnonzero((classes == 3) | (classes == 8))
    chosen = lab.rng("digits").permutation(both)[:N]
    unit = images[chosen].astype(float)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    x = jnp.asarray(unit)
    y = jnp.asarray(np.where(classes[chosen] == 3, 1.0, -1.0).astype(float))
    rng = lab.rng(f"weights {width} {run}")
    start = (
        jnp.asarray(rng.normal(size=(x.shape[1], width)), float),
        jnp.asarray(rng.choice([-1.0, 1.0], size=width), float),
    )

    def predict(weights: "tuple[jax.Array, jax.Array]") -> "jax.Array":
        return jnp.maximum(x @ weights[0], 0) @ weights[1] / jnp.sqrt(width)

    def loss(weights: "tuple[jax.Array, jax.Array]") -> "jax.Array":
        return ((predict(weights) - y) ** 2).mean() / 2

    def kernel(weights: "tuple[jax.Array, jax.Array]") -> "jax.Array":
        inside = x @ weights[0]
        gate = (inside > 0) * weights[1]
        return ((gate @ gate.T) * (x @ x.T) + jnp.maximum(inside, 0) @ jnp.maximum(inside, 0).T) / width

    first = np.asarray(kernel(start), float)
    values, vectors = np.linalg.eigh(first / N)
    step = 1.0 / values[-1]
    residual = vectors.T @ np.asarray(predict(start) - y, float)
    powers = (1 - step * values)[None, :] ** (2 * np.array(PLACES))[:, None]
    forecast = (powers * residual**2).sum(axis=1) / (2 * N)

    def update(weights: "tuple[jax.Array, jax.Array]", _: None) -> "tuple[tuple[jax.Array, jax.Array], jax.Array]":
        value, slope = jax.value_and_grad(loss)(weights)
        return jax.tree.map(lambda w, g: w - step * g, weights, slope), value

    last, losses = jax.jit(lambda w: jax.lax.scan(update, w, None, length=PLACES[-1] + 1))(start)
    moved = float(np.linalg.norm(np.asarray(kernel(last), float) - first) / np.linalg.norm(first))
    return np.asarray(losses, float)[np.array(PLACES)], forecast, moved


@experiment("question-why-can-gradient-descent-train-networks")
def lazy_training(lab: Lab) -> Outcome:
    """Digits 3 and 8, n = 200: the loss of gradient descent for four widths, against the tangent kernel at the start."""
    import jax
    import numpy as np

    widths, runs = lab.pick(WIDTHS, WIDTHS[:3]), lab.pick(8, 4)
    losses, predictions, changes = [], [], []
    for at, width in enumerate(widths):
        rows = []
        for run in range(runs):
            lab.say(f"width {width}, run {run + 1}", (at + run / runs) / len(widths))
            with jax.enable_x64(True):  # the steps of a wide network are lost in float32
                rows.append(_run(lab, width, run))
        losses.append(np.array([row[0] for row in rows]))
        predictions.append(np.array([row[1] for row in rows]))
        changes.append([row[2] for row in rows])
    x = [place + 1 for place in PLACES]
    apart = [np.abs(np.log(a / b)).max(axis=1) for a, b in zip(losses, predictions, strict=True)]
    moved = repeated("kernel: relative change", widths, np.array(changes).T)
    distance = repeated("loss: greatest |log(measured/predicted)|", widths, np.array(apart).T)
    scale = np.outer(changes[0], np.sqrt(widths[0] / np.array(widths)))
    panels = (
        Panel(
            "Gradient descent, 3 against 8, n = 200", "step t + 1", "half the mean squared error",
            (
                *(repeated(f"width {w}", x, table, group=f"{w}") for w, table in zip(widths, losses, strict=True)),
                *(
                    predicted(f"width {w}, tangent kernel", x, table, group=f"{w}")
                    for w, table in zip(widths, predictions, strict=True)
                ),
            ),
            x_log=True, y_log=True,
        ),
        Panel(
            "How far from the prediction, after 1000 steps", "width", "distance (no unit)",
            (moved, distance, predicted("width^(−1/2), kernel at most of this order", widths, scale, moved.name, bound=True)),
            x_log=True, y_log=True,
        ),
    )  # fmt: skip
    slope = float(np.polyfit(np.log(widths), np.log(moved.y), 1)[0])
    soon = np.array(PLACES) <= 128
    early = [np.abs(np.log(a / b))[:, soon].max(axis=1).mean() for a, b in zip(losses, predictions, strict=True)]
    faster = float(np.mean(losses[0][:, -1] / predictions[0][:, -1]))
    return Outcome(
        panels,
        (
            Comparison(
                f"on the loss at width {widths[-1]} over the first 128 steps", 100 * float(np.expm1(early[-1])), 10, "%", "agree",
            ),
            Comparison(
                "on the order width^(−1/2) that the kernel's change does not exceed", max(0.0, slope + 0.5), 0.1, "in the exponent", "agree",
            ),
            Comparison(
                f"on the loss at width {widths[0]}, where the kernel moves: after 1000 steps it is",
                1 / faster, 1.2, "times smaller than predicted", "part",
            ),
        ),
    )  # fmt: skip
