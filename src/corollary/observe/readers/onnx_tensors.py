"""The constant tensors of an ONNX file, read with every length checked before memory is taken."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corollary.errors import InputError
from corollary.observe.network import MAX_ENTRIES
from corollary.observe.readers.emit import Unsupported

if TYPE_CHECKING:
    import onnx

# ONNX data type → (bits in raw_data, entries of that many bits per value; the typed field that may hold it instead)
_FIELDS = {
    "FLOAT": (32, "float_data"),
    "UINT8": (8, "int32_data"),
    "INT8": (8, "int32_data"),
    "UINT16": (16, "int32_data"),
    "INT16": (16, "int32_data"),
    "INT32": (32, "int32_data"),
    "INT64": (64, "int64_data"),
    "BOOL": (8, "int32_data"),
    "FLOAT16": (16, "int32_data"),
    "DOUBLE": (64, "double_data"),
    "UINT32": (32, "uint64_data"),
    "UINT64": (64, "uint64_data"),
    "BFLOAT16": (16, "int32_data"),
}


def read_tensor(tensor: onnx.TensorProto, folder: Path) -> NDArray[Any]:
    """The tensor as an array. `folder` holds the model file and any external data.

    Raises Unsupported when the type is not plain numbers, and InputError when a dimension is negative, the data are too
    large or do not have the length that the shape needs, or external data lie outside the folder.
    """
    import onnx
    from onnx import numpy_helper

    name = tensor.name or "without a name"
    kind = onnx.TensorProto.DataType.Name(tensor.data_type) if tensor.data_type in _type_numbers() else "UNKNOWN"
    if kind not in _FIELDS:
        raise Unsupported(f"Tensor {name} of the ONNX model has type {kind}, which is not supported.")
    bits, field = _FIELDS[kind]
    if any(size < 0 for size in tensor.dims):
        raise InputError(f"Tensor {name} of the ONNX model has a negative dimension: {list(tensor.dims)}.")
    count = math.prod(tensor.dims)
    if count > MAX_ENTRIES:
        raise InputError(f"Tensor {name} of the ONNX model declares {count:.2g} entries, more than can be read.")
    if tensor.data_location == onnx.TensorProto.EXTERNAL:
        raw = _external(tensor, folder, count * bits // 8)
        filled = onnx.TensorProto(data_type=tensor.data_type, dims=tensor.dims, raw_data=raw)
        return numpy_helper.to_array(filled)
    held = 8 * len(tensor.raw_data) // bits if tensor.HasField("raw_data") else len(getattr(tensor, field))
    exact = not tensor.HasField("raw_data") or 8 * len(tensor.raw_data) == bits * count
    if held != count or not exact:
        raise InputError(f"Tensor {name} of the ONNX model has shape {list(tensor.dims)} but holds {held} entries.")
    return np.asarray(numpy_helper.to_array(tensor))


def _type_numbers() -> set[int]:
    import onnx

    return set(onnx.TensorProto.DataType.values())


def _external(tensor: onnx.TensorProto, folder: Path, length: int) -> bytes:
    """The bytes of a tensor kept in a file beside the model."""
    entries = {entry.key: entry.value for entry in tensor.external_data}
    location = entries.get("location", "")
    root = folder.resolve()
    path = (root / location).resolve()
    if not location or Path(location).is_absolute() or not path.is_relative_to(root) or path == root:
        raise InputError(f"Tensor {tensor.name} of the ONNX model lies outside the model's folder ({location!r}).")
    if not path.is_file():
        raise InputError(f"Tensor {tensor.name} of the ONNX model needs the file {location}, which is not there.")
    try:
        offset, declared = int(entries.get("offset", 0)), int(entries.get("length", length))
    except ValueError:
        raise InputError(f"Tensor {tensor.name} of the ONNX model has an offset or length that is no number.") from None
    if offset < 0 or declared != length or offset + length > path.stat().st_size:
        raise InputError(f"Tensor {tensor.name} of the ONNX model does not fit into the file {location}.")
    with path.open("rb") as file:
        file.seek(offset)
        return bytes(file.read(length))
