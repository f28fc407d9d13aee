"""A user's model as the rest of Corollary sees it: predictions, and a network where its internals could be read."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corollary.errors import InputError, tidy
from corollary.observe.forward import forward
from corollary.observe.network import Activation, Network, Softmax
from corollary.observe.readers.emit import Unsupported

Predict: TypeAlias = Callable[[ArrayLike], NDArray[np.float64]]
Kind: TypeAlias = Literal["classification", "regression", "unknown"]
Outputs: TypeAlias = Literal["scores", "probabilities", "log-probabilities"]
TOLERANCE = 1e-3  # between the network in float64 and the source in float32, relative to the largest score
HALF = 0.05  # the same for sources that compute in 16 bits
MAX_PROBE = 2**24  # entries of the widest tensor up to which a network is compared with its source


@dataclass(frozen=True, eq=False)
class Model:
    """A model that was read.

    `predict` maps inputs (n, *shape) to float64 scores: (n, K), one score per class, or (n,), one number, which for a
    classifier decides between two classes at `threshold`. With a network it is the network's own function in float64.
    `outputs` says what the scores are. `classes` are the labels of the scores where the source knows them. `stored`
    holds scores that were given instead of computed, by part ("train", "test"). `notes` are sentences for the user.
    """

    name: str
    network: Network | None
    predict: Predict
    kind: Kind
    outputs: Outputs
    origin: str
    classes: NDArray[Any] | None = None
    notes: tuple[str, ...] = ()
    stored: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    @property
    def threshold(self) -> float:
        """Where a single score changes from the first class to the second."""
        return {"scores": 0.0, "probabilities": 0.5, "log-probabilities": -math.log(2)}[self.outputs]

    def scores(self, inputs: ArrayLike, part: str | None = None) -> NDArray[np.float64]:
        """The scores of the examples: stored ones of the part ("train" or "test") if there are, otherwise computed.

        Raises InputError unless they are finite, one row for each example.
        """
        count = len(np.asarray(inputs))
        scores = self.stored[part] if part is not None and part in self.stored else self.predict(inputs)
        if len(scores) != count:
            raise InputError(
                f"{self.name} has scores for {len(scores)} examples; the {part or 'given'} data have {count}."
            )
        finite = np.isfinite(scores.reshape(count, -1)).all(axis=1)
        if not finite.all():
            place = int(np.argmin(finite))
            raise InputError(f"The scores that {self.name} gives are not finite, first for example {place}.")
        return scores

    def decide(self, scores: NDArray[np.float64]) -> NDArray[np.int64]:
        """The index of the predicted class for each row of scores; the first of those that tie."""
        if scores.ndim == 1:
            return (scores > self.threshold).astype(np.int64)
        return np.asarray(scores.argmax(axis=1), dtype=np.int64)


def network_model(network: Network, origin: str, *, kind: Kind | None = None, **more: Any) -> Model:
    """A model that predicts by its network. Its kind, unless given, is read off the last layer."""
    last = network.nodes[-1].layer if network.nodes else None
    outputs: Outputs = "scores"
    if isinstance(last, Softmax):
        outputs = "log-probabilities" if last.log else "probabilities"
    elif isinstance(last, Activation) and last.kind == "sigmoid":
        outputs = "probabilities"
    inferred: Kind = "unknown" if outputs == "scores" else "classification"
    function = forward(network)

    def predict(inputs: ArrayLike) -> NDArray[np.float64]:
        return as_scores(function(inputs), network.name)

    return Model(network.name, network, predict, kind or inferred, outputs, origin, **more)


def source_model(
    name: str, predict: Predict, origin: str, reason: str, *, kind: Kind = "unknown", **more: Any
) -> Model:
    """A model that predicts by its source; `reason` says in a sentence why there is no network."""
    notes = (f"{tidy(reason)} What needs only predictions still applies.", *more.pop("notes", ()))
    outputs: Outputs = more.pop("outputs", "scores")

    def scores(inputs: ArrayLike) -> NDArray[np.float64]:
        try:
            return as_scores(predict(inputs), name)
        except InputError:
            raise
        except Exception as problem:  # whatever the source raises
            lines = str(problem).splitlines() or ["no reason given"]
            raise InputError(
                f"{name} cannot predict these data ({type(problem).__name__}: {tidy(lines[0])})."
            ) from problem

    return Model(name, None, scores, kind, outputs, origin, notes=notes, **more)


def confirmed(model: Model, predict: Predict, tolerance: float = TOLERANCE) -> Model:
    """The model, after its network has been compared with its source on 4 random inputs.

    If they differ by more than `tolerance`, relative, the network is dropped, and a note says so.
    """
    network = model.network
    if network is None or max(math.prod(shape) for shape in network.shapes) > MAX_PROBE:
        return model
    inputs = np.random.default_rng(0).standard_normal((4, *network.input_shape)).astype(np.float32)
    try:
        expected = as_scores(predict(inputs), model.name)
    except Exception as problem:  # whatever the source's framework raises: the comparison is a safeguard, not a need
        lines = str(problem).splitlines() or [""]
        note = f"The network was not compared with its source, which failed ({type(problem).__name__}: {lines[0]})."
        return replace(model, notes=(*model.notes, note))
    found = model.predict(inputs)
    scale = max(1.0, float(np.abs(expected).max(initial=0.0)))
    error = float(np.abs(found - expected).max(initial=0.0)) / scale if found.shape == expected.shape else math.inf
    if error <= tolerance:
        note = f"The network agrees with its source on 4 random inputs to {error:.1g} of the largest score."
        return replace(model, notes=(*model.notes, note))
    reason = "The network as read does not give what its source gives, so it is not used."
    return source_model(
        model.name, predict, model.origin, reason, kind=model.kind, outputs=model.outputs, classes=model.classes
    )


def as_scores(output: Any, name: str) -> NDArray[np.float64]:
    """Outputs as scores (n, K), or (n,) when there is one per example."""
    scores = np.asarray(output, dtype=np.float64)
    count = math.prod(scores.shape[1:])
    if scores.ndim > 2 and sum(size != 1 for size in scores.shape[1:]) > 1:
        raise Unsupported(
            f"{name} gives an array {scores.shape[1:]} for each example; one score per class is expected."
        )
    return scores.reshape(len(scores), count) if count != 1 else scores.reshape(-1)
