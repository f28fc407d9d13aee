"""A book as EPUB 3: one XHTML file for each chapter, formulas as MathML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from html import escape
from xml.sax.saxutils import quoteattr

from corollary.books.document import ABOUT_MENTIONED, Document
from corollary.books.writers import html

MODIFIED = "2000-01-01T00:00:00Z"  # required by the format; fixed, so that one plan gives one file
STYLE = "body{line-height:1.5} h2{font-size:1.05em;margin-top:2em} .about,.sources{color:#666;font-size:.85em} code{font-style:italic;font-family:inherit} .at{color:#666;font-size:.85em} img{max-width:100%} figcaption{font-size:.9em}"
CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def content(document: Document, advance: Callable[[int, int], None] = lambda done, of: None) -> bytes:
    """The file.

    Raises:
        Unavailable: KaTeX or Node is not installed.
    """
    plan = document.plan
    where = {id: f"chapter-{at}.xhtml#{id}" for at, chapter in enumerate(plan.chapters, 1) for id in chapter.ids}
    bodies = html.bodies(document, "mathml", lambda id: where[id])
    advance(len(plan.ids), len(plan.ids))
    for id, one in document.figures.items():
        drawn = html.drawing(document, id, one.png.name)
        bodies[id] = bodies[id].replace("</article>", f"{drawn}</article>")
    pages = [("front.xhtml", plan.title, _front(document))]
    for at, chapter in enumerate(plan.chapters, 1):
        inner = "\n".join(bodies[id] for id in chapter.ids)
        pages.append((f"chapter-{at}.xhtml", f"{at} {chapter.title}", f"<h1>{at} {escape(chapter.title)}</h1>{inner}"))
    pages += _back(document, lambda id: where[id])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        _add(archive, "META-INF/container.xml", CONTAINER)
        _add(archive, "book.opf", _package(plan.title, pages, [one.png.name for one in document.figures.values()]))
        _add(archive, "style.css", STYLE)
        _add(archive, "nav.xhtml", _page("Contents", _contents(pages)))
        for name, title, body in pages:
            _add(archive, name, _page(title, body))
        for one in document.figures.values():
            archive.writestr(zipfile.ZipInfo(one.png.name), one.png.read_bytes())
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, text: str, compression: int = zipfile.ZIP_DEFLATED) -> None:
    archive.writestr(zipfile.ZipInfo(name), text.encode(), compression)


def _page(title: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">'
        f'<head><title>{escape(title)}</title><link rel="stylesheet" href="style.css"/></head><body>{_closed(body)}</body></html>'
    )


def _closed(body: str) -> str:
    return body.replace("<hr>", "<hr/>").replace("<br>", "<br/>").replace("&nbsp;", "&#160;")


def _front(document: Document) -> str:
    titles = (document.corpus.entry(id).title for id in document.assumed())
    assumed = "; ".join(html.line_of(document, one, "mathml") for one in titles)
    note = f"<p>The text uses the following without stating it: {assumed}.</p>" if assumed else ""
    return f'<h1>{escape(document.plan.title)}</h1><p class="about">{escape(document.colophon)}</p>{note}'


def _back(document: Document, href: Callable[[str], str]) -> list[tuple[str, str, str]]:
    """Notation, sources and index as pages."""

    def link(id: str) -> str:
        return f'<a href="{href(id)}">{document.plan.numbers[id]}</a>'

    rows = "".join(
        f"<tr><td>{shown}</td><td>{html.line_of(document, words, 'mathml') if '$' in words else escape(words)}</td>"
        f"<td>{link(to) if to else ''}</td></tr>"
        for shown, words, to in html.notation(document, "mathml")
    )
    sources = ""
    for one, ids in zip(document.references, document.cited_by, strict=True):
        authors, name, rest = (escape(part, quote=False) for part in one.parts())
        cited = f" → {', '.join(map(link, ids))}" if ids else ""
        sources += f"<li>{authors} <cite>{name}</cite> {rest}{cited}</li>"
    index = "".join(
        f"<li>{html.line_of(document, name, 'mathml')} {', '.join(map(link, ids))}</li>" for name, ids in document.index
    )
    mentioned = "".join(
        f"<li>{html.line_of(document, document.corpus.entry(id).title, 'mathml')} <span class='at'>{id}</span></li>"
        for id in document.mentioned
    )
    bodies = {
        "mentioned": f"<p>{ABOUT_MENTIONED}</p><ul>{mentioned}</ul>" if mentioned else "",
        "notation": f"<table>{rows}</table>" if rows else "",
        "sources": f"<ol>{sources}</ol>" if sources else "",
        "index": f"<ul>{index}</ul>",
    }
    names = {mark: name for name, mark in document.backmatter}
    return [(f"{mark}.xhtml", names[mark], f"<h1>{names[mark]}</h1>{body}") for mark, body in bodies.items() if body]


def _contents(pages: list[tuple[str, str, str]]) -> str:
    rows = "".join(f'<li><a href="{name}">{escape(title)}</a></li>' for name, title, _ in pages)
    return f'<nav epub:type="toc"><h1>Contents</h1><ol>{rows}</ol></nav>'


def _package(title: str, pages: list[tuple[str, str, str]], images: list[str]) -> str:
    items = "".join(
        f'<item id="p{at}" href={quoteattr(name)} media-type="application/xhtml+xml"{" properties=" + chr(34) + "mathml" + chr(34) if "<math" in body else ""}/>'
        for at, (name, _, body) in enumerate(pages)
    )
    items += "".join(
        f'<item id="i{at}" href={quoteattr(name)} media-type="image/png"/>' for at, name in enumerate(images)
    )
    spine = "".join(f'<itemref idref="p{at}"/>' for at in range(len(pages)))
    return (
        '<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">corollary:{escape(title)}</dc:identifier><dc:title>{escape(title)}</dc:title><dc:language>en</dc:language>'
        f'<meta property="dcterms:modified">{MODIFIED}</meta></metadata>'
        '<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        f'<item id="style" href="style.css" media-type="text/css"/>{items}</manifest><spine>{spine}</spine></package>'
    )
