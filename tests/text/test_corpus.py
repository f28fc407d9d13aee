"""What a corpus answers: statements, graphs, reading paths, search, sources."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corollary.errors import InputError
from corollary.text import load
from tests.text.conftest import Folder

Pages = Callable[[Path, dict[str, str]], None]


def test_a_statement_as_its_page_has_it(folder: Folder) -> None:
    page = load(folder.root).statement("main-theorem")
    assert (page.kind, page.area, page.title, page.status) == ("theorem", "second", "The main theorem", "proved here")
    assert [one.name for one in page.hypotheses] == ["small", "fixed"]
    first, second = (folder.line("second/main_theorem.md", part) for part in ("1. Add", "2. The left"))
    assert [(step.number, step.line) for step in page.steps] == [(1, first), (2, second)]
    assert [(link.id, link.section, link.line) for link in page.links] == [
        ("thing", "", 7),
        ("helping-lemma", "Proof", second),
    ]
    assert [(one.key, one.place, one.line) for one in page.sources] == [("mcdiarmid1989", "Lemma 1.2", 5)]
    assert page.rule is not None
    assert page.rule.parameters == ("small", "fixed", "confidence")
    assert [(one.name, one.target, one.breaks) for one in page.code.ablations] == [
        ("moving_thing", "main_theorem", "fixed")
    ]
    assert [(one.name, one.says) for one in page.code.quantities] == [("Size", "the size of {thing}")]


def test_notation_of_a_statement(folder: Folder) -> None:
    assert [macro.name for macro in load(folder.root).notation("main-theorem")] == ["Size"]


def test_list_is_plain_data_with_the_documented_keys(folder: Folder) -> None:
    rows = {row["id"]: row for row in json.loads(json.dumps(load(folder.root).list()))}
    assert list(rows) == ["helping-lemma", "main-theorem", "thing"]
    row = rows["main-theorem"]
    assert row["links"] == ["thing"]
    assert row["proof_links"] == ["helping-lemma"]
    assert (row["proof_steps"], row["rule"], row["trials"]) == (2, "main_theorem", ["random_things"])
    assert row["checking"] == "proof in text, 1 trial, 1 ablation"
    assert rows["thing"]["rule"] is None
    assert {"id", "kind", "area", "title", "status", "checking", "proof_steps", "links", "rule", "trials"} <= row.keys()


def test_closure_and_reading_order(tmp_path: Path, pages: Pages) -> None:
    pages(tmp_path, {"a": "Text.", "b": "[[a]].", "c": "[[a]].", "d": "[[c]], [[b]].", "e": "[[a]]."})
    corpus = load(tmp_path)
    assert corpus.closure(["d"]) == ("a", "c", "b", "d")
    assert corpus.path([], "d") == ("a", "c", "b", "d")
    assert corpus.path(["c"], "d") == ("b", "d")
    assert corpus.path(["d"], "d") == ("b", "d") or corpus.path(["d"], "d")[-1] == "d"
    assert corpus.used_by("a") == ("b", "c", "e")
    assert corpus.reasons(("a", "c", "b", "d")) == {"a": ("c", "b"), "c": ("d",), "b": ("d",), "d": ()}


def test_path_leaves_out_background_unless_asked(folder: Folder) -> None:
    folder.edit(
        "first/thing.md", "kind: definition\ntitle: Thing", "kind: background\ntitle: Thing\nsources: [mcdiarmid1989]"
    )
    corpus = load(folder.root)
    assert corpus.path([], "main-theorem") == ("helping-lemma", "main-theorem")
    assert corpus.path([], "main-theorem", background=True) == ("thing", "helping-lemma", "main-theorem")
    assert corpus.path([], "main-theorem", proofs=False, background=True) == ("thing", "main-theorem")


def test_unknown_id_names_the_nearest(folder: Folder) -> None:
    corpus = load(folder.root)
    with pytest.raises(InputError, match="main-theorem"):
        corpus.statement("main-theorm")
    with pytest.raises(InputError, match="no statement"):
        corpus.closure(["zzzzzz"])
    assert corpus.nearest("helping")[0] == "helping-lemma"


def test_an_id_may_be_written_with_spaces_capitals_or_underscores(folder: Folder) -> None:
    corpus = load(folder.root)
    assert corpus.entry("Main theorem").id == corpus.entry("main_theorem").id == "main-theorem"


def test_an_id_may_be_given_as_its_title_or_as_its_links_read(tmp_path: Path, pages: Pages) -> None:
    pages(tmp_path, {"main-theorem": "Text."})
    path = tmp_path / "area" / "main_theorem.md"
    path.write_text(path.read_text().replace("title: main-theorem", "title: Hölder's main theorem"))
    assert (
        load(tmp_path).entry("holder's Main Theorem").id == load(tmp_path).entry("MAIN theorem.").id == "main-theorem"
    )


@pytest.mark.parametrize(
    ("id", "title", "words"),
    [
        ("loss-function", "Loss function", "loss function"),
        ("hoeffding-inequality", "Hoeffding's inequality", "Hoeffding's inequality"),
        ("sauer-shelah-lemma", "Sauer-Shelah lemma", "Sauer-Shelah lemma"),
        ("radon-nikodym", "Radon-Nikodym theorem", "Radon-Nikodym"),
        ("kl-divergence", "Relative entropy (Kullback-Leibler)", "KL divergence"),
        ("cauchy-schwarz-inequality", "Cauchy-Schwarz and Hölder inequalities", "Cauchy-Schwarz inequality"),
        ("picard-lindeloef", "Theorem of Picard-Lindelöf", "Picard-Lindelöf"),
        ("test-set-bound", "Test-set bound", "test-set bound"),
        ("ridge-beats-least-squares", "Ridge against the least-squares estimator", "ridge beats least squares"),
        ("sub-gaussian", "Sub-Gaussian random variable", "sub-Gaussian"),
        ("relu-network", "ReLU network", "ReLU network"),
        ("convex-set", "Convex sets", "convex set"),
    ],
)
def test_words_of_a_link(tmp_path: Path, pages: Pages, id: str, title: str, words: str) -> None:
    pages(tmp_path, {id: "Text."})
    path = tmp_path / "area" / f"{id.replace('-', '_')}.md"
    path.write_text(path.read_text().replace(f"title: {id}", f"title: {title}"))
    assert load(tmp_path).words(id) == words


def test_redirects_are_followed(folder: Folder) -> None:
    folder.write("first/old_thing.md", "---\nkind: redirect\nto: thing\n---\n")
    corpus = load(folder.root)
    assert corpus.statement("old-thing").id == "thing"
    assert "old-thing" not in {row["id"] for row in corpus.list()}
    folder.write("first/old_thing.md", "---\nkind: redirect\nto: old-thing\n---\n")
    with pytest.raises(InputError):
        load(folder.root).statement("old-thing")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("thing", "thing"),
        ("helping", "helping-lemma"),
        ("HELP", "helping-lemma"),
        ("main theorem", "main-theorem"),
        ("theorems", "main-theorem"),
        ("McDiarmid", "main-theorem"),
        ("böhm", "main-theorem"),
        ("bohm 1989", "main-theorem"),
        (r"\Size", "thing"),
        (r"\Size{T}", "thing"),
        (r"$\Size$ helping", "helping-lemma"),
        ("main nosuchword", "main-theorem"),
    ],
)
def test_search_by_words_symbols_and_authors(folder: Folder, words: str, first: str) -> None:
    assert load(folder.root).search(words)[0].id == first


def test_search_by_what_a_macro_prints(tmp_path: Path, pages: Pages) -> None:
    pages(
        tmp_path,
        {
            "risk-on-a-sample": r"It is $\EmpRisk{n}(h)$.",
            "other": r"Here $R_m$ and $r_n$.",
            "third": "$R_{n}$ again [[other]].",
        },
    )
    (tmp_path / "notation.yaml").write_text(
        "EmpRisk: {tex: 'R_{#1}', args: 1, denotes: x, introduced: risk-on-a-sample}\n"
    )
    corpus = load(tmp_path)
    assert [hit.id for hit in corpus.search("R_n")] == ["risk-on-a-sample", "third"]
    assert [hit.id for hit in corpus.search("R_{n}")] == ["risk-on-a-sample", "third"]
    assert [hit.id for hit in corpus.search(r"\EmpRisk")] == ["risk-on-a-sample"]
    assert [hit.id for hit in corpus.search("r_n")] == ["other"]


@pytest.mark.parametrize(
    "words", ['"', "AND", "a OR", "NEAR(", "*", "(", "\\", "_", "^", "$$", "'; DROP TABLE words;--", "col:umn", "é"]
)
def test_search_takes_any_words(folder: Folder, words: str) -> None:
    load(folder.root).search(words)


def test_search_for_nothing_is_bad_input(folder: Folder) -> None:
    with pytest.raises(InputError):
        load(folder.root).search("  ")


def test_search_by_kind_and_limit(folder: Folder) -> None:
    corpus = load(folder.root)
    assert {hit.kind for hit in corpus.search("thing", kinds=["lemma"])} == {"lemma"}
    assert len(corpus.search("thing", limit=1)) == 1


def test_bibtex_says_what_the_file_says(folder: Folder) -> None:
    from pybtex.database import parse_string

    text = load(folder.root).bibtex(["main-theorem", "thing"])
    made, given = (parse_string(one, "bibtex") for one in (text, (folder.root / "references.bib").read_text()))
    assert list(made.entries) == ["mcdiarmid1989"]
    assert dict(made.entries["mcdiarmid1989"].fields) == dict(given.entries["mcdiarmid1989"].fields)
    assert str(made.entries["mcdiarmid1989"].persons["author"][1]) == str(
        given.entries["mcdiarmid1989"].persons["author"][1]
    )


def test_sources_read_as_a_reader_expects(folder: Folder) -> None:
    ((reference, key, place),) = load(folder.root).sources("main-theorem")
    assert (key, place) == ("mcdiarmid1989", "Lemma 1.2")
    assert reference is not None
    assert reference.authors == ("Colin McDiarmid", "Anna Böhm")
    assert str(reference).startswith("Colin McDiarmid and Anna Böhm (1989). On the method of bounded differences.")


def test_packaged_statements_stand_behind_a_folder(folder: Folder, packaged: Path) -> None:
    corpus = load(folder.root)
    assert corpus.statement("risk").id == "risk"
    assert "risk" not in corpus.entries


def test_corpora_of_other_packages_are_found_by_entry_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: Pages
) -> None:
    pages(tmp_path / "their_corpus", {"their-notion-xyz": "Text."})
    (tmp_path / "their_corpus" / "__init__.py").write_text("raise RuntimeError('imported')\n")
    info = tmp_path / "theirs-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[corollary.corpus]\ntheirs = their_corpus\nbroken = no_such_package\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert load().statement("their-notion-xyz").area == "area"
    assert "their_corpus" not in sys.modules


def test_the_packaged_corpus_is_that_of_the_package(packaged: Path) -> None:
    import corollary

    assert Path(corollary.__file__).parent / "corpus" == packaged


@pytest.mark.parametrize(
    ("letters", "fault"), [("n", ""), ("nm", "one letter for each"), ("1", "one letter"), ("[n]", "one letter")]
)
def test_letters_of_a_macro_are_one_for_each_argument(tmp_path: Path, letters: str, fault: str) -> None:
    from corollary.text.notation import read

    path = tmp_path / "notation.yaml"
    path.write_text(
        f"EmpRisk: {{tex: 'R_{{#1}}', args: 1, letters: {letters}, denotes: 'size #1', introduced: null}}\n"
    )
    macros, faults = read(path)
    assert [fault in str(one) for one in faults] == ([True] if fault else [])
    assert not macros or (macros["EmpRisk"].shown, macros["EmpRisk"].meaning) == ("R_{n}", "size n")
