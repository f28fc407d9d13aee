"""One rule body, four arithmetics: on every rule of the corpus balls, floats, arrays and symbols give the same number.

The premises come from the trials: whatever facts a trial feeds to its rule are valid for it.
"""

import ast
import inspect
import math
import textwrap

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from corollary import corpus
from corollary.logic import Confidence
from corollary.logic.arithmetic import (
    Ball,
    binomial_lower,
    binomial_upper,
    kl,
    kl_inverse,
    kl_inverse_lower,
    log_positive_part,
    lower,
    upper,
)
from corollary.logic.evaluate import as_ball
from corollary.logic.facts import Bound, Fact
from corollary.logic.symbols import symbolic_premises
from corollary.logic.theorem import Theorem

QUANTITATIVE = [rule for rule in corpus.book().rules if issubclass(rule.conclusion.type, Bound)]
VECTORS = {
    "receptive-field-recursion"
}  # its hypothesis is a list of layers, not a number; its own test holds it to brute force


class Caught(Exception):
    """Carries the premises out of a trial."""


def premises_from_trials(rule: Theorem, monkeypatch) -> dict:
    """The first valid premises that a trial of the rule uses, every value a plain number."""
    original, found = Theorem.conclude, {}

    def conclude(self, given, binding):
        result = original(self, given, binding)
        if self is rule and not found:
            found.update(given)
            raise Caught
        return result

    monkeypatch.setattr(Theorem, "conclude", conclude)
    for entry in corpus.trials(rule.id):
        if entry.breaks is None:
            try:
                entry.run(0, 3)
            except Caught:
                break
    monkeypatch.setattr(Theorem, "conclude", original)
    return {name: scalar(value) for name, value in found.items()}


def scalar(value):
    """The fact, or confidence, with the first entry of each array."""
    if isinstance(value, Confidence):
        return Confidence(float(np.ravel(np.asarray(value.delta, float))[0]))
    assert isinstance(value, Fact)
    return value.with_values(**{name: number(v) for name, v in value.values.items()})


def number(value):
    if isinstance(value, (int, Ball)) or (not hasattr(value, "__float__") and not hasattr(value, "shape")):
        return value
    first = np.ravel(np.asarray(value))[0]
    return int(first) if isinstance(first, (np.integer, int)) else float(first)


def mapped(given: dict, function) -> dict:
    """The premises with `function` applied to every number."""

    def one(value):
        if isinstance(value, Confidence):
            return Confidence(function(value.delta))
        return value.with_values(
            **{n: function(v) if isinstance(v, (int, float)) else v for n, v in value.values.items()}
        )

    return {name: one(value) for name, value in given.items()}


@pytest.mark.parametrize("rule", [r for r in QUANTITATIVE if r.id not in VECTORS], ids=lambda rule: rule.id)
def test_four_arithmetics_agree(rule, monkeypatch):
    given = premises_from_trials(rule, monkeypatch)
    assert given, f"{rule.id} has no trial that calls it"
    ball = rule(**mapped(given, as_ball)).value
    low, high = lower(ball), upper(ball)
    assert low <= high
    size = max(abs(low), abs(high), 1e-300)
    if math.isfinite(high):
        assert high - low <= 1e-9 * size, "the ball is too wide to be of use"
    plain = float(rule(**given).value)
    assert plain == pytest.approx(high, rel=1e-9, abs=1e-12)
    array = rule(**mapped(given, lambda x: np.array([float(x), float(x)]))).value
    assert np.allclose(np.asarray(array, float), plain, rtol=1e-9, atol=1e-12, equal_nan=False)
    with jax.enable_x64(True):
        traced = rule(**mapped(given, lambda x: jnp.asarray([float(x), float(x)]))).value
        assert np.allclose(np.asarray(traced, float), plain, rtol=1e-9, atol=1e-12, equal_nan=False)
    assert symbolic(rule, given) == pytest.approx(plain, rel=1e-9, abs=1e-12)


def symbolic(rule: Theorem, given: dict) -> float:
    """The formula with the numbers put in."""
    import sympy

    symbols = symbolic_premises(rule)
    expression = getattr(rule(**symbols), "value", None)
    numbers = {}
    for name, fact in symbols.items():
        values = {"delta": fact.delta} if isinstance(fact, Confidence) else fact.values
        known = {"delta": given[name].delta} if isinstance(fact, Confidence) else given[name].values
        numbers |= {symbol: known[key] for key, symbol in values.items() if isinstance(symbol, sympy.Symbol)}
    assert len(set(map(str, numbers))) == len(numbers), f"{rule.id}: two hypotheses share a symbol: {list(numbers)}"
    expression = sympy.sympify(expression)
    whole = {symbol: int(v) if float(v).is_integer() else v for symbol, v in numbers.items()}
    sums = [s.subs(whole).doit() for s in expression.atoms(sympy.Sum)]
    expression = expression.subs(dict(zip(expression.atoms(sympy.Sum), sums, strict=True)))
    functions = {
        "kl": kl, "kl_inverse": kl_inverse, "kl_inverse_lower": kl_inverse_lower, "binomial_upper": binomial_upper,
        "binomial_lower": binomial_lower, "log_positive_part": log_positive_part,
    }  # fmt: skip
    functions = {name: lambda *a, f=f: float(f(*map(float, a))) for name, f in functions.items()}
    call = sympy.lambdify(list(numbers), expression, modules=[functions, "scipy", "numpy"], dummify=True)
    return float(call(*(float(v) for v in numbers.values())))


@pytest.mark.parametrize("rule", QUANTITATIVE, ids=lambda rule: rule.id)
def test_a_rule_writes_no_inexact_constant(rule):
    """A float literal or a quotient of whole numbers in a rule is rounded before the balls see it."""
    body = ast.parse(textwrap.dedent(inspect.getsource(rule.function))).body[0].body
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                assert node.value == int(node.value) or node.value * 2**20 == int(node.value * 2**20), node.value
            if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.Pow)):
                both = [n for n in (node.left, node.right) if isinstance(n, ast.Constant)]
                assert len(both) < 2 or (isinstance(node.op, ast.Pow) and node.right.value >= 0), ast.unparse(node)
