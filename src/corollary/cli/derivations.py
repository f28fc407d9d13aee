"""Derivations, solutions and trials, typeset for the terminal."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from corollary.cli.output import console, print_json
from corollary.logic.best import Best
from corollary.logic.derive import Conclusion, Result
from corollary.logic.evaluate import Evaluator
from corollary.logic.missing import Missing, missing
from corollary.logic.solve import MOST, Solution, events, speaks_at
from corollary.logic.tree import conclusion_data, sentence, tree

if TYPE_CHECKING:
    from rich.tree import Tree

SHOWN = 3  # derivations drawn in full; the rest are listed


def print_result(result: Result, target: float | None, as_json: bool) -> None:
    """Everything that follows, best first; then what does not apply, and what is missing."""
    reached = target is not None and any(c.number is not None and _reached(c, target) for c in result.conclusions)
    wanting = all(c.vacuous for c in result.conclusions) or (target is not None and not reached)
    absent = missing(result) if wanting else []
    if as_json:
        print_json(_result_data(result, target, absent))
        return
    _print_conclusions(result)
    out = console()
    if target is not None and result.conclusions:
        out.print(
            f"The value {target:g} is {'reached' if reached else 'not reached; --solve n, or iterations, or step, tells what would'}."
        )
    for reason in dict.fromkeys(o.reason for o in result.inapplicable):
        out.print(f"does not apply: {reason}", markup=False)
    if not result.conclusions:
        names = ", ".join(goal.__name__ for goal in result.goals)
        out.print(f"Nothing follows for {names} from these facts.", markup=False)
    if absent:
        out.print("What is missing (any line alone would do):", style="bold")
        for m in absent:
            _hanging(f"· {m}  [{m.rule}]{_no_gain(result, m)}", 2)
    for remark in result.remarks:
        out.print(remark, style="dim", markup=False)


def print_names(vocabulary: Mapping[str, Any], word: str, as_json: bool) -> None:
    """What can be given to the engine or asked of it: the names that fit a word, or say so, as they are written."""
    from corollary.logic.vocabulary import Quantity

    rows: list[dict[str, Any]] = []
    for name, kind in sorted(vocabulary.items()):
        says = re.sub(r"\{(\w+)\}", r"\1", str(kind.says))
        if word.lower() in name.lower() or word.lower() in says.lower():
            quantity = issubclass(kind, Quantity)
            rows.append(
                {
                    "name": name,
                    "kind": "quantity" if quantity else "property",
                    "values": [] if quantity else list(kind.value_names),
                    "about": list(kind.roles if quantity else kind.role_names),
                    "says": says,
                }
            )
    if as_json:
        print_json(rows)
        return
    for row in rows:
        values = "(" + ", ".join(f"{value}=…" for value in row["values"]) + ")"
        form = f"{row['name']} <= …" if row["kind"] == "quantity" else f"{row['name']}{values}"
        _with_dim(form, f"   about {', '.join(row['about'])}" if row["about"] else "")
        _hanging(row["says"], 4)
    if not rows:
        console().print(f"No name or sentence has {word!r}; there are {len(vocabulary)} names.", markup=False)


def _with_dim(form: str, about: str) -> None:
    from rich.text import Text

    console().print(Text.assemble((form, "bold"), (about, "dim")))


def _no_gain(result: Result, absent: Missing) -> str:
    """Said of a hypothesis that at the value supposed gives no more than what follows already."""
    known = [c.number for c in result.conclusions if isinstance(c.number, float)]
    gives = absent.buys.number if absent.buys else None
    if not known or not isinstance(gives, float) or absent.buys is None:
        return ""
    better = gives > max(known) if absent.buys.is_lower else gives < min(known)
    return "" if better else "; no gain at this value, but perhaps at a stronger one"


def _hanging(words: str, indent: int, style: str = "") -> None:
    """A line whose continuations stand under it."""
    from rich.padding import Padding
    from rich.text import Text

    console().print(Padding(Text(words, style=style), (0, 0, 0, indent), expand=False))


def _result_data(result: Result, target: float | None, absent: list[Missing]) -> dict[str, Any]:
    return {
        "goal": [goal.__name__ for goal in result.goals],
        "delta": result.delta,
        "events": result.events,
        "complete": result.complete,
        "depth": result.depth,
        "target": target,
        "conclusions": [_with_speaks(result, c) for c in result.conclusions],
        "inapplicable": [o.reason for o in result.inapplicable],
        "missing": [
            {"facts": [str(f) for f in m.facts], "by": m.rule, "buys": m.buys.number if m.buys else None}
            for m in absent
        ],
    }


def _print_conclusions(result: Result) -> None:
    out = console()
    for conclusion in result.conclusions[:SHOWN]:
        out.print(_tree(result, conclusion))
        _say_vacuous(result, conclusion)
        out.print()
    for conclusion in result.conclusions[SHOWN:]:
        mark = " (vacuous)" if conclusion.vacuous else ""
        out.print(f"also, by {conclusion.rule}: {sentence(conclusion.fact)}{mark}", markup=False)


def _tree(result: Result, conclusion: Conclusion) -> "Tree":
    from rich.text import Text
    from rich.tree import Tree

    data = tree(conclusion.derivation, Evaluator(result.share))

    def label(node: dict[str, Any]) -> Text:
        text = Text(f"{node['name']}: " if "name" in node else "", style="dim")
        text.append(node["fact"], style="")
        if "statement" in node:
            text.append(f"   by {node['statement']}", style="cyan")
        if "evidence" in node:
            text.append(f"   {node['evidence']['kind']}, {node['evidence']['source']}", style="green")
        return text

    def grow(branch: Tree, node: dict[str, Any]) -> None:
        for premise in node.get("premises", ()):
            grow(branch.add(label(premise)), premise)

    root = Tree(Text(result.sentence(conclusion), style="bold"), guide_style="dim")
    top = Text("by ", style="dim")
    top.append(data.get("statement", "what is given"), style="cyan")
    branch = root.add(top)
    grow(branch, data)
    return root


def _say_vacuous(result: Result, conclusion: Conclusion) -> None:
    if conclusion.vacuous:
        n = speaks_at(result, conclusion)
        console().print(
            "  vacuous" + (f": it would begin to speak at n = {n:,}" if n else ""), style="yellow", markup=False
        )


def _with_speaks(result: Result, conclusion: Conclusion) -> dict[str, Any]:
    return {
        **conclusion_data(result, conclusion),
        "speaks_at": speaks_at(result, conclusion) if conclusion.vacuous else None,
    }


def _reached(conclusion: Conclusion, target: float) -> bool:
    return bool(conclusion.number >= target if conclusion.is_lower else conclusion.number <= target)


def print_best(result: Result, found: list[Best], as_json: bool) -> None:
    """For each derivation the best choice of a real number and the bound with it, strongest first."""
    rows = [
        {
            "by": b.conclusion.rule,
            b.unknown: float(b.value),
            "bound": b.conclusion.number,
            "through": [r.id for r in b.conclusion.derivation.rules],
            "held_fixed": list(b.held),
        }
        for b in found
    ]
    if as_json:
        print_json({"goal": [g.__name__ for g in result.goals], "delta": result.delta, "best": rows})
        return
    for b, row in zip(found, rows, strict=True):
        exact = f" ({b.value})" if 1 < b.value.denominator <= 10_000 else ""
        console().print(
            f"{b.unknown} = {float(b.value):.6g}{exact}   by {', '.join(row['through'])}. {result.sentence(b.conclusion)}",
            markup=False,
        )
        for fact in b.held:
            _hanging(f"held fixed, whatever {b.unknown}: {fact}", 4, "dim")
    if not found:
        console().print("Nothing follows for this goal from these facts, whatever the choice.")


def print_solutions(result: Result, solutions: list[Solution], target: float, as_json: bool) -> None:
    """For each derivation the least value that reaches the target, smallest first."""
    rows = [
        {
            "by": s.conclusion.rule,
            s.unknown: s.least,
            "through": [r.id for r in s.conclusion.derivation.rules],
            "held_fixed": list(s.held),
        }
        for s in solutions
    ]
    if as_json:
        print_json(
            {
                "goal": [g.__name__ for g in result.goals],
                "target": target,
                "delta": result.delta,
                "events": events(result),
                "solutions": rows,
            }
        )
        return
    if not solutions:
        console().print("Nothing follows for this goal from these facts.")
        return
    for number, solution in enumerate(solutions):
        least = f"no value up to {MOST:.0e}" if solution.least is None else f"{solution.unknown} = {solution.least:,}"
        through = ", ".join(dict.fromkeys(r.id for r in solution.conclusion.derivation.rules))
        console().print(f"{least}   by {through}", style="bold" if number == 0 else "", markup=False)
        for fact in solution.held:
            _hanging(f"held fixed, whatever {solution.unknown}: {fact}", 4, "dim")
    if events(result):
        console().print(
            f"{events(result)} event{'s share' if events(result) > 1 else ' takes'} δ = {result.delta!r}.",
            style="dim",
            markup=False,
        )
