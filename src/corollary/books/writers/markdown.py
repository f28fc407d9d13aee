"""A book as Markdown with TeX between dollars, macros expanded so that any reader of such files shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from corollary.books.document import ABOUT_MENTIONED, MENTIONED, Document
from corollary.books.figures import FOLDER
from corollary.text import write
from corollary.text.model import PROOF, STATEMENT, Node
from corollary.text.tex import expand

ATTACHED = "attachment"  # in place of a folder: the notebook holds the image


def text(document: Document, advance: Callable[[int, int], None] = lambda done, of: None) -> str:
    """The whole book; `advance` is told the number of statements written and their total."""
    parts, done = [front(document)], 0
    for at, chapter in enumerate(document.plan.chapters, 1):
        parts.append(f"# {at} {chapter.title}")
        for id in chapter.ids:
            parts.append(statement(document, id))
            done += 1
            advance(done, len(document.plan.ids))
    return "\n\n".join([*parts, *back(document)]) + "\n"


def front(document: Document) -> str:
    """Title, what is assumed, contents."""
    plan = document.plan
    lines = [f"# {plan.title}", f"*{document.colophon}*"]
    if plan.assumed:
        titles = (document.corpus.entry(id).title for id in document.assumed())
        lines.append("The text uses the following without stating it: " + "; ".join(titles) + ".")
    for at, chapter in enumerate(plan.chapters, 1):
        rows = [f"- [{plan.numbers[id]} {document.corpus.entry(id).title}](#{id})" for id in chapter.ids]
        lines.append("\n".join([f"**{at} {chapter.title}**", "", *rows]))
    return "\n\n".join(lines)


def beside(document: Document) -> dict[str, bytes]:
    """The files that go with the text, by their path from its folder."""
    return {f"{FOLDER}/{one.png.name}": one.png.read_bytes() for one in document.figures.values()}


def statement(document: Document, id: str, folder: str = FOLDER) -> str:
    """A statement with its sections, under a heading of the second level; its figure is in the folder."""
    entry = document.corpus.entry(id)
    about = [f"\\[{at}{f', {place}' if place else ''}\\]" for at, place in document.source_numbers(id)]
    about += [f"*{document.status(id)}*"] if document.status(id) else []
    parts = [f'<a id="{id}"></a>', f"## {document.label(id)}. {entry.title}", " ".join(about)]
    for section in document.sections(id):
        body = write.blocks(_prepared(document, node) for node in section.blocks)
        heading = "*Proof.*" if section.name == PROOF else f"**{section.name}.**"
        parts += [body] if section.name == STATEMENT else [heading, body]
    if document.proofs == "short" and (used := document.proof_uses(id)):
        parts.append(f"*Proof.* {entry.proof_steps} steps, by {', '.join(_link(document, to, '') for to in used)}.")
    if one := document.figures.get(id):
        parts.append(f"![{one.about}]({folder}{':' if folder == ATTACHED else '/'}{one.png.name})")
        parts.append(f"**Figure {document.plan.numbers[id]}.** {one.caption}")
    return "\n\n".join(part for part in parts if part)


def back(document: Document) -> Iterable[str]:
    """Notation, dependencies, sources, index."""
    plan, corpus = document.plan, document.corpus
    if document.mentioned:
        listed = (f"- {corpus.entry(id).title} (`{id}`)" for id in document.mentioned)
        yield "\n".join([f"# {MENTIONED}", "", ABOUT_MENTIONED, "", *listed])
    rows = []
    for macro in document.notation:
        to = document.inside(macro.introduced) if macro.introduced else None
        place = f"[{plan.numbers[to]}](#{to})" if to else ""
        shown = expand(macro.shown, corpus.macros).replace("|", "\\vert ")
        rows.append(f"| ${shown}$ | {macro.meaning.replace('|', '&#124;')} | {place} |")
    if rows:
        yield "\n".join(["# Notation", "", "| | | |", "| --- | --- | --- |", *rows])
    yield "\n".join(
        ["# What uses what", "", "| | statement | uses |", "| --- | --- | --- |"]
        + [
            f"| [{plan.numbers[id]}](#{id}) | {corpus.entry(id).title} | "
            f"{', '.join(f'[{plan.numbers[to]}](#{to})' for to in used)} |"
            for id, used in document.dependencies
        ]
    )
    if document.references:
        yield "\n".join(["# Sources", "", *(f"{at}. {one}" for at, one in enumerate(document.references, 1))])
    rows = []
    for name, ids in document.index:
        rows.append(f"- {name} {', '.join(f'[{plan.numbers[id]}](#{id})' for id in ids)}")
    yield "\n".join(["# Index", "", *rows])


def _prepared(document: Document, node: Node) -> Node:
    """The node with macros expanded and links turned into addresses within the book or plain words."""
    match node.kind:
        case "math" | "display":
            return Node(node.kind, expand(node.text, document.corpus.macros), (), node.line)
        case "link":
            words = write.inline(_prepared(document, child) for child in node.children)
            return Node("text", _link(document, node.text, words))
    return Node(node.kind, node.text, tuple(_prepared(document, child) for child in node.children), node.line)


def _link(document: Document, id: str, words: str) -> str:
    shown = words or document.corpus.words(id)
    to = document.inside(id)
    return f"[{shown}](#{to}) ({document.plan.numbers[to]})" if to else shown
