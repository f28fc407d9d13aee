"""The engine behind the pages: a rule as a form with numbers, its value and its curve; derivations."""

from __future__ import annotations

import math
import re
from typing import Any

from corollary.errors import InputError

POINTS = 81  # of a curve
SPAN = 30.0  # a curve runs from value / SPAN to value * SPAN


def derive(goal: str, given: list[str], delta: float, wanting: bool = True) -> dict[str, Any]:
    """What follows, as data and as HTML; with `wanting`, also which further facts would reach the goal.

    Raises:
        InputError: an unknown name, or facts that contradict one another.
    """
    from corollary import api
    from corollary.logic.missing import missing
    from corollary.logic.solve import speaks_at
    from corollary.logic.tree import conclusion_data

    result = api.derive(goal, [one for one in given if one.strip()], delta=delta)
    absent = missing(result) if wanting else []
    return _object(
        {
            "delta": result.delta,
            "events": result.events,
            "complete": result.complete,
            "conclusions": [
                {**conclusion_data(result, one), "speaks_at": speaks_at(result, one) if one.vacuous else None}
                for one in result.conclusions
            ],
            "inapplicable": [one.reason for one in result.inapplicable],
            "missing": [
                {
                    "facts": [{"says": str(one), "write": _written(one)} for one in way.facts],
                    "statement": way.rule,
                    "buys": str(way.buys) if way.buys else None,
                }
                for way in absent
            ],
            "html": result._repr_html_(),
        }
    )


def _written(wanted: Any) -> str:
    """A fact that is missing as one writes it, with the number that it was supposed to have, or one to be filled in."""
    from corollary.logic.facts import AtLeast, Bound

    kind, supposed = wanted.type, wanted.supposed()
    roles = [
        f"{role}={name if name.isidentifier() else repr(name)}" for role, name in wanted.roles.items() if role != name
    ]
    values = (
        {name: "?" if supposed is None else repr(value) for name, value in supposed.values.items()}
        if supposed
        else dict.fromkeys(kind.value_names, "?")
    )
    if issubclass(kind, Bound):
        sign = ">=" if issubclass(kind, AtLeast) else "<="
        plain = getattr(kind.quantity, "__name__", "")
        inside = f"({', '.join(roles)})" if roles else ""
        return (
            f"{plain}{inside} {sign} {values['value']}"
            if plain.isidentifier()
            else f"{kind.__name__}({', '.join([values['value'], *roles])})"
        )
    return f"{kind.__name__}({', '.join([*roles, *(f'{name}={value}' for name, value in values.items())])})"


def vocabulary() -> list[dict[str, Any]]:
    """Every quantity and property: its name, what it says, and how it is written as a fact."""
    from corollary import corpus
    from corollary.logic.vocabulary import Quantity

    rows = []
    kinds: dict[str, Any] = dict(sorted(corpus.vocabulary().items()))
    for name, kind in kinds.items():
        bound = issubclass(kind, Quantity)
        values = () if bound else kind.value_names
        rows.append(
            {
                "name": name,
                "goal": bound,
                "says": kind.says,
                "write": f"{name} <= " if bound else f"{name}({', '.join(f'{value}=' for value in values)})",
            }
        )
    return rows


def form(id: str) -> dict[str, Any] | None:
    """The numbers of a rule with values at which it applies, and its formula in TeX; None if the statement has no such rule."""
    from corollary import corpus
    from corollary.trials.example import example

    rule = next((one for one in corpus.book().rules if one.id == id), None)
    given = example(rule) if rule is not None else {}
    if rule is None or not given:
        return None
    rounded, symbols, fields = _rounded(rule, given), _symbols(rule), []
    for name, fact in given.items():
        for key, value in _numbers(fact).items():
            field = _field(name, key)
            fields.append(
                {
                    "name": field,
                    "words": _words(name, key),
                    "symbol": symbols.get(field, ""),
                    "says": _says(fact, name),
                    "value": rounded.get(field, value),
                    "whole": isinstance(value, int),
                }
            )
    return (
        _object({"fields": fields, "tex": _tex(rule), "concludes": rule.conclusion.type.__name__}) if fields else None
    )


def _rounded(rule: Any, given: dict[str, Any]) -> dict[str, float]:
    """The numbers of the example with two digits, where the rule applies to them too."""
    from corollary.logic.arithmetic import OutOfRange

    found: dict[str, float] = {}
    for name, fact in given.items():
        for key, value in _numbers(fact).items():
            new = {**found, _field(name, key): value if isinstance(value, int) else float(f"{value:.2g}")}
            try:
                made = _value(rule, given, new)
            except (OutOfRange, InputError, ArithmeticError, ValueError):
                continue
            if made is None or math.isfinite(made):
                found = new
    return found


def _symbols(rule: Any) -> dict[str, str]:
    """TeX for each number that has a symbol of its own, by field."""
    try:
        import sympy

        from corollary.logic.symbols import symbolic_premises

        written = {
            _field(name, key): sympy.latex(value)
            for name, fact in symbolic_premises(rule).items()
            for key, value in _numbers(fact).items()
        }
    except Exception:  # without symbols the fields have their names
        return {}
    return {field: _set(tex) for field, tex in written.items() if r"\mathrm{" not in tex}


def _set(tex: str) -> str:
    """TeX as SymPy writes it, with fewer brackets; KaTeX wants braces around an operator in an index."""
    for found, put in (
        (r"_\\(max|min)(?![a-z])", r"_{\\\1}"),
        (r"\\left\(([0-9]+|[A-Za-z]|\\[a-z]+) \\right\)", r"\1"),
        (r"\\left\(-1\\right\) ", "-"),
        (r"(?<!\w)1 (?=\{?\\binom)", ""),
    ):
        tex = re.sub(found, put, tex)
    return tex


def _words(name: str, key: str) -> str:
    """How a number is called: the hypothesis, with its own name before it where it has one."""
    hypothesis = name.replace("_", " ")
    return hypothesis if key in ("value", "delta") else f"{key.replace('_', ' ')} of {hypothesis}"


def evaluate(id: str, values: dict[str, float], vary: str | None) -> dict[str, Any]:
    """The conclusion of a rule for numbers in place of those of its example, and a curve in one of them.

    Raises:
        InputError: there is no such rule or number, or the rule does not apply there.
    """
    from corollary.logic.arithmetic import OutOfRange

    rule, given = _known(id)
    names = {_field(name, key) for name, fact in given.items() for key in _numbers(fact)}
    for unknown in {*values, *([vary] if vary else [])} - names:
        raise InputError(f"{id} has no number {unknown!r}; it has {', '.join(sorted(names))}.")
    try:
        value = _value(rule, given, values)
    except OutOfRange as why:
        raise InputError(f"The theorem does not apply: {str(why).rstrip('.')}.") from why
    answer: dict[str, Any] = {"value": value, "sentence": _sentence(rule, given, values)}
    if vary:
        answer["curve"] = _curve(rule, given, values, vary)
    return _object(answer)


def _known(id: str) -> tuple[Any, dict[str, Any]]:
    from corollary import corpus
    from corollary.trials.example import example

    rule = next((one for one in corpus.book().rules if one.id == id), None)
    given = example(rule) if rule is not None else {}
    if rule is None or not given:
        raise InputError(f"{id} has no rule that can be evaluated.")
    return rule, given


def _conclusion(rule: Any, given: dict[str, Any], values: dict[str, float]) -> Any:
    from corollary.logic.theorem import Confidence

    filled = {}
    for name, fact in given.items():
        if isinstance(fact, Confidence):
            filled[name] = Confidence(values.get(_field(name, "delta"), fact.delta))
        else:
            new = {
                key: _cast(values[_field(name, key)], old)
                for key, old in fact.values.items()
                if _field(name, key) in values
            }
            filled[name] = fact.with_values(**{**fact.values, **new})
    return rule(**filled)


def _value(rule: Any, given: dict[str, Any], values: dict[str, float]) -> float | None:
    made = getattr(_conclusion(rule, given, values), "value", None)
    return None if made is None else float(made)


def _sentence(rule: Any, given: dict[str, Any], values: dict[str, float]) -> str:
    from corollary.logic.wording import sentence

    return sentence(_conclusion(rule, given, values))


def _curve(rule: Any, given: dict[str, Any], values: dict[str, float], vary: str) -> list[list[float]]:
    """Points at which the rule applies, on a logarithmic grid around the value (within (0, 1) for a probability)."""
    from corollary.logic.arithmetic import OutOfRange

    centre = values.get(
        vary, next(_numbers(f)[k] for n, f in given.items() for k in _numbers(f) if _field(n, k) == vary)
    )
    if not centre > 0 or not math.isfinite(centre):
        centre = 1.0
    whole = any(isinstance(_numbers(f)[k], int) for n, f in given.items() for k in _numbers(f) if _field(n, k) == vary)
    points: dict[float, float] = {}
    for at in range(POINTS):
        x = centre * SPAN ** (2 * at / (POINTS - 1) - 1)
        x = float(round(x)) if whole else x
        try:
            y = _value(rule, given, {**values, vary: x})
        except (OutOfRange, InputError, ArithmeticError):
            continue
        if y is not None and math.isfinite(y):
            points[x] = y
    return [[x, y] for x, y in sorted(points.items())]


def _numbers(fact: Any) -> dict[str, Any]:
    from corollary.logic.theorem import Confidence

    return {"delta": fact.delta} if isinstance(fact, Confidence) else dict(fact.values)


def _field(name: str, key: str) -> str:
    return name if key == "value" else f"{name}.{key}"


def _cast(value: float, old: Any) -> Any:
    return int(value) if isinstance(old, int) and float(value).is_integer() else value


def _says(fact: Any, name: str) -> str:
    from corollary.logic.theorem import Confidence
    from corollary.logic.wording import sentence

    return "probability that the conclusion fails" if isinstance(fact, Confidence) else sentence(fact)


def _tex(rule: Any) -> str:
    """The conclusion as a formula, written as in the rule's body."""
    try:
        import sympy

        from corollary.logic.symbols import concluded

        with sympy.evaluate(False):
            formula = rule.formula()
        if formula is None:
            return ""
        return _set(f"{concluded(rule)} {sympy.latex(formula, order='none')}".strip())
    except Exception:  # a body that SymPy cannot run has no formula to show
        return ""


def _object(data: dict[str, Any]) -> dict[str, Any]:
    return {str(key): _plain(value) for key, value in data.items()}


def _plain(data: Any) -> Any:
    """JSON has no infinity and no nan: they are null."""
    if isinstance(data, dict):
        return _object(data)
    if isinstance(data, (list, tuple)):
        return [_plain(value) for value in data]
    if isinstance(data, float) and not math.isfinite(data):
        return None
    return data
