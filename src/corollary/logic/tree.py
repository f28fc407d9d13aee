"""A derivation as data: what `--json`, the terminal and the report draw."""

from fractions import Fraction
from math import isfinite
from typing import Any

from corollary.logic.arithmetic import Ball, printed_lower, printed_upper, upper
from corollary.logic.derive import Conclusion, Result
from corollary.logic.evaluate import Evaluator, Inapplicable
from corollary.logic.evidence import Observation
from corollary.logic.facts import AtLeast, Bound, Fact
from corollary.logic.proofs import Derivation

DIGITS = 4


def printed(fact: Fact, digits: int = DIGITS) -> dict[str, str]:
    """The numbers of a fact as decimals on the safe side: rounded up in an upper bound, down in a lower one."""
    rounds_down = isinstance(fact, AtLeast)
    return {name: _decimal(value, digits, rounds_down, fact) for name, value in fact.values.items()}


def _decimal(value: Any, digits: int, down: bool, fact: Fact) -> str:
    if getattr(value, "ndim", 0):
        return f"an array of shape {value.shape}"
    if not isinstance(value, (int, float, Fraction, Ball)):
        return str(value)
    number = float(value)
    if isfinite(number) and number == int(number) and abs(number) < 1e15 and upper(value) == number:
        return str(int(number))
    if not isinstance(fact, Bound):
        return f"{number:.{digits}g}"
    return printed_lower(value, digits) if down else printed_upper(value, digits)


def sentence(fact: Fact, digits: int = DIGITS) -> str:
    """The fact as one sentence, numbers rounded to the safe side."""
    return type(fact).sentence(fact.roles, printed(fact, digits))


def tree(derivation: Derivation, run: Evaluator) -> dict[str, Any]:
    """The derivation as nested dictionaries: fact, the statement that gives it or its evidence, and what it stands on."""
    outcome = run(derivation)
    if isinstance(outcome, Inapplicable):
        return {"fact": derivation.type.__name__, "fails": outcome.reason, "premises": []}
    node: dict[str, Any] = {
        "fact": sentence(outcome),
        "type": derivation.type.__name__,
        "objects": derivation.roles,
        "values": {name: _json(value) for name, value in outcome.values.items()},
    }
    if derivation.leaf is not None:
        known = derivation.leaf.known if isinstance(derivation.leaf, Observation) else derivation.leaf
        evidence = known.evidence
        node["evidence"] = {"kind": evidence.kind, "source": evidence.source, "error": evidence.error}
        return node
    assert derivation.rule is not None
    node["statement"] = derivation.rule.id
    if derivation.rule.confidences:
        node["delta"] = _json(run.share)
    node["premises"] = [
        {"name": premise.name, **tree(proof, run)}
        for premise, proof in zip(derivation.rule.premises, derivation.premises, strict=True)
    ]
    return node


def conclusion_data(result: Result, conclusion: Conclusion) -> dict[str, Any]:
    """A conclusion with its derivation, as data for JSON."""
    return {
        "sentence": spoken(result, conclusion),
        "fact": type(conclusion.fact).__name__,
        "objects": dict(conclusion.fact.roles),
        "value": conclusion.number,
        "statement": conclusion.rule,
        "vacuous": conclusion.vacuous,
        "events": len(conclusion.derivation.events),
        "derivation": tree(conclusion.derivation, Evaluator(result.share)),
    }


def spoken(result: Result, conclusion: Conclusion) -> str:
    """The conclusion as one sentence with its confidence."""
    plain = sentence(conclusion.fact)
    if not conclusion.derivation.events:
        return plain[:1].upper() + plain[1:] + "."
    over = " and ".join(conclusion.derivation.random) or "the randomness named"
    return f"With probability at least {1 - result.delta:g} over {over}: {plain}."


def _json(value: Any) -> Any:
    if isinstance(value, (Ball, Fraction)):
        return upper(value)
    return value.tolist() if hasattr(value, "tolist") else value
