"""A book as EPUB 3: one XHTML file for each chapter, formulas as MathML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from html import escape
from xml.sax.saxutils import quoteattr

from corollary.books.document import Document
from corollary.books.writers import html

MODIFIED = "2000-01-01T00:00:00Z"  # required by the format; fixed, so that one plan gives one file
STYLE = "body{line-height:1.5} h2{font-size:1.05em;margin-top:2em} .about,.sources{color:#666;font-size:.85em} code{font-style:italic;font-family:inherit}"
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
    pages = [("front.xhtml", plan.title, _front(document))]
    for at, chapter in enumerate(plan.chapters, 1):
        inner = "\n".join(bodies[id] for id in chapter.ids)
        pages.append((f"chapter-{at}.xhtml", f"{at} {chapter.title}", f"<h1>{at} {escape(chapter.title)}</h1>{inner}"))
    sources = "".join(f"<li>{escape(str(one), quote=False)}</li>" for one in document.references)
    pages.append(("sources.xhtml", "Sources", f"<h1>Sources</h1><ol>{sources}</ol>"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        _add(archive, "META-INF/container.xml", CONTAINER)
        _add(archive, "book.opf", _package(plan.title, pages))
        _add(archive, "style.css", STYLE)
        _add(archive, "nav.xhtml", _page("Contents", _contents(pages)))
        for name, title, body in pages:
            _add(archive, name, _page(title, body))
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
    assumed = "; ".join(html.line_of(document, one, "mathml") for one in document.assumed())
    note = f"<p>The text uses the following without stating it: {assumed}.</p>" if assumed else ""
    return f"<h1>{escape(document.plan.title)}</h1>{note}"


def _contents(pages: list[tuple[str, str, str]]) -> str:
    rows = "".join(f'<li><a href="{name}">{escape(title)}</a></li>' for name, title, _ in pages)
    return f'<nav epub:type="toc"><h1>Contents</h1><ol>{rows}</ol></nav>'


def _package(title: str, pages: list[tuple[str, str, str]]) -> str:
    items = "".join(
        f'<item id="p{at}" href={quoteattr(name)} media-type="application/xhtml+xml"{" properties=" + chr(34) + "mathml" + chr(34) if "<math" in body else ""}/>'
        for at, (name, _, body) in enumerate(pages)
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
