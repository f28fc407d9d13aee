"""Formulas in print: what TeX means, Typst draws; nothing is lost, and what has no form is refused."""

import pytest
import typst as compiler

from corollary import text
from corollary.text import typst
from corollary.text.notation import Macro

CORPUS = text.load()


def drawn(formula, tmp_path):
    """The characters of a formula as the compiled page has them, without spaces."""
    pypdf = pytest.importorskip("pypdf")
    source = tmp_path / "one.typ"
    source.write_text(f"#set page(width: 30cm)\n$ {typst.formula(formula, {})} $\n", encoding="utf-8")
    (tmp_path / "one.pdf").write_bytes(compiler.compile(str(source), format="pdf"))
    import unicodedata

    shown = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "one.pdf").pages)
    return "".join(unicodedata.normalize("NFKC", shown).split())


@pytest.mark.parametrize(
    ("formula", "parts"),
    [
        (r"\operatorname*{arg\,min}_{x \in A} f(x)", ["argmin", "x∈A", "f(x)"]),
        (r"\operatorname*{ess\,sup} g", ["esssup", "g"]),
        (r"\left\lVert w \right\rVert_2^2", ["w", "2"]),
        (r"\mathsf{A} + \mathbb{R}", ["A", "R"]),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", list("abcd")),
        (r"\begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}", ["if", "otherwise", "1", "0"]),
        (r"\Bigl( \tfrac12 \Bigr)^{10}", ["1", "2", "10"]),
        (r"f''(x), g/h; [a, b): \{c\} \mid d | e", ["f″", "(x)", "g/h;", "[a,b)", "{c}", "d"]),
        (r"x^10 0.05 12", ["0.05", "12"]),
        (r"\left. y \right|_{t = 0}", ["y", "t=0"]),
    ],
)
def test_what_is_written_is_drawn(formula, parts, tmp_path):
    shown = drawn(formula, tmp_path).replace("″", "″").replace("′′", "″")
    for part in parts:
        assert part in shown, f"{part} is lost: {shown}"


def test_dots_are_centred_between_operators_and_low_between_commas():
    assert "⋯" in typst.formula(r"x_1 + \dots + x_n", {}) and "…" in typst.formula(r"x_1, \dots, x_n", {})


@pytest.mark.parametrize(
    "formula", [r"\unheard{x}", r"\begin{tikzcd} a \end{tikzcd}", r"\frac{1}", r"\left( x", "{x", "x}"]
)
def test_what_has_no_form_is_refused_by_name(formula):
    with pytest.raises(typst.Unknown):
        typst.formula(formula, {})


def test_macros_are_expanded():
    macros = {"Risk": Macro("Risk", "R_{#1}", 1, "risk", None, 1)}
    assert typst.formula(r"\Risk{n}", macros) == typst.formula("R_{n}", {})


def test_a_display_is_broken_only_outside_groups():
    assert typst.broken("a \\left( b\n c \\right)\n + {d\n e}\n = f") == [
        "a \\left( b\n c \\right)",
        "+ {d\n e}",
        "= f",
    ]


def test_every_formula_of_the_corpus_compiles(tmp_path):
    found = sorted({node.text for id in CORPUS.entries for node in CORPUS.statement(id).formulas})
    source = tmp_path / "all.typ"
    source.write_text("\n\n".join(f"$ {typst.formula(tex, CORPUS.macros)} $" for tex in found), encoding="utf-8")
    assert compiler.compile(str(source), format="pdf")[:5] == b"%PDF-"
