"""A statement as HTML. Formulas and links are left to the caller: two functions that give HTML for TeX and for a link."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from corollary.text.model import Node, Statement

Formula = Callable[[str, bool], str]  # TeX and whether it is displayed → HTML
Link = Callable[[str, str], str]  # id and the words in HTML → HTML

TAGS = {
    "paragraph": "p", "bullets": "ul", "numbers": "ol", "item": "li", "quote": "blockquote", "table": "table", "head": "thead",
    "body": "tbody", "row": "tr", "cell": "td", "heading": "h4", "emph": "em", "strong": "strong",
}  # fmt: skip


def statement_html(statement: Statement, formula: Formula, link: Link) -> str:
    """The statement, then its other sections, each folded under its name."""
    parts = []
    for section in statement.sections:
        body = nodes_html(section.blocks, formula, link)
        if section.name:
            parts.append(f"<details><summary>{escape(section.name)}</summary>{body}</details>")
        else:
            parts.append(f'<div class="claim">{body}</div>')
    return "\n".join(parts)


def nodes_html(nodes: Iterable[Node], formula: Formula, link: Link) -> str:
    """Nodes as HTML, in order."""
    return "".join(_node(node, formula, link) for node in nodes)


def _node(node: Node, formula: Formula, link: Link) -> str:
    match node.kind:
        case "text":
            return escape(node.text, quote=False)
        case "math" | "display":
            return formula(node.text, node.kind == "display")
        case "code":
            return f"<code>{escape(node.text, quote=False)}</code>"
        case "code-block":
            return f"<pre><code>{escape(node.text, quote=False)}</code></pre>"
        case "link":
            words = nodes_html(node.children, formula, link) if node.children else escape(node.text.replace("-", " "))
            return link(node.text, words)
        case "break":
            return " "
        case "rule":
            return "<hr>"
        case "url":
            return nodes_html(node.children, formula, link)  # the text leaves the house only through its sources
        case "html" | "image":
            return escape(node.text)
    tag = TAGS.get(node.kind, "div")
    return f"<{tag}>{nodes_html(node.children, formula, link)}</{tag}>"


def formulas(statement: Statement) -> Iterator[tuple[str, bool]]:
    """Every formula of the statement with whether it is displayed, so that they can be typeset in one batch."""
    for section in statement.sections:
        for node in section.walk():
            if node.kind in ("math", "display"):
                yield node.text, node.kind == "display"
