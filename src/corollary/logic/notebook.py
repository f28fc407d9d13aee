"""A result as HTML for notebooks: nested lists, no script, no style that leaks."""

from html import escape
from typing import Any

from corollary.logic.evaluate import Evaluator
from corollary.logic.result import Conclusion, Result
from corollary.logic.tree import tree


def result_html(result: Result) -> str:
    """Every conclusion with its derivation folded below it, then what does not apply and what holds of all together."""
    run = Evaluator(result.share)
    parts = [_conclusion(result, conclusion, run) for conclusion in result.conclusions]
    goals = ", ".join(goal.__name__ for goal in result.goals)
    body = f"<ol>{''.join(parts)}</ol>" if parts else f"<p>Nothing follows for {escape(goals)} from these facts.</p>"
    reasons = dict.fromkeys(one.reason for one in result.inapplicable)
    body += "".join(f"<p>Does not apply: {escape(reason)}</p>" for reason in reasons)
    body += "".join(f"<p><small>{escape(remark)}</small></p>" for remark in result.remarks)
    return f"<div>{body}</div>"


def _conclusion(result: Result, conclusion: Conclusion, run: Evaluator) -> str:
    vacuous = " <em>(vacuous)</em>" if conclusion.vacuous else ""
    head = f"<strong>{escape(result.sentence(conclusion))}</strong>{vacuous}"
    node = tree(conclusion.derivation, run)
    return f"<li>{head}<details><summary>by {escape(conclusion.rule)}</summary><ul>{_node(node)}</ul></details></li>"


def _node(node: dict[str, Any]) -> str:
    name = f"{escape(node['name'])}: " if "name" in node else ""
    if "evidence" in node:
        because = f"{node['evidence']['kind']}, {node['evidence']['source']}"
    else:
        because = f"by {node['statement']}" if "statement" in node else f"fails: {node['fails']}"
    below = "".join(_node(premise) for premise in node.get("premises", ()))
    return (
        f"<li>{name}{escape(node['fact'])} <small>{escape(because)}</small>{f'<ul>{below}</ul>' if below else ''}</li>"
    )
