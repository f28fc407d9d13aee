"""Readers: models of other frameworks → the inner representation."""

from corollary.observe.readers.emit import Unsupported
from corollary.observe.readers.model import Model
from corollary.observe.readers.read import read_model

__all__ = ["Model", "Unsupported", "read_model"]
