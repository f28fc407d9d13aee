"""What the Python file beside a page declares, read from its syntax tree: nothing is imported or run."""

from __future__ import annotations

import ast
from pathlib import Path

from corollary.text.model import Checked, Code, Fault, Quantity, Rule, Trial, unreadable


def read(path: Path) -> tuple[Code, tuple[Fault, ...]]:
    """Rules, trials, ablations, checked steps and quantities of a Python file; a file that Python cannot parse is a fault."""
    try:
        tree = ast.parse(path.read_bytes())
    except OSError as error:
        return Code(), (unreadable(path, error),)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        return Code(), (Fault(path, line, "python", f"Python cannot parse the file: {getattr(error, 'msg', error)}"),)
    rules: list[Rule] = []
    trials: list[Trial] = []
    ablations: list[Trial] = []
    quantities: list[Quantity] = []
    checked: list[Checked] = []
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            quantities += [Quantity(node.name, node.lineno, says) for says in _says(node)]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for mark in node.decorator_list:
                match _name(mark):
                    case "theorem":
                        rules.append(_rule(node))
                    case "trial":
                        trials.append(Trial(node.name, node.lineno, _target(mark)))
                    case "ablation":
                        ablations.append(Trial(node.name, node.lineno, _target(mark), _breaks(mark)))
                    case "step":
                        checked.append(_checked(node, mark))
    return Code(tuple(rules), tuple(trials), tuple(ablations), tuple(quantities), tuple(checked)), ()


def _name(node: ast.expr) -> str:
    """The last name of `f`, `m.f`, `f(…)` or `m.f(…)`."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _says(node: ast.ClassDef) -> list[str]:
    values = [key.value.value for key in node.keywords if key.arg == "says" and isinstance(key.value, ast.Constant)]
    return [str(value) for value in values]


def _rule(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Rule:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    annotations = [argument.annotation for argument in arguments] + [node.returns]
    trees = [tree for annotation in annotations if annotation is not None for tree in ast.walk(annotation)]
    names = [_name(tree) for tree in trees if isinstance(tree, ast.Name | ast.Attribute)]
    return Rule(node.name, node.lineno, tuple(argument.arg for argument in arguments), tuple(dict.fromkeys(names)))


def _checked(node: ast.FunctionDef | ast.AsyncFunctionDef, mark: ast.expr) -> Checked:
    second = mark.args[1] if isinstance(mark, ast.Call) and len(mark.args) > 1 else None
    number = second.value if isinstance(second, ast.Constant) and isinstance(second.value, int) else 0
    last = node.body[-1]
    kind = _name(last.value) if isinstance(last, ast.Return) and isinstance(last.value, ast.Call) else ""
    mutant = isinstance(mark, ast.Call) and any(key.arg == "mutant" for key in mark.keywords)
    return Checked(node.name, node.lineno, _target(mark), number, kind, ast.get_docstring(node) or "", mutant)


def _target(mark: ast.expr) -> str:
    if not isinstance(mark, ast.Call) or not mark.args:
        return ""
    first = mark.args[0]
    return str(first.value) if isinstance(first, ast.Constant) else _name(first)


def _breaks(mark: ast.expr) -> str:
    given = [key.value for key in mark.keywords if key.arg == "breaks"] if isinstance(mark, ast.Call) else []
    given += mark.args[1:2] if isinstance(mark, ast.Call) else []
    return str(given[0].value) if given and isinstance(given[0], ast.Constant) else ""
