"""Nodes as Markdown again: what `parse` reads back as the same nodes."""

from __future__ import annotations

from collections.abc import Iterable

from corollary.text.model import Node


def inline(nodes: Iterable[Node]) -> str:
    """Running text as Markdown; the lines of the page are not kept."""
    return "".join(_inline(node) for node in nodes)


def _inline(node: Node) -> str:
    match node.kind:
        case "text":
            return node.text
        case "break":
            return " "
        case "math":
            return f"${node.text}$"
        case "display":
            return f"$${node.text}$$"
        case "code":
            return f"`{node.text}`"
        case "emph":
            return f"*{inline(node.children)}*"
        case "strong":
            return f"**{inline(node.children)}**"
        case "link":
            return f"[[{node.text}|{inline(node.children)}]]" if node.children else f"[[{node.text}]]"
        case "url":
            return f"[{inline(node.children)}]({node.text})"
    return node.text


def blocks(nodes: Iterable[Node]) -> str:
    """Blocks as Markdown, with a blank line between any two."""
    return "\n\n".join(_block(node) for node in nodes)


def _block(node: Node) -> str:
    match node.kind:
        case "paragraph":
            return inline(node.children)
        case "display":
            rows = [f"  {row.strip()}" for row in node.text.strip().split("\n")]
            return "\n".join(["$$", *rows, "$$"])
        case "bullets":
            return "\n".join(_item("- ", item) for item in node.children)
        case "numbers":
            return "\n".join(_item(f"{item.text}. ", item) for item in node.children)
        case "code-block":
            return f"```\n{node.text}\n```"
        case "quote":
            return "\n".join(f"> {row}".rstrip() for row in blocks(node.children).split("\n"))
        case "rule":
            return "---"
        case "table":
            return _table(node)
    return node.flat()


def _item(mark: str, item: Node) -> str:
    first, *rest = blocks(item.children).split("\n") or [""]
    return "\n".join([mark + first, *(" " * len(mark) + row if row else "" for row in rest)])


def _table(node: Node) -> str:
    rows = [[inline(cell.children) for cell in row.children] for row in node.walk() if row.kind == "row"]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])
