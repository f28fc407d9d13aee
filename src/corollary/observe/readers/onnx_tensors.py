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

    length = check_tensor(tensor, folder)
    if length is None:
        raise Unsupported(f"Tensor {_name(tensor)} of the ONNX model is not of plain numbers, which is not supported.")
    if tensor.data_location == onnx.TensorProto.EXTERNAL:
        path, offset = _external(tensor, folder, length)
        with path.open("rb") as file:
            file.seek(offset)
            raw = file.read(length)
        return numpy_helper.to_array(onnx.TensorProto(data_type=tensor.data_type, dims=tensor.dims, raw_data=raw))
    return np.asarray(numpy_helper.to_array(tensor))


def check_tensor(tensor: onnx.TensorProto, folder: Path) -> int | None:
    """The number of bytes of the tensor's data, checked as by `read_tensor`; None if it is not of plain numbers."""
    import onnx

    if any(size < 0 for size in tensor.dims):
        raise InputError(f"Tensor {_name(tensor)} of the ONNX model has a negative dimension: {list(tensor.dims)}.")
    count = math.prod(int(size) for size in tensor.dims)
    if count > MAX_ENTRIES:
        raise InputError(
            f"Tensor {_name(tensor)} of the ONNX model declares {count:.2g} entries, more than can be read."
        )
    known = tensor.data_type in onnx.TensorProto.DataType.values()
    kind = onnx.TensorProto.DataType.Name(tensor.data_type) if known else ""
    external = tensor.data_location == onnx.TensorProto.EXTERNAL
    if kind not in _FIELDS:
        if external:
            _external(tensor, folder, None)
        return None
    bits, field = _FIELDS[kind]
    length = count * bits // 8
    if external:
        _external(tensor, folder, length)
        return length
    raw = tensor.HasField("raw_data")
    held = len(tensor.raw_data) if raw else len(getattr(tensor, field))
    if held != (length if raw else count):
        shape = list(tensor.dims)
        raise InputError(f"Tensor {_name(tensor)} of the ONNX model has shape {shape} but data of another length.")
    return length


def _name(tensor: onnx.TensorProto) -> str:
    return tensor.name or "without a name"


def _external(tensor: onnx.TensorProto, folder: Path, length: int | None) -> tuple[Path, int]:
    """The file beside the model with the tensor's data, and where in it they begin."""
    entries = {entry.key: entry.value for entry in tensor.external_data}
    location = entries.get("location", "")
    root = folder.resolve()
    path = (root / location).resolve()
    if not location or Path(location).is_absolute() or not path.is_relative_to(root) or path == root:
        raise InputError(f"Tensor {_name(tensor)} of the ONNX model lies outside the model's folder ({location!r}).")
    if not path.is_file():
        raise InputError(f"Tensor {_name(tensor)} of the ONNX model needs the file {location}, which is not there.")
    try:
        offset = int(entries.get("offset", 0))
        declared = int(entries.get("length", length or 0))
    except ValueError:
        raise InputError(
            f"Tensor {_name(tensor)} of the ONNX model has an offset or length that is no number."
        ) from None
    wrong = length is not None and declared != length
    if offset < 0 or declared < 0 or wrong or offset + declared > path.stat().st_size:
        raise InputError(f"Tensor {_name(tensor)} of the ONNX model does not fit into the file {location}.")
    return path, offset
