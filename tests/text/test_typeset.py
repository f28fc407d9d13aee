"""Formulas in Unicode and in HTML, whole statements in the terminal and as HTML."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from corollary.text import html, katex, load
from corollary.text.katex import Formula
from corollary.text.notation import Macro
from corollary.text.terminal import plain, statement
from corollary.text.unicode import convert
from tests.text.conftest import Folder

MACROS = {
    "EmpRisk": Macro("EmpRisk", r"R_{#1}", 1, "empirical risk", "empirical-risk", 1),
    "norm": Macro("norm", r"\left\lVert #1 \right\rVert", 1, "norm", None, 1),
    "E": Macro("E", r"\mathbb{E}", 0, "expectation", None, 1),
    "argmin": Macro("argmin", r"\operatorname*{arg\,min}", 0, "minimisers", None, 1),
    "twice": Macro("twice", r"\EmpRisk{#1} + \EmpRisk{#1}", 1, "twice", None, 1),
    "loop": Macro("loop", r"\loop", 0, "itself", None, 1),
}
needs_katex = pytest.mark.skipif(bool(katex.missing()), reason=katex.missing() or "KaTeX is there")


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"x_1 + x_2^2", "x₁ + x₂²"),
        (r"x_{i+1}^{-1}", "xᵢ₊₁⁻¹"),
        (r"\mathbb{R}^d", "ℝᵈ"),
        (r"h \in \mathcal{H}", "h ∈ ℋ"),
        (r"\widehat{\mathfrak{R}}", "ℜ̂"),
        (r"\frac{1}{2} x", "½x"),
        (r"\frac{a + b}{2n}", "(a + b)/(2n)"),
        (r"\frac{a}{b} c", "(a/b) c"),
        (r"\log\frac{a}{b}", "log (a/b)"),
        (r"\sqrt{x}", "√x"),
        (r"\sqrt{2n}", "√(2n)"),
        (r"\sqrt[3]{x}", "∛x"),
        (r"\sum_{i=1}^n x_i", "∑ᵢ₌₁ⁿ xᵢ"),
        (r"\max_{h \in H} f(h)", "max_{h∈H} f(h)"),
        (r"a \le b < c \ne d", "a ≤ b < c ≠ d"),
        (r"a - b = -c", "a − b = −c"),
        (r"(-1, -x)", "(−1, −x)"),
        (r"2 \exp(-2 n \varepsilon^2)", "2 exp(−2nε²)"),
        (r"\left( x \right)", "(x)"),
        (r"\Bigl\{ x : x > 0 \Bigr\}", "{x : x > 0}"),
        (r"\lVert x \rVert_2", "‖x‖₂"),
        (r"A^\top B", "AᵀB"),
        (r"x \notin A \setminus B", "x ∉ A ∖ B"),
        (r"\not\subset", "⊄"),
        (r"f'(x)", "f′(x)"),
        (r"\bar{X}_n", "X̄ₙ"),
        (r"\binom{n}{k}", "(n choose k)"),
        (r"x_\mathcal{H}", "x_ℋ"),
        (r"x \text{ if } y", "x if y"),
        (r"\operatorname{sign}(x)", "sign(x)"),
        (r"\begin{aligned} a &= b \\ &\le c \end{aligned}", "a = b\n≤ c"),
        (r"\begin{cases} 1 & x \ge 0 \\ 0 & \text{else} \end{cases}", "{ 1 x ≥ 0; 0 else"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "(a, b; c, d)"),
        (r"\EmpRisk{n}(h)", "Rₙ(h)"),
        (r"\norm{X w - y}_2^2", "‖Xw − y‖₂²"),
        (r"\E X", "𝔼X"),
        (r"\argmin_w f", "arg min_w f"),
        (r"\twice{m}", "Rₘ + Rₘ"),
        (r"\unknowncommand x", r"\unknowncommandx"),
        (r"\xrightarrow{d}", "→[d]"),
        (r"\boldsymbol{\theta}", "𝜽"),
        ("", ""),
        ("{", ""),
        (r"\frac{1}", "1/"),
        ("x^", "x"),
        (r"\begin{aligned} a", "a"),
    ],
)
def test_formula_in_unicode(tex: str, text: str) -> None:
    assert convert(tex, MACROS) == text


def test_a_macro_that_expands_to_itself_ends() -> None:
    assert "loop" in convert(r"\loop", MACROS)


def test_no_formula_of_the_corpus_shows_a_bare_command(packaged: Path) -> None:
    corpus = load()
    rest: dict[str, str] = {}
    for id in corpus.entries:
        for section in corpus.statement(id).sections:
            for node in section.walk():
                if node.kind in ("math", "display"):
                    found = re.findall(r"\\[A-Za-z]{2,}", convert(node.text, corpus.macros))
                    rest |= dict.fromkeys(found, id)
    assert rest == {}


def shown(folder: Folder, id: str, width: int = 80) -> str:
    from rich.console import Console

    out = io.StringIO()
    Console(file=out, width=width).print(statement(load(folder.root), id))
    return out.getvalue()


def test_a_statement_in_the_terminal(folder: Folder) -> None:
    text = shown(folder, "main-theorem")
    words = " ".join(text.split())
    for part in (
        "The main theorem",
        "theorem · proved here · proof in text, 1 trial, 1 ablation · second/main-theorem",
        "small |T| ≤ n;", "|T| + 1 ≤ n + 1.", "Proof 1. Add 1 on both sides. By small, fixed.",
        "By helping lemma, step 1. ∎", "Colin McDiarmid and Anna Böhm (1989). On the method of bounded differences.",
        "Surveys in Combinatorics. Lemma 1.2.",
    ):  # fmt: skip
        assert part in words
    assert words.count("|T| + 1 ≤ n + 1.") == 1
    assert all(len(line) <= 40 for line in shown(folder, "main-theorem", 40).split("\n"))


def test_a_title_with_a_formula() -> None:
    assert plain(r"Bounds for $\ell_1$", {}) == "Bounds for ℓ₁"


@needs_katex
def test_katex_renders_in_order_and_keeps_what_it_made(monkeypatch: pytest.MonkeyPatch) -> None:
    formulas = [Formula("x_1"), Formula(r"\nope"), Formula("x_1", True), Formula("x_1")]
    first = katex.render(formulas, MACROS)
    assert ["katex-display" in one.html for one in first] == [False, False, True, False]
    assert (first[1].html, first[1].position) == ("", 0)
    assert "nope" in first[1].error
    assert first[0] == first[3]
    monkeypatch.setattr(katex, "ASSETS", Path("nowhere"))
    katex._version.cache_clear()
    with pytest.raises(katex.Unavailable):
        katex.render(formulas, MACROS)
    katex._version.cache_clear()
    monkeypatch.undo()


@needs_katex
def test_katex_uses_a_macro_as_it_is_now() -> None:
    old = {"E": Macro("E", "a", 0, "", None, 1)}
    new = {"E": Macro("E", "b", 0, "", None, 1)}
    assert ">a<" in katex.render([Formula(r"\E")], old, "mathml")[0].html
    assert ">b<" in katex.render([Formula(r"\E")], new, "mathml")[0].html


@needs_katex
def test_the_style_sheet_needs_no_other_file() -> None:
    css = katex.stylesheet()
    assert set(re.findall(r"url\((.{10})", css)) == {"data:font/"}
    assert "url(fonts/" in katex.stylesheet(embed=False)


class Balance(HTMLParser):
    """Fails on tags that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if tag == "a" and name == "href"]
        if tag not in ("hr", "br", "img", "path", "line"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("hr", "br", "img", "path", "line"):
            assert self.open.pop() == tag


def test_a_statement_as_html(folder: Folder) -> None:
    folder.edit("first/thing.md", "A thing is", "A *thing* <&> [bad](javascript:alert(1)) is")
    corpus = load(folder.root)
    made = html.articles(corpus, ["thing", "main-theorem"], lambda id: f"/s/{id}")
    for article in made.values():
        reader = Balance()
        reader.feed(article)
        assert reader.open == []
        assert "javascript:" not in " ".join(reader.links)
    assert "<em>thing</em> &lt;&amp;&gt;" in made["thing"]
    assert 'href="/s/helping-lemma"' in made["main-theorem"]
    assert "<dfn>small</dfn>" in made["main-theorem"]


def test_html_without_katex_shows_tex(folder: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(katex, "ASSETS", tmp_path / "nowhere")
    article = html.articles(load(folder.root), ["thing"])["thing"]
    assert '<code class="tex">T</code>' in article
