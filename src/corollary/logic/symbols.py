"""The premises of a theorem as SymPy symbols, so that its rule prints as a formula."""

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
            values = {"value": sympy.Symbol(_symbol(premise.type.quantity, premise.name), nonnegative=True)}
        else:
            values = {name: _value_symbol(name, premise) for name in premise.type.value_names}
        given[premise.name] = premise.type._make(roles, values)
    for name in theorem.confidences:
        given[name] = Confidence(sympy.Symbol("delta", positive=True))
    return given


def _symbol(quantity: Any, name: str) -> str:
    # A symbol whose TeX mentions roles reads badly inside a formula: the hypothesis's own name is what the page shows.
    return quantity.tex if quantity.tex and "{" not in quantity.tex else rf"\mathrm{{{name}}}".replace("_", r"\_")


def _value_symbol(name: str, premise: Any) -> Any:
    import sympy

    kind = {"positive": True, "integer": True} if name in ("n", "k", "m", "d") else {"positive": True}
    primary = premise.variables and premise.variables[0] in ("sample", "law") or not premise.variables
    return sympy.Symbol(name if primary else f"{name}_{premise.name}", **kind)
