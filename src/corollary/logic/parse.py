"""Facts and goals written as text, as the command line takes them.

Iid(n=1000)        EmpiricalRisk <= 3/500        not Convex(objective)        VCDimension <= 10        AtMost[VCDimension](10, hypotheses=H)
"""

import ast
import difflib
import math
import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from fractions import Fraction
from typing import Any

from corollary.errors import InputError
from corollary.logic.facts import AtLeast, AtMost, Bound, Equals, Fact, Property, bound_type, negation
from corollary.logic.rules import RuleBook
from corollary.logic.vocabulary import Expected, ForAll, Quantity

FORMS: dict[str, Any] = {"AtMost": AtMost, "AtLeast": AtLeast, "Equals": Equals}
WRAPPERS: dict[str, Any] = {"ForAll": ForAll, "Expected": Expected}
USES = {
    **{name: f"{name}[Risk](0.1)" for name in FORMS},
    "ForAll": 'AtMost[ForAll[Risk, "hypotheses"]](0.1)',
    "Expected": 'AtMost[Expected[Risk, "sample"]](0.1)',
    "Not": "not Convex(objective)",
}
LONGEST = 1000  # characters of a fact or a goal
COMPARISONS: dict[type[ast.cmpop], Any] = {
    ast.LtE: AtMost,
    ast.Lt: AtMost,
    ast.GtE: AtLeast,
    ast.Gt: AtLeast,
    ast.Eq: Equals,
}

Vocabulary = Mapping[str, Any]


def parse_fact(text: str, vocabulary: Vocabulary) -> Fact:
    """A fact from text.

    Raises:
        InputError: it is no fact, or names something unknown (the nearest names are given).
    """
    node = _expression(text)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        kind, arguments, named = _call(node.operand, vocabulary, text)
        _expect(issubclass(kind, Property), text, "only a property can be negated")
        return negation(kind)(**_objects(kind.role_names, arguments, named, text))
    if isinstance(node, ast.Compare):
        form, value = _comparison(node, text)
        kind, arguments, named = _call(node.left, vocabulary, text)
        _expect(issubclass(kind, Quantity), text, "only a quantity can be compared")
        fact: Fact = bound_type(form, kind)(value, **_objects(kind.roles, arguments, named, text))
        return fact
    kind, arguments, named = _call(node, vocabulary, text)
    if issubclass(kind, Quantity):
        raise InputError(f"{text!r} is a quantity, not a fact; write {kind.__name__} <= 0.1, with <=, >= or ==.")
    names = kind.value_names + kind.role_names if issubclass(kind, Bound) else kind.role_names + kind.value_names
    if "matrix" in named and hasattr(kind, "from_matrix"):
        return _of_matrix(kind, arguments, named, text)
    given = _named(names, arguments, named, text)
    if issubclass(kind, Bound) and "value" not in given:
        raise InputError(f"{text!r} is no fact without a number; write {kind.__name__}(0.1).")
    values = {name: given.pop(name) for name in kind.value_names if name in given}
    return kind(**values, **_objects(kind.role_names, [], given, text, names))  # type: ignore[no-any-return]


def _of_matrix(kind: Any, arguments: list[Any], named: dict[str, Any], text: str) -> Fact:
    """A property that a matrix settles."""
    rest = {name: value for name, value in named.items() if name != "matrix"}
    fact: Fact = kind.from_matrix(named["matrix"], **_objects(kind.role_names, arguments, rest, text))
    return fact


def parse_goal(text: str, vocabulary: Vocabulary) -> tuple[type[Fact], float | None, dict[str, str]]:
    """A goal: its type, the value to reach if one is written (`Risk <= 0.1`), and the objects it is about if named.

    Raises:
        InputError: it is no type of fact, or names something unknown.
    """
    node = _expression(text)
    form, target = _comparison(node, text) if isinstance(node, ast.Compare) else (AtMost, None)
    kind, arguments, named = _call(node.left if isinstance(node, ast.Compare) else node, vocabulary, text)
    _expect(target is None or issubclass(kind, Quantity), text, "only a quantity can be compared")
    if issubclass(kind, Quantity):
        kind = bound_type(form, kind)
    elif issubclass(kind, Bound):
        named = _named(kind.value_names + kind.role_names, arguments, named, text)
        arguments, target = [], named.pop("value", None)
        _expect(target is None or not isinstance(target, str), text, f"{target!r} is no number")
    target = float(target) if isinstance(target, Fraction) else target
    return kind, target, _objects(kind.role_names, arguments, named, text)


def parse_goals(pattern: str, vocabulary: Vocabulary, book: RuleBook, given: Iterable[Fact] = ()) -> list[type[Fact]]:
    """The goals whose names fit a pattern such as `Planar*`: what rules conclude and is not given; of quantities an upper bound.

    Raises:
        InputError: there are none.
    """
    concluded = {rule.conclusion.type for rule in book.rules} - {type(fact) for fact in given}
    goals: list[type[Fact]] = []
    for name in sorted(vocabulary):
        kind = vocabulary[name]
        forms: tuple[Any, ...] = (kind,)
        if issubclass(kind, Quantity):
            forms = (bound_type(AtMost, kind), bound_type(Equals, kind))
        if fnmatchcase(name, pattern.strip()) and concluded.intersection(forms):
            goals.append(forms[0])
    if not goals:
        raise InputError(
            f"No rule concludes anything whose name fits {pattern!r}; a name without * is looked for nearby."
        )
    return goals


def _comparison(node: ast.Compare, text: str) -> tuple[Any, Any]:
    """The form of bound and the number of a comparison."""
    _expect(len(node.ops) == 1 and type(node.ops[0]) in COMPARISONS, text, "write one comparison with <=, >= or ==")
    return COMPARISONS[type(node.ops[0])], _number(node.comparators[0], text)


def _named(names: tuple[str, ...], arguments: list[Any], named: dict[str, Any], text: str) -> dict[str, Any]:
    """What is given in order and by name, all by name."""
    listed = ", ".join(names) or "nothing"
    _expect(len(arguments) <= len(names), text, f"{len(arguments)} are given in brackets, but it has only {listed}")
    given = dict(zip(names, arguments, strict=False))
    twice = sorted(set(given) & set(named))
    _expect(not twice, text, f"{', '.join(twice)} is given twice")
    return given | named


def _objects(
    names: tuple[str, ...], arguments: list[Any], named: dict[str, Any], text: str, known: tuple[str, ...] = ()
) -> dict[str, str]:
    """The objects that a fact is about, by role; `known` are all names that could be given."""
    given = _named(names, arguments, named, text)
    for role, object_ in given.items():
        _expect(role in names, text, f"it has no role or value {role}, only {', '.join(known or names) or 'none'}")
        _expect(isinstance(object_, str), text, f"{role} is an object and takes a name, not {object_}")
    return given


def _expression(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise InputError(f"{text!r} has {len(text):,} characters; a fact or goal has at most {LONGEST:,}.")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last two: nested too deeply
        equal = re.fullmatch(r"\s*\w+(?:\[.*\])?(?:\(.*\))?\s*=\s*[^=].*", text, re.DOTALL)
        hint = (
            f"{text.replace('=', '==')}, with two signs"
            if equal and text.count("=") == 1
            else "Iid(n=1000) or VCDimension <= 10"
        )
        raise InputError(f"{text!r} is no fact; write for example {hint}.") from None


def _call(node: ast.expr, vocabulary: Vocabulary, text: str) -> tuple[Any, list[Any], dict[str, Any]]:
    if isinstance(node, ast.Call):
        named = {str(k.arg): _value(k.value, text) for k in node.keywords}
        _expect(len(named) == len(node.keywords), text, "a name is given twice")
        return _kind(node.func, vocabulary, text), [_value(a, text) for a in node.args], named
    return _kind(node, vocabulary, text), [], {}


def _kind(node: ast.expr, vocabulary: Vocabulary, text: str) -> Any:
    if isinstance(node, ast.Name):
        if node.id in vocabulary:
            return vocabulary[node.id]
        if node.id in USES:
            raise InputError(f"{node.id} alone says nothing; write for example {USES[node.id]}.")
        near = difflib.get_close_matches(node.id, [*vocabulary, *FORMS], n=3, cutoff=0.5)
        raise InputError(
            f"{node.id} is no quantity or property of the corpus"
            + (f"; did you mean {' or '.join(near)}?" if near else ".")
        )
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        name = node.value.id
        if name in FORMS:
            return FORMS[name][_quantity(node.slice, vocabulary, text)]
        if name == "Not":
            property_ = _kind(node.slice, vocabulary, text)
            _expect(issubclass(property_, Property), text, "only a property can be negated")
            return negation(property_)
        if name in WRAPPERS and isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 2:
            inner, over = _quantity(node.slice.elts[0], vocabulary, text), _value(node.slice.elts[1], text)
            _expect(isinstance(over, str) and over.isidentifier(), text, f"{over} is no name")
            try:
                return WRAPPERS[name][inner, over]
            except TypeError as why:
                raise InputError(f"{text!r}: {why}.") from None
    raise InputError(f"{text!r} is no fact; write for example Iid(n=1000) or VCDimension <= 10.")


def _quantity(node: ast.expr, vocabulary: Vocabulary, text: str) -> Any:
    kind = _kind(node, vocabulary, text)
    _expect(issubclass(kind, Quantity), text, f"{kind.__name__} is no quantity")
    return kind


def _value(node: ast.expr, text: str) -> Any:
    return node.id if isinstance(node, ast.Name) else _literal(node, text)


def _literal(node: ast.expr, text: str) -> Any:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return _quotient(node, text)
    if isinstance(node, ast.List):
        return [_literal(entry, text) for entry in node.elts]
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, RecursionError, MemoryError):
        raise InputError(f"{text!r}: {_said(node, text)} is neither a number nor a name.") from None
    return _exact(value, _said(node, text), text) if isinstance(value, float) and math.isfinite(value) else value


def _quotient(node: ast.BinOp, text: str) -> Fraction:
    """A fraction such as 3/500, exactly."""
    above, below = _literal(node.left, text), _literal(node.right, text)
    numbers = all(isinstance(one, (int, Fraction)) and not isinstance(one, bool) for one in (above, below))
    _expect(numbers and below != 0, text, f"{_said(node, text)} is no number")
    return Fraction(above) / Fraction(below)


def _exact(value: float, said: str, text: str) -> Any:
    """A decimal as the fraction that was written: 0.05 is 1/20, not the float beside it."""
    if value == 0 and any(digit in "123456789" for digit in said.lower().partition("e")[0]):
        raise InputError(f"{text!r}: {said} is too small; write 0, or a number that is no less than 1e-300.")
    try:
        return Fraction(said.replace(" ", ""))
    except ValueError:
        return value


def _number(node: ast.expr, text: str) -> Any:
    value = _literal(node, text)
    finite = isinstance(value, (int, float, Fraction)) and not isinstance(value, bool) and not math.isnan(value)
    _expect(finite, text, f"{_said(node, text)} is no number")
    return value


def _said(node: ast.expr, text: str) -> str:
    return ast.get_source_segment(text.strip(), node) or "a part of it"


def _expect(condition: bool, text: str, words: str) -> None:
    if not condition:
        raise InputError(f"{text!r}: {words}.")
