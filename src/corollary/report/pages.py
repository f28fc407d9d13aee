"""The statements that a report stands on, as HTML with typeset formulas, embedded in it."""

from collections.abc import Sequence
from html import escape

from corollary import text
from corollary.text import html, katex


class Pages:
    """Statements and formulas of one report. Without KaTeX formulas stay TeX."""

    def __init__(self, ids: Sequence[str], formulas: Sequence[str]) -> None:
        corpus = text.load()
        known = [id_ for id_ in ids if corpus.find(id_) is not None]
        self.titles = {id_: corpus.entry(id_).title for id_ in known}
        self.articles = [
            self._unlinked(article) for article in html.articles(corpus, known, self._address, "html").values()
        ]
        ready = not katex.missing()
        self.stylesheet = katex.stylesheet() if ready else ""
        wanted = [katex.Formula(tex, True) for tex in dict.fromkeys(formulas)]
        made = katex.render(wanted, corpus.macros, "html") if ready else []
        self._formulas = {f.tex: r.html for f, r in zip(wanted, made, strict=False) if not r.error}

    def formula(self, tex: str) -> str:
        """HTML of a displayed formula."""
        return self._formulas.get(tex) or f"<code>{escape(tex)}</code>"

    def _address(self, id_: str) -> str:
        return f"#{id_}" if id_ in self.titles else "#absent"

    @staticmethod
    def _unlinked(article: str) -> str:
        # A statement that is not embedded is named, not linked: the file stands alone.
        return article.replace('<a class="statement" href="#absent">', '<a class="statement">')
