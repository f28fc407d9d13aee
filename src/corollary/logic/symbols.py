"""The premises of a theorem as SymPy symbols, so that its rule prints as a formula."""

import re
from typing import TYPE_CHECKING, Any

from corollary.logic.facts import Bound

if TYPE_CHECKING:
    from corollary.logic.theorem import Theorem


def symbolic_premises(theorem: "Theorem") -> dict[str, Any]:
    """A fact for each premise whose values are symbols, and a `Confidence` in the symbol delta."""
    import sympy

    from corollary.logic.theorem import Confidence

    given: dict[str, Any] = {}
    for premise in theorem.premises:
        roles = dict(zip(premise.type.role_names, premise.variables, strict=True))
        if issubclass(premise.type, Bound):
            quantity = premise.type.quantity
            sign = {"nonnegative": True} if quantity.least is not None and quantity.least >= 0 else {"real": True}
            values = {"value": sympy.Symbol(_symbol(quantity, premise), **sign)}
        else:
            values = {name: _value_symbol(name, premise) for name in premise.type.value_names}
        given[premise.name] = premise.type._make(roles, values)
    for name in theorem.confidences:
        given[name] = Confidence(sympy.Symbol("delta", positive=True))
    return given


# How the objects of a role are written in formulas.
OBJECTS = {
    "predictor": "h", "loss": r"\ell", "law": "P", "sample": "S", "heldout": "S'", "hypotheses": r"\mathcal{H}", "network": "f",
    "posterior": "Q", "prior": r"\pi", "code": r"\pi", "algorithm": "A", "objective": "f", "method": "A", "layer": "W", "input": "x",
    "variable": "f", "event": "A", "surrogate": r"\Phi", "ramp": r"\Phi", "sampling": "T", "design": "X", "kernel": "k", "matrix": "A",
}  # fmt: skip


def _symbol(quantity: Any, premise: Any) -> str:
    # Braces keep SymPy from reading indices into the name; without a symbol of its own the hypothesis's name is what the page shows.
    if not quantity.tex:
        return rf"{{\mathrm{{{premise.name}}}}}".replace("_", r"\_")
    objects = {r: OBJECTS.get(v, rf"\mathrm{{{v}}}") for r, v in zip(quantity.roles, premise.variables, strict=True)}
    tex = quantity.tex
    for name, object_ in objects.items():
        tex = tex.replace(f"{{{name}}}", object_)
    return f"{{{tex}}}"


def concluded(theorem: "Theorem") -> str:
    """The left side of the conclusion in TeX with its sign; empty if the quantity has no symbol of its own."""
    conclusion = theorem.conclusion
    if not issubclass(conclusion.type, Bound) or not conclusion.type.quantity.tex:
        return ""
    sign = {"AtMost": r"\le", "AtLeast": r"\ge", "Equals": "="}[conclusion.type.form.__name__]
    tex = _symbol(conclusion.type.quantity, conclusion)
    for role, written in OBJECTS.items():  # a bound for all predictors names them by their role
        tex = re.sub(rf"(?<![\\\w{{]){role}(?!\w)", written.replace("\\", r"\\"), tex)
    return f"{tex} {sign}"


def _value_symbol(name: str, premise: Any) -> Any:
    import sympy

    kind = {"positive": True, "integer": True} if name in ("n", "k", "m", "d") else {"positive": True}
    greek = name in ("gamma", "alpha", "beta", "sigma", "eta", "lambda", "epsilon", "delta")
    return sympy.Symbol(name if len(name) == 1 or greek else rf"{{\mathrm{{{name}}}}}".replace("_", r"\_"), **kind)
