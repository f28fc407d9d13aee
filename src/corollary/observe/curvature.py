"""The largest eigenvalue of the Hessian of a training loss.

A Rayleigh quotient never exceeds the largest eigenvalue, so it is a lower estimate of it and says nothing about the
upper side. It is a measurement: Hessian-vector products are computed in float64 and their rounding is not bounded. A
step size above 2 / lower is unstable at a critical point (page `gradient-descent-stability-threshold`); one below it
need not be stable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corollary.errors import InputError
from corollary.observe.certified.symmetric import eigenvalue_enclosure
from corollary.observe.network import Network

if TYPE_CHECKING:
    from jax import Array as JaxArray

Array = NDArray[np.float64]
Objective: TypeAlias = "Callable[[JaxArray], JaxArray]"
Loss = Literal["cross_entropy", "squared"]
Progress = Callable[[int, float], None]
FULL = 300
"""Up to this number of parameters the whole Hessian is formed."""
BATCH = 256
MEASURED = "lower estimate: measured, not a certificate of the upper side"
ENCLOSED = (
    "eigenvalue enclosed for the Hessian matrix as computed in float64; the rounding of its entries is not bounded"
)


@dataclass(frozen=True, eq=False)
class Curvature:
    """The largest Hessian eigenvalue lambda at a point (for networks with ReLUs: of the smooth piece that the point
    lies in).

    ``lower`` <= lambda, up to the rounding of Hessian-vector products. ``upper`` is infinite unless the whole Hessian
    was formed. ``residual``: ||H v - lower v|| for the unit vector v found; some eigenvalue, perhaps not the largest,
    is within it of ``lower``. ``gradient_norm``: how far the point is from critical.
    """

    lower: float
    upper: float
    residual: float
    steps: int
    parameters: int
    gradient_norm: float
    status: str

    @property
    def step_threshold(self) -> float:
        """2 / lower: an upper bound of the steps at which gradient descent can be stable here; infinite if lower is
        not positive.
        """
        return 2 / self.lower if self.lower > 0 else inf


@dataclass(frozen=True, eq=False)
class SumObjective:
    """The sum over batches of ``part(vector, *batch)``: derivatives are taken batch by batch, so memory does not
    grow with the sample.
    """

    part: Callable[..., JaxArray]
    batches: tuple[tuple[Any, ...], ...]

    def __call__(self, vector: JaxArray) -> JaxArray:
        total = self.part(vector, *self.batches[0])
        for batch in self.batches[1:]:
            total = total + self.part(vector, *batch)
        return total


def training_loss(
    network: Network,
    inputs: ArrayLike,
    targets: ArrayLike,
    loss: Loss = "cross_entropy",
    nodes: Iterable[str] | None = None,
) -> tuple[SumObjective, Array]:
    """The mean loss over a sample as a function of the flat parameter vector, and that vector as it is in the network.

    ``inputs`` (n, *input_shape). ``cross_entropy``: of the scores (without a final softmax or sigmoid), integer labels
    0, ..., K - 1; for one score the logistic loss with labels 0 and 1. ``squared``: the mean of |f(x) - y|^2 / 2,
    targets (n,) or (n, *output_shape). ``nodes``: whose parameters vary; by default those of the dense and
    convolutional layers. Call the function where float64 is enabled.
    """
    from jax.flatten_util import ravel_pytree

    from corollary.observe.forward import apply, parameters

    scores = network.without_link() if loss == "cross_entropy" else network
    chosen = {node.name for node in scores.weight_layers} if nodes is None else set(nodes)
    free = {name: record for name, record in parameters(scores).items() if name in chosen and record}
    if not free:
        raise InputError(
            f"the network {network.name} has no parameters in the nodes asked for, so its loss has no Hessian"
        )
    examples, wanted = _sample(scores, inputs, targets, loss)
    with _float64():
        flat, restore = ravel_pytree(free)
    measure = _cross_entropies if loss == "cross_entropy" else _squares

    def part(vector: JaxArray, inputs: JaxArray, targets: JaxArray, weights: JaxArray) -> JaxArray:
        outputs = apply(scores, restore(vector), inputs).reshape(len(inputs), -1)
        return (weights * measure(outputs, targets)).sum()

    return SumObjective(part, tuple(_batches(examples, wanted))), np.asarray(flat, dtype=np.float64)


def _batches(examples: Array, targets: NDArray[Any]) -> Iterator[tuple[Array, NDArray[Any], Array]]:
    """Inputs, targets and weights 1 / n, in batches of one size, so of one compilation; what fills the last has
    weight 0.
    """
    count = len(examples)
    size = min(BATCH, count)
    for start in range(0, count, size):
        places = np.arange(start, start + size)
        yield examples[places % count], targets[places % count], np.where(places < count, 1 / count, 0.0)


def curvature(
    objective: Objective,
    point: ArrayLike,
    seed: int = 0,
    steps: int = 60,
    tolerance: float = 1e-4,
    progress: Progress | None = None,
) -> Curvature:
    """The largest eigenvalue of the Hessian of a twice differentiable function at a point (d,), by Lanczos from a
    seeded start.

    For d <= 300 the whole Hessian is formed and its eigenvalues enclosed. ``progress`` is called with the step and the
    estimate so far. It stops when the residual is below ``tolerance`` times the estimate, or after ``steps`` steps.
    """
    import jax

    theta = np.asarray(point, dtype=np.float64)
    if theta.ndim != 1 or theta.size == 0 or not np.all(np.isfinite(theta)):
        raise InputError(f"the Hessian is asked for at a point of shape {theta.shape}: give a finite vector")
    with _float64():
        whole = objective if isinstance(objective, SumObjective) else SumObjective(objective, ((),))
        part, x = whole.part, jax.numpy.asarray(theta)
        batches = [tuple(jax.numpy.asarray(item) for item in batch) for batch in whole.batches]

        def total(compiled: Callable[..., JaxArray], *arguments: Array) -> Array:
            return np.asarray(sum(np.asarray(compiled(x, *arguments, *batch), dtype=np.float64) for batch in batches))

        gradient = float(np.linalg.norm(total(jax.jit(jax.grad(part)))))
        if theta.size <= FULL:
            return _full(total(jax.jit(jax.hessian(part))), gradient, progress)
        # point and data are arguments: as constants, the compiler would evaluate the network itself, slowly
        times = jax.jit(lambda point, v, *batch: jax.jvp(lambda w: jax.grad(part)(w, *batch), (point,), (v,))[1])
        return _lanczos(lambda v: total(times, v), theta.size, gradient, seed, steps, tolerance, progress)


def _full(hessian: Array, gradient: float, progress: Progress | None) -> Curvature:
    if not np.all(np.isfinite(hessian)):
        raise InputError("the Hessian has entries that are not finite: the loss is not smooth here, or overflows")
    top = eigenvalue_enclosure((hessian + hessian.T) / 2, "the Hessian")[-1]
    if progress is not None:
        progress(1, top.lower)
    return Curvature(top.lower, top.upper, top.upper - top.lower, 1, len(hessian), gradient, ENCLOSED)


def _lanczos(
    product: Callable[[Array], Array],
    size: int,
    gradient: float,
    seed: int,
    steps: int,
    tolerance: float,
    progress: Progress | None,
) -> Curvature:
    """Lanczos with full reorthogonalisation; the Rayleigh quotient of the final vector is computed afresh."""
    start = np.random.default_rng(seed).standard_normal(size)
    basis = [start / np.linalg.norm(start)]
    diagonal: list[float] = []
    beside: list[float] = []
    vector = basis[0]
    count = min(steps, size)
    for step in range(1, count + 1):
        image = product(basis[-1])
        if not np.all(np.isfinite(image)):
            raise InputError("a Hessian-vector product is not finite: the loss is not smooth here, or overflows")
        diagonal.append(float(basis[-1] @ image))
        for _ in range(2):
            image = image - np.stack(basis).T @ (np.stack(basis) @ image)
        beside.append(float(np.linalg.norm(image)))
        values, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(beside[:-1], 1) + np.diag(beside[:-1], -1))
        if progress is not None:
            progress(step, float(values[-1]))
        residual = beside[-1] * abs(float(vectors[-1, -1]))
        if step == count or residual <= tolerance * abs(float(values[-1])):
            vector = np.stack(basis).T @ vectors[:, -1]
            break
        basis.append(image / beside[-1])
    vector = vector / np.linalg.norm(vector)
    image = product(vector)
    quotient = float(vector @ image)
    residual = float(np.linalg.norm(image - quotient * vector))
    return Curvature(quotient, inf, residual, len(diagonal), size, gradient, MEASURED)


def _float64() -> Any:
    import jax

    return jax.enable_x64(True)


def _sample(network: Network, inputs: ArrayLike, targets: ArrayLike, loss: Loss) -> tuple[Array, NDArray[Any]]:
    examples, wanted = np.asarray(inputs, dtype=np.float64), np.asarray(targets)
    if examples.shape[1:] != network.input_shape or len(examples) == 0 or len(wanted) != len(examples):
        raise InputError(
            f"inputs {examples.shape} and targets {wanted.shape} do not fit the network's input {network.input_shape}"
        )
    if loss == "squared":
        flat = wanted.astype(np.float64).reshape(len(wanted), -1)
        if flat.shape[1] != network.output_size:
            raise InputError(f"targets of shape {wanted.shape} do not fit outputs of shape {network.output_shape}")
        return examples, flat
    classes = max(2, network.output_size)
    if wanted.shape != (len(examples),) or not np.all(np.isin(wanted, np.arange(classes))):
        raise InputError(f"the labels must be integers from 0 to {classes - 1}, one for each example")
    return examples, wanted.astype(np.int64)


def _cross_entropies(scores: JaxArray, labels: JaxArray) -> JaxArray:
    import jax
    import jax.numpy as jnp

    if scores.shape[1] == 1:
        scores = jnp.concatenate([jnp.zeros_like(scores), scores], axis=1)
    return -jnp.take_along_axis(jax.nn.log_softmax(scores), labels[:, None], axis=1)[:, 0]


def _squares(outputs: JaxArray, targets: JaxArray) -> JaxArray:
    return ((outputs - targets) ** 2).sum(axis=1) / 2
