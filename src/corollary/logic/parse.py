"""Facts and goals written as text, as the command line takes them.

Iid(n=1000)        not Convex(objective)        VCDimension <= 10        AtMost[VCDimension](10, hypotheses=H)
"""

import ast
import difflib
import math
from collections.abc import Mapping
from typing import Any

from corollary.errors import InputError
from corollary.logic.facts import AtLeast, AtMost, Equals, Fact, Property, bound_type, negation
from corollary.logic.vocabulary import Expected, ForAll, Quantity

FORMS: dict[str, Any] = {"AtMost": AtMost, "AtLeast": AtLeast, "Equals": Equals}
WRAPPERS: dict[str, Any] = {"ForAll": ForAll, "Expected": Expected}
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
        _expect(isinstance(kind, type) and issubclass(kind, Property), text, "only a property can be negated")
        return negation(kind)(*arguments, **named)
    if isinstance(node, ast.Compare):
        _expect(len(node.ops) == 1 and type(node.ops[0]) in COMPARISONS, text, "write one comparison with <=, >= or ==")
        kind, arguments, named = _call(node.left, vocabulary, text)
        _expect(isinstance(kind, type) and issubclass(kind, Quantity), text, "only a quantity can be compared")
        roles = dict(zip(kind.roles, arguments, strict=False)) | named
        fact: Fact = bound_type(COMPARISONS[type(node.ops[0])], kind)(_number(node.comparators[0], text), **roles)
        return fact
    kind, arguments, named = _call(node, vocabulary, text)
    if isinstance(kind, type) and issubclass(kind, Quantity):
        raise InputError(f"{text!r} is a quantity, not a fact; write {kind.__name__} <= 0.1, with <=, >= or ==.")
    try:
        return kind(*arguments, **named)  # type: ignore[no-any-return]
    except TypeError as why:
        raise InputError(f"{text!r} is no fact: {why}.") from None


def parse_goal(text: str, vocabulary: Vocabulary) -> tuple[type[Fact], float | None, dict[str, str]]:
    """A goal: its type, the value to reach if one is written (`Risk <= 0.1`), and the objects it is about if named.

    Raises:
        InputError: it is no type of fact, or names something unknown.
    """
    node = _expression(text)
    target, form = None, AtMost
    if isinstance(node, ast.Compare):
        _expect(len(node.ops) == 1 and type(node.ops[0]) in COMPARISONS, text, "write one comparison with <=, >= or ==")
        target, form = _number(node.comparators[0], text), COMPARISONS[type(node.ops[0])]
        node = node.left
    kind, arguments, about = _call(node, vocabulary, text)
    names = kind.roles if issubclass(kind, Quantity) else kind.role_names
    about = dict(zip(names, arguments, strict=False)) | about
    unknown = set(about) - set(names)
    _expect(not unknown, text, f"{kind.__name__} has no role {', '.join(sorted(unknown))}")
    if issubclass(kind, Quantity):
        kind = bound_type(form, kind)
    return kind, target, {role: str(object_) for role, object_ in about.items()}


def _expression(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        raise InputError(f"{text!r} is no fact; write for example Iid(n=1000) or VCDimension <= 10.") from None


def _call(node: ast.expr, vocabulary: Vocabulary, text: str) -> tuple[Any, list[Any], dict[str, Any]]:
    if isinstance(node, ast.Call):
        named = {str(k.arg): _value(k.value, text) for k in node.keywords}
        return _kind(node.func, vocabulary, text), [_value(a, text) for a in node.args], named
    return _kind(node, vocabulary, text), [], {}


def _kind(node: ast.expr, vocabulary: Vocabulary, text: str) -> Any:
    if isinstance(node, ast.Name):
        if node.id in vocabulary:
            return vocabulary[node.id]
        near = difflib.get_close_matches(node.id, [*vocabulary, *FORMS], n=3, cutoff=0.5)
        raise InputError(
            f"{node.id} is no quantity or property of the corpus"
            + (f"; did you mean {' or '.join(near)}?" if near else ".")
        )
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        name = node.value.id
        if name in FORMS:
            return FORMS[name][_kind(node.slice, vocabulary, text)]
        if name == "Not":
            return negation(_kind(node.slice, vocabulary, text))
        if name in WRAPPERS and isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 2:
            inner = _kind(node.slice.elts[0], vocabulary, text)
            try:
                return WRAPPERS[name][inner, str(_value(node.slice.elts[1], text))]
            except TypeError as why:
                raise InputError(f"{text!r}: {why}.") from None
    raise InputError(f"{text!r} is no fact; write for example Iid(n=1000) or VCDimension <= 10.")


def _value(node: ast.expr, text: str) -> Any:
    return node.id if isinstance(node, ast.Name) else _literal(node, text)


def _literal(node: ast.expr, text: str) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        raise InputError(f"{text!r}: {ast.unparse(node)} is neither a number nor a name.") from None


def _number(node: ast.expr, text: str) -> Any:
    value = _literal(node, text)
    finite = isinstance(value, (int, float)) and not isinstance(value, bool) and not math.isnan(value)
    _expect(finite, text, f"{ast.unparse(node)} is no number")
    return value


def _expect(condition: bool, text: str, words: str) -> None:
    if not condition:
        raise InputError(f"{text!r}: {words}.")
