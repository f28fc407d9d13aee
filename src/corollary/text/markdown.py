"""Markdown to nodes, by markdown-it with dollar mathematics and `[[links]]`; line numbers are kept."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from corollary.text.model import Node

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

LINK = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]]*?))?\]\]")
BLOCKS = {
    "paragraph_open": "paragraph", "bullet_list_open": "bullets", "ordered_list_open": "numbers",
    "list_item_open": "item", "blockquote_open": "quote", "heading_open": "heading", "table_open": "table",
    "tr_open": "row", "th_open": "cell", "td_open": "cell", "thead_open": "head", "tbody_open": "body",
}  # fmt: skip
LEAVES = {
    "math_block": "display",
    "fence": "code-block",
    "code_block": "code-block",
    "hr": "rule",
    "html_block": "html",
}
SPANS = {"em_open": "emph", "strong_open": "strong", "link_open": "url"}


@cache
def parser() -> MarkdownIt:
    """The one Markdown parser. A display formula may follow a line of text without a blank line between."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath.index import math_block_dollar, math_inline_dollar

    reader = MarkdownIt("commonmark").enable("table")
    reader.inline.ruler.before("escape", "math_inline", math_inline_dollar(True, True, True))
    reader.inline.ruler.before("link", "wiki_link", _link)
    display = math_block_dollar(False, lambda label: label, False)

    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        before, line = len(state.tokens), state.line
        found = display(state, start, end, silent)
        if silent:  # the plugin writes its token even when it is only asked whether a paragraph ends here
            del state.tokens[before:]
            state.line = line
        return found

    reader.block.ruler.before("fence", "math_block", rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    return reader


def _link(state: StateInline, silent: bool) -> bool:
    found = LINK.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("wiki_link", "", 0)
        token.content = found.group(1).strip()
        token.meta = {"words": found.group(2)}
    state.pos = found.end()
    return True


def parse(text: str, offset: int = 0) -> tuple[Node, ...]:
    """The blocks of a Markdown text whose first line is line `offset` + 1 of its file."""
    return _blocks(parser().parse(text), offset)


def _blocks(tokens: list[Token], offset: int) -> tuple[Node, ...]:
    stack: list[tuple[str, str, int, list[Node]]] = [("root", "", 0, [])]
    for token in tokens:
        line = (token.map[0] if token.map else 0) + offset + 1
        if token.type == "inline":
            stack[-1][3].extend(_inline(token.children or [], line))
        elif token.type in LEAVES:
            stack[-1][3].append(Node(LEAVES[token.type], token.content.strip("\n"), (), line))
        elif token.nesting == 1:
            text = token.info if token.type == "list_item_open" else token.tag if token.type == "heading_open" else ""
            stack.append((BLOCKS.get(token.type, token.type), text, line, []))
        elif token.nesting == -1:
            kind, text, line, children = stack.pop()
            stack[-1][3].append(Node(kind, text, tuple(children), line))
    return tuple(stack[0][3])


def _inline(tokens: list[Token], line: int) -> list[Node]:
    stack: list[tuple[str, str, int, list[Node]]] = [("root", "", line, [])]
    for token in tokens:
        out = stack[-1][3]
        match token.type:
            case "text" | "text_special":
                if out and out[-1].kind == "text":
                    out[-1] = Node("text", out[-1].text + token.content, (), out[-1].line)
                elif token.content:
                    out.append(Node("text", token.content, (), line))
            case "softbreak" | "hardbreak":
                line += 1
                out.append(Node("break", "", (), line))
            case "math_inline" | "math_inline_double":
                out.append(Node("math" if token.type == "math_inline" else "display", token.content.strip(), (), line))
                line += token.content.count("\n")
            case "code_inline":
                out.append(Node("code", token.content, (), line))
            case "wiki_link":
                words = token.meta["words"]
                inner = parser().parseInline(words)[0].children if words else []
                out.append(Node("link", token.content, tuple(_inline(inner or [], line)), line))
                line += (words or "").count("\n")
            case "image" | "html_inline":
                out.append(Node(token.type.split("_")[0], token.content, (), line))
            case _ if token.nesting == 1:
                stack.append((SPANS.get(token.type, token.type), str(token.attrs.get("href", "")), line, []))
            case _ if token.nesting == -1:
                kind, text, start, children = stack.pop()
                stack[-1][3].append(Node(kind, text, tuple(children), start))
    return stack[0][3]
