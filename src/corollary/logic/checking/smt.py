"""Implications between polynomial inequalities, on unbounded domains too, by the SMT solver z3."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from corollary.errors import InputError
from corollary.logic.checking.formulas import expression, names
from corollary.logic.checking.verdict import KINDS, Verdict

BY = KINDS["entails"]
MILLISECONDS = 8000


def entails(premises: Callable[..., Sequence[Any]], conclusion: Callable[..., Any]) -> Verdict:
    """Whether the premises (a list of comparisons) imply the conclusion (one comparison) for all real values.

    Expressions: + - * /, whole powers, square roots, absolute values, maximum and minimum. That the premises are
    defined (no division by 0, no root of a negative number) is one of the premises; that the conclusion is, is proved (after SymPy's own simplification: x / x is 1).

    Raises:
        InputError: the two have other parameters, or a function that the solver does not know.
    """
    import sympy
    import z3

    known = names(premises, conclusion)
    symbols = [sympy.Symbol(name, real=True) for name in known]
    translation = Translation()
    given = [translation.comparison(one) for one in premises(*symbols)] + translation.defined
    satisfiable = _solver(*given, *translation.roots).check()
    translation.defined = []
    goal = z3.And(translation.comparison(conclusion(*symbols)), *translation.defined)
    solver = _solver(*given, *translation.roots, z3.Not(goal))
    answer = solver.check()
    if answer == z3.unsat:
        if satisfiable != z3.sat:
            return Verdict("undecided", BY, "no point is known that satisfies the premises")
        return Verdict("proved", BY, "the negation is unsatisfiable")
    if answer == z3.sat:
        model = solver.model()
        point = {name: str(model.eval(z3.Real(name), model_completion=True)) for name in known}
        return Verdict("refuted", BY, "a model of the negation", point)
    return Verdict("undecided", BY, str(solver.reason_unknown()))


def _solver(*conditions: Any) -> Any:
    import z3

    solver = z3.Solver()
    solver.set("timeout", MILLISECONDS)
    solver.add(*conditions)
    return solver


class Translation:
    """SymPy expressions as z3 terms; `roots` says what the roots among them are, `defined` where they are defined."""

    def __init__(self) -> None:
        self.roots: list[Any] = []
        self.defined: list[Any] = []
        self._roots: dict[Any, Any] = {}

    def comparison(self, found: Any) -> Any:
        """A comparison of two expressions (or True, False where SymPy knows)."""
        import sympy
        import z3

        if found in (True, False, sympy.true, sympy.false):
            return z3.BoolVal(bool(found))
        operations: dict[str, Callable[[Any, Any], Any]] = {
            "LessThan": lambda a, b: a <= b,
            "StrictLessThan": lambda a, b: a < b,
            "GreaterThan": lambda a, b: a >= b,
            "StrictGreaterThan": lambda a, b: a > b,
            "Equality": lambda a, b: a == b,
            "Unequality": lambda a, b: a != b,
        }
        name = type(found).__name__
        if name not in operations:
            raise InputError(f"{found} is no comparison: write a <= b, a < b or sympy's Eq(a, b).")
        return operations[name](self.term(expression(found.lhs)), self.term(expression(found.rhs)))

    def term(self, found: Any) -> Any:
        """An expression."""
        import sympy
        import z3

        if found.is_Rational:
            return z3.Q(int(found.p), int(found.q))
        if found.is_Symbol:
            return z3.Real(str(found))
        if isinstance(found, sympy.Pow):
            return self._power(found.base, found.exp)
        parts = [self.term(part) for part in found.args]
        match type(found).__name__:
            case "Add":
                return z3.Sum(parts)
            case "Mul":
                return z3.Product(parts)
            case "Abs":
                return z3.If(parts[0] >= 0, parts[0], -parts[0])
            case "Max" | "Min":
                chosen = parts[0]
                for part in parts[1:]:
                    first = chosen >= part if type(found).__name__ == "Max" else chosen <= part
                    chosen = z3.If(first, chosen, part)
                return chosen
        raise InputError(f"The solver does not know {type(found).__name__}.")

    def _power(self, base: Any, exponent: Any) -> Any:
        import z3

        if not (exponent.is_Rational and exponent.q in (1, 2)):
            raise InputError(f"The solver takes whole powers and square roots, not the exponent {exponent}.")
        root = self.term(base) if exponent.q == 1 else self._root(base)
        power = z3.Product([root] * abs(int(exponent.p)))
        if exponent.p > 0:
            return power
        self.defined.append(root != 0)
        return 1 / power

    def _root(self, base: Any) -> Any:
        import z3

        inside = self.term(base)
        self.defined.append(inside >= 0)
        if base not in self._roots:
            root = self._roots[base] = z3.Real(f"root_{len(self._roots)}")
            self.roots.append(z3.Implies(inside >= 0, z3.And(root >= 0, root * root == inside)))
        return self._roots[base]
