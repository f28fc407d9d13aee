"""A rule called with facts, as Python source that runs by itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corollary.logic.theorem import Theorem

LOGIC = "corollary.logic"


def call(rule: Theorem, facts: Mapping[str, Any]) -> str:
    """Imports, and `conclusion = rule(hypothesis=fact, …)` with one hypothesis a line."""
    names: set[tuple[str, str]] = {(rule.function.__module__, rule.name)}
    lines = [f"    {name}={_fact(fact, names)}," for name, fact in facts.items()]
    modules: dict[str, list[str]] = {}
    for module, name in sorted(names):
        modules.setdefault(module, []).append(name)
    imports = [f"from {module} import {', '.join(found)}" for module, found in modules.items()]
    return "\n".join([*imports, "", f"conclusion = {rule.name}(", *lines, ")"])


def _fact(fact: Any, names: set[tuple[str, str]]) -> str:
    from corollary.logic.theorem import Confidence

    if isinstance(fact, Confidence):
        names.add((LOGIC, "Confidence"))
        return f"Confidence({_number(fact.delta)})"
    given = [f"{role}={name!r}" for role, name in fact.roles.items() if role != name]
    values = [f"{name}={_number(value)}" for name, value in fact.values.items()]
    if list(fact.values) == ["value"]:
        values = [_number(fact.values["value"])]
        return f"{_kind(type(fact), names)}({', '.join([*values, *given])})"
    return f"{_kind(type(fact), names)}({', '.join([*given, *values])})"


def _kind(kind: Any, names: set[tuple[str, str]]) -> str:
    """How the type of a fact is written; what must be imported for it goes into `names`."""
    from corollary.logic.facts import Bound, Property, negation

    if issubclass(kind, Bound):
        names.add((LOGIC, kind.form.__name__))
        return f"{kind.form.__name__}[{_quantity(kind.quantity, names)}]"
    if issubclass(kind, Property) and not kind.holds:
        names.add((LOGIC, "Not"))
        return f"Not[{_kind(negation(kind), names)}]"
    return _imported(kind, names)


def _quantity(kind: Any, names: set[tuple[str, str]]) -> str:
    base = vars(kind).get("base")
    if base is None:
        return _imported(kind, names)
    form, over = kind.__name__.partition("[")[0], kind.__name__.rpartition(", ")[2].removesuffix("]")
    names.add((LOGIC, form))
    return f'{form}[{_quantity(base, names)}, "{over}"]'


def _imported(kind: Any, names: set[tuple[str, str]]) -> str:
    module = LOGIC if kind.__module__.startswith(f"{LOGIC}.") else kind.__module__
    names.add((module, kind.__name__))
    return str(kind.__name__)


def _number(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    return repr(value)
