"""Each format is valid as others read it, and holds every statement of the plan."""

import ast
import json
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree

import nbformat
import pytest

from corollary import text
from corollary.books import FORMATS, plan, write
from corollary.books.document import Document
from corollary.books.writers import latex
from corollary.errors import InputError
from corollary.text import katex
from tests.cli_run import run

CORPUS = text.load()
PLAN = plan(CORPUS, ["finite-class-uniform-convergence", "vc-dimension-halfspaces"], ["measure-theory"])
needs_katex = pytest.mark.skipif(bool(katex.missing()), reason="KaTeX is not installed")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")
    return lambda suffix, **options: write(CORPUS, PLAN, folder / f"book{suffix}", **options)


def titles():
    return [CORPUS.entry(id).title for id in PLAN.ids]


def words(title):
    return re.sub(r"\$[^$]*\$", " ", title).split()


def test_the_pdf_is_whole_and_has_an_outline(written):
    pypdf = pytest.importorskip("pypdf")
    reader = pypdf.PdfReader(written(".pdf"))
    shown = re.sub(r"[\s\u00ad-]+", "", "".join(page.extract_text() for page in reader.pages))
    for title in titles():
        for word in words(title):
            assert word.replace("-", "").replace("'", "’") in shown.replace("'", "’"), title
    assert "∎" in shown
    outline = [item.title for item in reader.outline if not isinstance(item, list)]
    named = [re.sub(r"^\d+ ", "", title) for title in outline]
    assert named[0] == "What the reader knows"
    assert named[1 : 1 + len(PLAN.chapters)] == [chapter.title for chapter in PLAN.chapters]
    assert named[1 + len(PLAN.chapters) :] == [name for name, _ in Document(CORPUS, PLAN).backmatter]


def test_a_second_pdf_reuses_formulas_and_the_same_book_whole(tmp_path, monkeypatch):
    from corollary.text import typst

    monkeypatch.setenv("COROLLARY_CACHE", str(tmp_path / "cache"))
    calls = []
    real = typst.formula
    monkeypatch.setattr(typst, "formula", lambda tex, macros: calls.append(tex) or real(tex, macros))
    first = write(CORPUS, PLAN, tmp_path / "a.typ").read_bytes()
    made = len(calls)
    assert write(CORPUS, PLAN, tmp_path / "b.typ").read_bytes() == first
    assert made > 100 and len(calls) - made < made / 10
    whole = write(CORPUS, PLAN, tmp_path / "a.pdf").read_bytes()
    (kept,) = (tmp_path / "cache" / "books").glob("*.pdf")
    assert write(CORPUS, PLAN, tmp_path / "b.pdf").read_bytes() == whole == kept.read_bytes()
    kept.write_bytes(b"damaged")
    assert write(CORPUS, PLAN, tmp_path / "c.pdf").read_bytes()[:5] == b"%PDF-"


@pytest.mark.parametrize("proofs", ["none", "short", "full"])
def test_the_length_is_told_before(written, proofs):
    pypdf = pytest.importorskip("pypdf")
    from corollary.books.length import pages

    planned = plan(CORPUS, ["finite-class-uniform-convergence", "spectral-complexity-bound"], (), "", proofs != "none")
    real = len(pypdf.PdfReader(write(CORPUS, planned, written(".md").with_name(f"{proofs}.pdf"), proofs)).pages)
    assert 0.8 * real <= pages(CORPUS, planned, proofs) <= 1.25 * real


@needs_katex
def test_every_link_of_the_html_leads_somewhere_within_it(written):
    class Links(HTMLParser):
        ids, to, loaded = set(), set(), []

        def handle_starttag(self, tag, attrs):
            given = dict(attrs)
            self.ids |= {given["id"]} if "id" in given else set()
            self.to |= {given["href"]} if tag == "a" else set()
            self.loaded += [given[name] for name in ("src",) if name in given] + (
                [given["href"]] if tag == "link" else []
            )

    page = Links()
    source = written(".html").read_text(encoding="utf-8")
    page.feed(source)
    assert set(PLAN.ids) <= page.ids
    assert {to[1:] for to in page.to if to.startswith("#")} <= page.ids
    assert all(one.startswith("data:") for one in page.loaded)
    assert "<script" not in source and "katex-error" not in source


@needs_katex
def test_the_epub_is_well_formed_and_its_spine_is_there(written):
    with zipfile.ZipFile(written(".epub")) as archive:
        assert (
            archive.infolist()[0].filename == "mimetype" and archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        )
        package = ElementTree.fromstring(archive.read("book.opf"))
        space = {"o": "http://www.idpf.org/2007/opf"}
        files = {item.get("id"): item.get("href") for item in package.iterfind("o:manifest/o:item", space)}
        ids = set()
        for item in package.iterfind("o:spine/o:itemref", space):
            page = ElementTree.fromstring(archive.read(files[item.get("idref")]))
            ids |= {one.get("id") for one in page.iter() if one.get("id")}
        assert set(PLAN.ids) <= ids
        named = set(archive.namelist())
        for name in files.values():
            assert name in named
            if name.endswith(".xhtml"):
                for one in ElementTree.fromstring(archive.read(name)).iter("{http://www.w3.org/1999/xhtml}a"):
                    file, _, mark = one.get("href").partition("#")
                    assert file in named and (not mark or mark in ids)


def test_the_notebook_is_valid_and_its_cells_are_python(written):
    book = nbformat.read(written(".ipynb"), as_version=4)
    nbformat.validate(book)
    code = [cell.source for cell in book.cells if cell.cell_type == "code"]
    assert len(code) > 3
    for cell in code:
        ast.parse(cell)
    scope = {}
    for cell in code[:8]:
        exec(cell, scope)
    assert "conclusion" in scope


def test_every_rule_that_is_called_in_a_notebook_runs_and_concludes_what_it_does_with_the_same_facts():
    from corollary import corpus
    from corollary.trials.example import example
    from corollary.trials.source import call

    called = 0
    for rule in corpus.book().rules:
        facts = example(rule)
        if facts:
            scope = {}
            exec(call(rule, facts), scope)
            assert scope["conclusion"] == rule(**facts), rule.id
            called += 1
    assert called > 200


def test_a_number_at_the_start_of_a_line_is_no_list():
    from corollary.books.writers.typst import Writer
    from corollary.text.markdown import parse

    blocks = parse("By step\n6. It follows")
    assert Writer(Document(CORPUS, PLAN), PLAN.ids[0]).blocks(blocks) == "By step 6. It follows"


def test_the_latex_defines_what_it_uses_and_balances(written):
    source = written(".tex").read_text(encoding="utf-8")
    defined = set(re.findall(r"\\renewcommand\{\\(\w+)\}", source))
    used = {
        name
        for id in PLAN.ids
        for name in re.findall(r"\\([A-Za-z]+)", " ".join(n.text for n in CORPUS.statement(id).formulas))
    }
    assert used & set(CORPUS.macros) <= defined
    opened, closed = re.findall(r"\\begin\{(\w+\*?)\}", source), re.findall(r"\\end\{(\w+\*?)\}", source)
    assert sorted(opened) == sorted(closed)
    labels = set(re.findall(r"\\statement\{([\w-]+)\}", source))
    assert labels == set(PLAN.ids)
    listed = set(re.findall(r"\\hypertarget\{(listed-[\w-]+)\}", source))
    assert set(re.findall(r"\\hyperlink\{([\w-]+)\}", source)) <= labels | listed


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="LaTeX is not installed")
def test_latex_compiles_every_formula_of_the_corpus(tmp_path):
    whole = plan(CORPUS, list(CORPUS.entries))
    (tmp_path / "book.tex").write_text(latex.text(Document(CORPUS, whole)), encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "book.tex"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        errors="replace",
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_latex_escapes_words():
    assert latex.escape("50% of a_b & {c} #1 \\ ^") == r"50\% of a\_b \& \{c\} \#1 \textbackslash{} \textasciicircum{}"


def test_markdown_has_every_statement_with_its_number(written):
    source = written(".md").read_text(encoding="utf-8")
    for id in PLAN.ids:
        assert (
            f"## {CORPUS.entry(id).kind.capitalize().replace('-', ' ')} {PLAN.numbers[id]}. {CORPUS.entry(id).title}"
            in source
        )
    assert "[[" not in source


@pytest.mark.parametrize("suffix", sorted(set(FORMATS) - {".pdf"}))
def test_the_same_plan_gives_the_same_file_and_short_proofs_a_shorter_one(written, suffix):
    if suffix in (".html", ".epub") and katex.missing():
        pytest.skip("KaTeX is not installed")
    first = written(suffix).read_bytes()
    assert written(suffix).read_bytes() == first
    assert len(written(suffix, proofs="short").read_bytes()) < len(first)


def test_the_command(monkeypatch, capsys, tmp_path):
    def corollary(*arguments):
        return run(monkeypatch, capsys, "book", *arguments)

    told = json.loads(corollary("--goal", "markov-inequality", "--dry-run", "--json").out)
    assert told["statements"] == sum(len(chapter["ids"]) for chapter in told["chapters"]) and told["written"] is None
    out = tmp_path / "markov.pdf"
    assert corollary("--goal", "markov-inequality", "-o", str(out)).code == 0
    assert out.read_bytes()[:5] == b"%PDF-"
    for wrong in (
        ["-o", str(tmp_path / "a.doc")],
        ["-o", str(tmp_path / "no" / "a.md")],
        ["--proofs", "some"],
        ["--know", "opera"],
    ):
        refused = corollary("--goal", "markov-inequality", *wrong)
        assert refused.code == 2 and refused.err.count("\n") == 1
    assert corollary("--goal", "markov", "-o", str(out)).code == 2


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "book.md").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write(CORPUS, PLAN, tmp_path / "book.md")
    assert [path.name for path in tmp_path.iterdir()] == ["book.md"]


QUESTION = plan(
    CORPUS, ["question-what-are-bias-and-variance"], ["measure-theory", "learning", "linear", "optimization"]
)


def test_every_format_that_needs_no_katex_shows_the_figure_of_its_question(tmp_path):
    (figure,) = Document(CORPUS, QUESTION).figures.values()
    for suffix in (".tex", ".md"):
        source = write(CORPUS, QUESTION, tmp_path / f"book{suffix}").read_text(encoding="utf-8")
        assert figure.png.name in source and figure.about.split(":")[0] in source
        (tmp_path / "corollary-figures" / figure.png.name).read_bytes()[:4].index(b"PNG")
        (tmp_path / "corollary-figures" / figure.png.name).unlink()
    cells = json.loads(write(CORPUS, QUESTION, tmp_path / "book.ipynb").read_text(encoding="utf-8"))["cells"]
    assert [list(cell["attachments"]) for cell in cells if cell.get("attachments")] == [[figure.png.name]]
    source = write(CORPUS, QUESTION, tmp_path / "book.typ").read_text(encoding="utf-8")
    assert source.count("<svg") == 2 == len(figure.views()) and "currentColor" not in source


@needs_katex
def test_the_figure_is_within_the_html_and_the_epub(tmp_path):
    (figure,) = Document(CORPUS, QUESTION).figures.values()
    assert "data:image/svg+xml;base64," in write(CORPUS, QUESTION, tmp_path / "book.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(write(CORPUS, QUESTION, tmp_path / "book.epub")) as archive:
        assert archive.read(figure.png.name) == figure.png.read_bytes()
        assert f'href="{figure.png.name}" media-type="image/png"' in archive.read("book.opf").decode()


def test_a_wide_figure_is_parted_between_its_panels():
    from corollary.books.figures import figure

    for id in CORPUS.entries:
        one = figure(CORPUS, id) if CORPUS.entry(id).kind == "question" else None
        if one is not None:
            width, height = one.size()
            ends = [end for _, end in one.cuts()]
            assert len(ends) == (2 if width > 2.6 * height else 1)
            assert ends[-1] == 1 and all(0.63 < end < 0.7 for end in ends[:-1])


def test_in_print_a_theorem_is_named_by_its_number_where_the_sentence_allows_it():
    from corollary.books.writers.typst import Writer
    from corollary.text.markdown import parse

    def printed(source):
        return re.sub(
            r"#link\(<[^>]*>\)\[([^]]*)\]", r"\1", Writer(Document(CORPUS, PLAN), PLAN.ids[0]).blocks(parse(source))
        )

    number = PLAN.numbers["finite-class-uniform-convergence"]
    theorem = f"Theorem~{number}"
    assert printed("By [[finite-class-uniform-convergence]], step 2.") == f"By {theorem}, step 2."
    assert printed("See [[finite-class-uniform-convergence]].") == f"See {theorem}."
    assert printed("the [[finite-class-uniform-convergence]] bound").startswith("the finite class uniform convergence")
    assert printed("By [[hoeffding-inequality]].").startswith("By Hoeffding's inequality#at")
    assert printed("by [[finite-class-uniform-convergence|words]]").startswith("by words#at")


def test_the_index_has_defined_terms_and_every_source_says_what_names_it():
    document = Document(CORPUS, PLAN)
    index = dict(document.index)
    assert index["empirical mean"] == ("iid-sample",) == index["Independent sample"]
    assert any("empirical-risk" in ids for ids in index.values())
    for ids, one in zip(document.cited_by, document.references, strict=True):
        assert all(any(source.startswith(one.key) for source in CORPUS.entry(id).sources) for id in ids)
    known = {key for id in document.assumed() for key in CORPUS.entry(id).sources}
    assert {key.partition(",")[0] for key in known} <= {one.key for one in document.references}


def test_letters_of_the_notation():
    assert CORPUS.macros["EmpRisk"].shown == "R_{n}"
    assert CORPUS.macros["KL"].shown == r"\operatorname{KL}(Q \,\Vert\, P)"
    assert "size n" in CORPUS.macros["EmpRisk"].meaning


def test_every_link_of_the_text_leads_to_a_statement_or_to_a_list_of_the_book():
    document = Document(CORPUS, PLAN)
    assert document.mentioned and not {*document.mentioned} & {*PLAN.ids, *PLAN.assumed}
    for id in PLAN.ids:
        for section in document.sections(id):
            for node in (node for block in section.blocks for node in block.walk() if node.kind == "link"):
                assert document.inside(node.text) or document.outside(node.text), (id, node.text)
                if section.name in ("", "Proof"):
                    assert document.outside(node.text) not in document.mentioned, (id, node.text)
