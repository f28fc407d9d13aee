"""Reads a property base from JSON, and says in one sentence what is wrong with a file that is none."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from corollary.errors import InputError
from corollary.logic.properties import Implication, Object


def read(path: Path) -> tuple[dict[str, str], list[Implication], list[Object]]:
    """Properties, implications and objects of the file. See `properties.load`. Raises InputError."""
    data = _parse(path)
    _expect(isinstance(data, dict), path, "the file", "an object with properties, implications and spaces")
    for key, kind, word in (
        ("properties", dict, "an object"),
        ("implications", list, "a list"),
        ("spaces", list, "a list"),
    ):
        _expect(isinstance(data.get(key), kind), path, f'"{key}"', word)
    for id, name in data["properties"].items():
        _expect(isinstance(name, str), path, f"the name of property {id!r}", "a string")
    implications = [_implication(item, place, path) for place, item in enumerate(data["implications"])]
    return data["properties"], implications, [_object(item, place, path) for place, item in enumerate(data["spaces"])]


def _parse(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes(), object_pairs_hook=_without_duplicates)
    except OSError as why:
        raise InputError(f"{path}: cannot be read ({why.strerror}).") from None
    except (ValueError, RecursionError) as why:  # includes bytes that are not UTF-8
        raise InputError(f"{path}: not a JSON file ({why}).") from None


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        (key, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(f"the key {key!r} occurs twice in one object")
    return found


def _implication(item: Any, place: int, path: Path) -> Implication:
    try:
        id, premises, conclusion = item["id"], item["if"], item["then"]
    except (TypeError, KeyError, IndexError):
        raise InputError(
            f'{path}: implication number {place + 1} is not an object with "id", "if" and "then".'
        ) from None
    _expect(isinstance(id, str), path, f"the id of implication number {place + 1}", "a string")
    if not isinstance(premises, list) or not all(isinstance(premise, str) for premise in premises):
        raise InputError(f'{path}: "if" of implication {id} must be a list of literals.')
    _expect(isinstance(conclusion, str), path, f'"then" of implication {id}', "a literal")
    return Implication(id, tuple(premises), conclusion)


def _object(item: Any, place: int, path: Path) -> Object:
    try:
        id, asserted = item["id"], item["asserted"]
        name = item.get("name", id)
    except (TypeError, KeyError, AttributeError):
        raise InputError(
            f'{path}: space number {place + 1} is not an object with "id", "name" and "asserted".'
        ) from None
    _expect(isinstance(id, str), path, f"the id of space number {place + 1}", "a string")
    _expect(isinstance(name, str), path, f"the name of space {id}", "a string")
    _expect(isinstance(asserted, dict), path, f'"asserted" of space {id}', "an object")
    for property, value in asserted.items():
        _expect(isinstance(value, bool), path, f"property {property!r} of space {id}", "true or false")
    return Object(id, name, asserted)


def _expect(holds: bool, path: Path, what: str, expected: str) -> None:
    if not holds:
        raise InputError(f"{path}: {what} must be {expected}.")
