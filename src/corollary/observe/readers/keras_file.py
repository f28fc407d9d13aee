"""Keras 3 `.keras` files, read without Keras: JSON and HDF5 inside a zip; nothing in the file is executed."""

from __future__ import annotations

import json
import math
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from corollary.errors import InputError
from corollary.observe.network import MAX_ENTRIES, Array, Network, Shape
from corollary.observe.readers.emit import Unsupported
from corollary.observe.readers.keras_config import MODELS, SLIPS, is_layer, own_layers, read_config

CONFIG, WEIGHTS = "config.json", "model.weights.h5"
MAX_CONFIG = 2**26  # bytes
MAX_RATIO = 100  # of a member's size to its compressed size; Keras does not compress


def read_keras_file(path: Path, input_shape: Shape | None = None) -> Network:
    """The network of a `.keras` file. `input_shape`, of one example, settles open dimensions.

    Needs h5py. Raises Unsupported naming a layer that is beyond the representation, InputError when the file is corrupt
    or its contents are implausible.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            config = _configuration(archive, path)
            return _with_weights(archive, path, config, input_shape)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as problem:
        raise InputError(f"{path} is not a Keras 3 file that can be read; save it again ({problem}).") from None


def _configuration(archive: zipfile.ZipFile, path: Path) -> Mapping[str, Any]:
    member = _member(archive, path, CONFIG)
    if member.file_size > MAX_CONFIG:
        raise InputError(f"The configuration in {path} has {member.file_size} bytes, more than can be read.")
    try:
        config = json.loads(archive.read(member))
    except (ValueError, RecursionError):
        raise InputError(f"The configuration in {path} is not JSON; save the model again.") from None
    if not isinstance(config, dict) or "class_name" not in config or "config" not in config:
        raise InputError(f"The configuration in {path} does not describe a Keras 3 model.")
    return config


def _member(archive: zipfile.ZipFile, path: Path, name: str) -> zipfile.ZipInfo:
    try:
        member = archive.getinfo(name)
    except KeyError:
        raise InputError(f"{path} has no {name} in it, so it is not a Keras 3 file; save the model again.") from None
    if member.file_size > MAX_RATIO * member.compress_size + 2**20:
        raise InputError(f"{name} in {path} unpacks to an implausible size.")
    return member


def _with_weights(
    archive: zipfile.ZipFile, path: Path, config: Mapping[str, Any], input_shape: Shape | None
) -> Network:
    try:
        import h5py
    except ImportError:
        raise InputError("Reading .keras files needs h5py; install corollary[keras].") from None
    member = _member(archive, path, WEIGHTS)
    with archive.open(member) as stream, h5py.File(stream, "r") as store:
        weights = FileWeights(store, config, member.file_size)
        return read_config(config, weights, path.name, input_shape)


class FileWeights:
    """The weights of one model in a file: Keras numbers layers by class, in order, each with `vars/0`, `vars/1`, …"""

    def __init__(self, group: Any, config: Mapping[str, Any], limit: int) -> None:
        self.group, self.limit = group, limit
        self.configs: dict[str, Mapping[str, Any]] = {}
        self.paths: dict[str, str] = {}
        self._found: dict[str, list[Array]] = {}
        counts: Counter[str] = Counter()
        try:
            for layer in own_layers(config):
                sequential_input = config["class_name"] == "Sequential" and layer["class_name"] == "InputLayer"
                if sequential_input or not is_layer(layer):
                    continue
                name = layer.get("name") or layer["config"]["name"]
                stem = snake_case(layer["class_name"])
                self.paths[name] = f"layers/{stem}_{counts[stem]}" if counts[stem] else f"layers/{stem}"
                self.configs[name] = layer
                counts[stem] += 1
        except SLIPS as problem:
            raise InputError(f"The configuration of the Keras model is malformed ({problem!r}).") from None

    def arrays(self, layer: str) -> list[Array]:
        """The weights of a layer."""
        if layer not in self._found:
            group = _child(self.group, f"{self._path(layer)}/vars")
            count = 0 if group is None else len(group)
            self._found[layer] = [self._array(group, str(i), layer) for i in range(count)]
        return self._found[layer]

    def inside(self, layer: str) -> FileWeights:
        """The weights of a model that is a layer."""
        group = _child(self.group, self._path(layer))
        if group is None or self.configs[layer]["class_name"] not in MODELS:
            raise InputError(f"The Keras file has no weights for the model {layer} inside it.")
        return FileWeights(group, self.configs[layer], self.limit)

    def _path(self, layer: str) -> str:
        if layer not in self.paths:
            raise InputError(f"The model cannot be read: it has no layer {layer}.")
        return self.paths[layer]

    def _array(self, group: Any, key: str, layer: str) -> Array:
        dataset = _child(group, key)
        if dataset is None or not hasattr(dataset, "dtype"):
            raise InputError(f"The Keras file lacks weight {key} of layer {layer}.")
        plain = dataset.external is None and not dataset.is_virtual and dataset.dtype.kind in "fiu"
        if not plain:
            raise Unsupported(f"Weight {key} of the Keras layer {layer} is not stored as plain numbers in the file.")
        count = math.prod(dataset.shape or ())
        if count > MAX_ENTRIES or count * dataset.dtype.itemsize > self.limit:
            raise InputError(
                f"Weight {key} of the Keras layer {layer} declares {dataset.shape}, more than the file holds."
            )
        return np.asarray(dataset[()])


def _child(group: Any, path: str) -> Any:
    """What a group holds under a path, following no links out of it; None if it is not there."""
    import h5py

    for part in path.split("/"):
        if not isinstance(group, h5py.Group) or part not in group:
            return None
        if not isinstance(group.get(part, getlink=True), h5py.HardLink):
            raise InputError(f"The Keras file has a link at {part} where weights are expected.")
        group = group[part]
    return group


def snake_case(name: str) -> str:
    """The name under which Keras stores a layer of a class: MaxPooling2D → max_pooling2d, PReLU → p_re_lu."""
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()
