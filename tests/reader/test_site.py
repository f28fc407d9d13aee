"""The pages without a server: whole, linked, and the same as files."""

import json
import re
import xml.etree.ElementTree as ElementTree
import zlib
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest

from corollary import text
from corollary.reader.export import export, files
from corollary.reader.site import NoSuchPage, Site

CORPUS = text.load()


VOID = {"meta", "link", "input", "img", "br", "hr", "path", "col", "wbr"}


class Parsed(HTMLParser):
    def __init__(self, source):
        super().__init__()
        self.ids, self.links, self.open, self.headings, self.inline = set(), [], [], [], []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            assert given["id"] not in self.ids, f"the id {given['id']} occurs twice"
            self.ids.add(given["id"])
        if tag in ("script", "style") and "src" not in given:
            self.inline.append(tag)
        self.inline += [name for name in given if name.startswith("on")]
        self.links += [given[name] for name in ("href", "src") if given.get(name)]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        assert self.open and self.open[-1] == tag, f"</{tag}> closes <{self.open[-1:]}>"
        self.open.pop()


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    count = export(Site(CORPUS), folder, "https://example.org/corollary")
    assert count == sum(1 for path in folder.rglob("*") if path.is_file())
    return folder


def test_every_link_of_every_exported_page_leads_to_a_file(exported):
    pages = {
        path.relative_to(exported).as_posix(): Parsed(path.read_text(encoding="utf-8"))
        for path in exported.rglob("*.html")
    }
    assert len(pages) > 2 * len(CORPUS.entries)
    for name, page in pages.items():
        assert page.open == [] and page.inline == [], name
        if name.startswith("knowl/"):
            continue
        assert page.headings[0] == 1 and page.headings.count(1) == 1, name
        assert all(b <= a + 1 for a, b in zip(page.headings, page.headings[1:], strict=False)), (
            f"{name} skips a level: {page.headings}"
        )
        for link in page.links:
            place, mark = urldefrag(urljoin(f"http://here/{name}", link))
            if not place.startswith("http://here/"):
                assert place.startswith("https://"), (name, link)
                continue
            path = place.removeprefix("http://here/").partition("?")[0]
            target = exported / path / "index.html" if path == "" or path.endswith("/") else exported / path
            assert target.is_file(), f"{name} links {link}"
            if mark:
                assert mark in pages[target.relative_to(exported).as_posix()].ids, f"{name} links {link}"


def test_a_statement_page_says_all_that_the_page_of_the_corpus_says(exported):
    source = (exported / "statement" / "hoeffding-inequality" / "index.html").read_text(encoding="utf-8")
    shown = re.sub(r"<[^>]+>", " ", source)
    for words in ("proved here", "Hoeffding", "Formalised in", "Used by", "Necessity", "By"):
        assert words in shown
    assert source.count('id="step-') == CORPUS.entry("hoeffding-inequality").proof_steps
    assert "<math" in source and "katex-html" in source  # read aloud and drawn


def test_only_a_live_site_offers_what_needs_an_engine():
    dead, live = Site(CORPUS), Site(CORPUS, live=True)
    assert "derive/" not in dead.page("") and "derive/" in live.page("")
    assert "formula-live" not in dead.page("statement/hoeffding-inequality/")
    for path in ("derive/", "statement/no-such-thing/", "area/opera/", "knowl/x.html", "../secret", "statement/"):
        with pytest.raises(NoSuchPage):
            dead.page(path)


def test_search_and_graph_files_cover_the_corpus(exported):
    rows = json.loads((exported / "data" / "search.json").read_text(encoding="utf-8"))
    assert {row["id"] for row in rows} == set(CORPUS.entries)
    mcdiarmid = next(row for row in rows if row["id"] == "mcdiarmid-inequality")
    assert "bounded" in mcdiarmid["words"] and "McDiarmid" in mcdiarmid["authors"]
    graph = json.loads((exported / "data" / "graph.json").read_text(encoding="utf-8"))
    edges = {(a, b) for a, b, _ in graph["edges"]}
    assert ("finite-class-uniform-convergence", "hoeffding-inequality") in edges
    order = json.loads((exported / "data" / "order.json").read_text(encoding="utf-8"))
    assert sorted(order) == sorted(CORPUS.entries)
    place = {id: at for at, id in enumerate(order)}
    proofs = [(a, b) for a, b, kind in graph["edges"] if kind == "proof"]
    assert all(place[b] < place[a] for a, b in proofs)


def test_observations_come_after_what_can_be_proved_and_pages_turn_within_a_chapter():
    site = Site(CORPUS)
    for area, ids in site.areas.items():
        kinds = [CORPUS.entry(id).kind for id in ids]
        if "observation" in kinds:
            assert set(kinds[kinds.index("observation") :]) <= {"observation", "open-problem", "question"}, area
        for one, other in ((ids[0], ids[1]), (ids[-2], ids[-1])):
            assert f'<a rel="next" href="../../statement/{other}/"' in site.page(f"statement/{one}/")


def test_fonts_are_asked_for_where_they_are_needed_first(exported):
    for name, needs in (("errata", 1), ("statement/hoeffding-inequality", 7), ("zoo", 1)):
        page = (exported / name / "index.html").read_text(encoding="utf-8")
        asked = re.findall(r'<link rel="preload" as="font" type="font/woff2" crossorigin href="([^"]+)">', page)
        assert len(asked) >= needs and len(asked) == len(set(asked))
    hoeffding = (exported / "statement" / "hoeffding-inequality" / "index.html").read_text(encoding="utf-8")
    assert "KaTeX_AMS" in hoeffding and "Caligraphic" not in hoeffding.partition("<body>")[0]


def test_sphinx_can_link_to_a_statement(exported):
    content = (exported / "objects.inv").read_bytes()
    head, rows = (
        content[: content.index(b"zlib.\n") + 6],
        zlib.decompress(content[content.index(b"zlib.\n") + 6 :]).decode(),
    )
    assert head.startswith(b"# Sphinx inventory version 2\n")
    assert "hoeffding-inequality std:label -1 statement/$/ Hoeffding's inequality\n" in rows
    assert len(rows.splitlines()) == len(CORPUS.entries)


def test_sitemap_has_every_page(exported):
    root = ElementTree.fromstring((exported / "sitemap.xml").read_bytes())
    places = [one.text for one in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert "https://example.org/corollary/statement/risk/" in places and len(places) == len(set(places)) > len(
        CORPUS.entries
    )


def test_files_have_names_that_a_server_can_serve():
    names = [name for name, _ in files(Site(CORPUS))]
    assert len(names) == len(set(names)) and all(re.fullmatch(r"[\w./-]+", name) for name in names)


def _formulas():
    from corollary.text.katex import Formula

    return list(
        {
            Formula(node.text, node.kind == "display")
            for id in CORPUS.entries
            for node in CORPUS.statement(id).formulas
            if "\\EmpRisk" in node.text or "\\KL" in node.text or "\\E " in node.text or "\\growth" in node.text
        }
    )


def test_marked_symbols_change_neither_what_is_read_nor_what_is_shown():
    from corollary.text import katex

    if katex.missing():
        pytest.skip("KaTeX is not installed")
    formulas = _formulas()
    plain = katex.render(formulas, CORPUS.macros)
    marked = katex.render(formulas, CORPUS.macros, marked=True)
    named = 0
    for formula, one, other in zip(formulas, plain, marked, strict=True):
        assert other.error == one.error == "" and "data-macro" not in one.html
        spoken = [
            re.sub(r"</?(mrow|mstyle)\b[^>]*>", "", re.search("<math.*</math>", html, re.DOTALL)[0])
            for html in (one.html, other.html)
        ]
        assert spoken[0] == spoken[1] or "\\textstyle" in formula.tex, formula.tex
        assert "data-macro" not in re.search("<math.*</math>", other.html, re.DOTALL)[0]
        named += "data-macro" in other.html
    assert named > 0.9 * len(formulas) > 100
    assert katex.render(formulas[:5], CORPUS.macros) == plain[:5]  # neither takes the other's place in the cache


def test_a_page_may_not_bring_html_of_its_own():
    from corollary.text import katex
    from corollary.text.katex import Formula

    if katex.missing():
        pytest.skip("KaTeX is not installed")
    for tex in (r"\htmlData{macro=KL}{x}", r"\htmlId{a}{x}", r"\href{javascript:alert(1)}{x} \Risk"):
        assert "data-macro" not in katex.render([Formula(tex)], CORPUS.macros)[0].html
        made = katex.render([Formula(tex)], CORPUS.macros, marked=True)[0]
        assert "javascript:alert" not in re.sub("<annotation.*?</annotation>", "", made.html)


def test_every_page_links_the_errata(exported):
    for path in exported.rglob("index.html"):
        assert 'errata/">Errata</a>' in path.read_text(encoding="utf-8"), path


def test_the_notation_file_covers_what_formulas_are_marked_with(exported):
    known = json.loads((exported / "data" / "notation.json").read_text(encoding="utf-8"))
    used = set()
    for path in (exported / "statement").rglob("index.html"):
        used |= set(re.findall(r'data-macro="(\w+)"', path.read_text(encoding="utf-8")))
    assert used <= set(known) and len(used) > 15
    assert all(one["denotes"] and (one["id"] is None or one["id"] in CORPUS.entries) for one in known.values())
    assert known["R"] == {"denotes": "the real numbers", "id": None, "title": ""} and {"R", "norm", "argmin"} <= used


def test_the_index_of_the_search_is_kept_until_a_page_changes(tmp_path, monkeypatch):
    from corollary.reader import data

    monkeypatch.setenv("COROLLARY_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "corpus" / "area"
    folder.mkdir(parents=True)
    page = folder / "thing.md"
    page.write_text("---\nkind: definition\ntitle: Thing\n---\nA *thing* is round.\n", encoding="utf-8")
    made = []
    search = data.search
    monkeypatch.setattr(data, "search", lambda corpus: made.append(1) or search(corpus))
    first = data.kept_search(text.load(tmp_path / "corpus"))
    assert data.kept_search(text.load(tmp_path / "corpus")) == first == search(text.load(tmp_path / "corpus"))
    assert len(made) == 1
    page.write_text("---\nkind: definition\ntitle: Thing\n---\nA *thing* is angular.\n", encoding="utf-8")
    assert (
        "angular"
        in next(row for row in data.kept_search(text.load(tmp_path / "corpus")) if row["id"] == "thing")["words"]
    )
    assert len(made) == 2
