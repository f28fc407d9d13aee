"""The statements that a report stands on, as HTML with typeset formulas, embedded in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from corollary import text
from corollary.text import html, katex
from corollary.text.model import Statement


@dataclass(frozen=True)
class Page:
    """A statement as the report shows it."""

    id: str
    title: str
    kind: str
    status: str
    html: str
    sources: tuple[str, ...]


class Pages:
    """Renders every formula in one batch; without KaTeX formulas stay TeX."""

    def __init__(self, ids: Sequence[str], formulas: Sequence[str]) -> None:
        self._corpus = text.load()
        found = [self._corpus.statement(id_) for id_ in ids if self._corpus.find(id_) is not None]
        self.titles = {one.id: one.title for one in found}
        wanted = {katex.Formula(tex, display) for one in found for tex, display in html.formulas(one)}
        wanted |= {katex.Formula(tex, True) for tex in formulas}
        ordered = sorted(wanted, key=lambda f: (f.tex, f.display))
        self._rendered: dict[tuple[str, bool], str] = {}
        self.stylesheet = ""
        if not katex.missing():
            made = katex.render(ordered, self._corpus.macros, "html")
            self._rendered = {(f.tex, f.display): r.html for f, r in zip(ordered, made, strict=True) if not r.error}
            self.stylesheet = katex.stylesheet()
        self.embedded = [self._page(one) for one in found]

    def formula(self, tex: str, display: bool = True) -> str:
        """HTML of a formula."""
        return self._rendered.get((tex, display)) or f"<code>{escape(tex)}</code>"

    def _link(self, id_: str, words: str) -> str:
        return f'<a href="#s-{id_}">{words}</a>' if id_ in self.titles else f'<span title="{escape(id_)}">{words}</span>'

    def _page(self, one: Statement) -> Page:
        sources = []
        for reference, key, place in self._corpus.sources(one.id):
            sources.append((str(reference) if reference is not None else key) + (f", {place}" if place else ""))
        return Page(one.id, one.title, one.kind, one.status, html.statement_html(one, self.formula, self._link), tuple(sources))
