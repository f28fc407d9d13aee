"""A derivation as data: what `--json`, the terminal and the report draw."""

from typing import Any

from corollary.logic.arithmetic import lower, upper
from corollary.logic.evaluate import Evaluator, Inapplicable, is_number
from corollary.logic.evidence import Observation
from corollary.logic.facts import AtLeast, Fact
from corollary.logic.proofs import Derivation
from corollary.logic.result import Conclusion, Result
from corollary.logic.wording import printed as printed
from corollary.logic.wording import sentence as sentence


def tree(derivation: Derivation, run: Evaluator) -> dict[str, Any]:
    """The derivation as nested dictionaries: fact, the statement that gives it or its evidence, and what it stands on."""
    outcome = run(derivation)
    if isinstance(outcome, Inapplicable):
        return {"fact": derivation.type.__name__, "fails": outcome.reason, "premises": []}
    node: dict[str, Any] = {
        "fact": sentence(outcome),
        "type": derivation.type.__name__,
        "objects": derivation.roles,
        "values": values_data(outcome),
    }
    if derivation.leaf is not None:
        known = derivation.leaf.known if isinstance(derivation.leaf, Observation) else derivation.leaf
        evidence = known.evidence
        if id(derivation.leaf) not in run.override:
            node["fact"] = sentence(known.fact)  # as it was given: a ball around 1/10 prints as more than 0.1
        node["evidence"] = {"kind": evidence.kind, "source": evidence.source, "error": evidence.error}
        return node
    assert derivation.rule is not None
    node["statement"] = derivation.rule.id
    if derivation.rule.confidences:
        node["delta"] = _float(run.share)
    node["premises"] = [
        {"name": premise.name, **tree(proof, run)}
        for premise, proof in zip(derivation.rule.premises, derivation.premises, strict=True)
    ]
    return node


def conclusion_data(result: Result, conclusion: Conclusion) -> dict[str, Any]:
    """A conclusion with its derivation, as data for JSON."""
    return {
        "sentence": result.sentence(conclusion),
        "fact": type(conclusion.fact).__name__,
        "objects": dict(conclusion.fact.roles),
        "value": conclusion.number,
        "statement": conclusion.rule,
        "vacuous": conclusion.vacuous,
        "events": len(conclusion.derivation.events),
        "derivation": tree(conclusion.derivation, Evaluator(result.share)),
    }


def values_data(fact: Fact) -> dict[str, Any]:
    """The numbers of a fact for JSON: floats on the safe side, arrays as lists."""
    return {name: _float(value, down=isinstance(fact, AtLeast)) for name, value in fact.values.items()}


def _float(value: Any, down: bool = False) -> Any:
    if is_number(value) and not isinstance(value, (int, float)):
        return lower(value) if down else upper(value)
    return value.tolist() if hasattr(value, "tolist") else value
