"""Keras models in memory."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corollary.errors import InputError
from corollary.observe.network import Array, Network, Shape
from corollary.observe.readers.emit import Unsupported
from corollary.observe.readers.keras_config import read_config

BATCH = 256


def read_keras_model(model: Any, input_shape: Shape | None = None) -> Network:
    """The network of a Keras 3 model. Raises Unsupported naming what is beyond the representation."""
    if not model.built:
        raise InputError(f"The Keras model {model.name} has no weights yet; build or train it first.")
    try:
        config = json.loads(model.to_json())
    except (NotImplementedError, ValueError, TypeError):
        raise Unsupported(f"The Keras model {model.name} cannot describe its layers.") from None
    return read_config(config, LiveWeights(model), model.name, input_shape)


class LiveWeights:
    """The weights of a model in memory, layer by layer."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self._found: dict[str, list[Array]] = {}

    def arrays(self, layer: str) -> list[Array]:
        """Copies of the weights of a layer, in the order in which Keras saves them."""
        if layer not in self._found:
            store: dict[str, Any] = {}
            self.model.get_layer(layer).save_own_variables(store)
            self._found[layer] = [np.array(_numpy(store[key])) for key in sorted(store, key=int)]
        return self._found[layer]

    def inside(self, layer: str) -> LiveWeights:
        """The weights of a model that is a layer."""
        return LiveWeights(self.model.get_layer(layer))


def predict(model: Any, inputs: ArrayLike) -> NDArray[np.float64]:
    """What the model itself gives in inference mode, in its own precision."""
    examples = np.asarray(inputs, dtype=np.float32)
    parts = [_numpy(model(examples[i : i + BATCH], training=False)) for i in range(0, len(examples), BATCH)]
    return np.concatenate(parts).astype(np.float64) if parts else np.zeros((0, *model.output_shape[1:]))


def _numpy(value: Any) -> Array:
    import keras

    return np.asarray(keras.ops.convert_to_numpy(value))
