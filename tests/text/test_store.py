"""The cached index: it follows the files, and no state of the cache can hurt."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corollary.text import load
from corollary.text.serial import dump
from corollary.text.serial import load as undump
from tests.text.conftest import Folder

TEXT = """Let $x_{}$ be a [[notion-{}]] of kind **{}**; see `name`, and
$$
  \\sum_{{i=1}}^n x_i \\le {} .
$$
More words follow here.
"""


def cached(cache: Path) -> Path:
    """The larger of the two indices: that of the folder, not that of the empty corpus behind it."""
    return max(cache.glob("corpus-*.sqlite"), key=lambda path: path.stat().st_size)


def test_a_changed_page_is_read_again(folder: Folder) -> None:
    assert load(folder.root).entry("thing").title == "Thing"
    folder.edit("first/thing.md", "title: Thing", "title: Object")
    assert load(folder.root).entry("thing").title == "Object"
    folder.write("first/other.md", "---\nkind: definition\ntitle: Other\n---\nText.\n")
    assert load(folder.root).entry("other").title == "Other"
    (folder.root / "first/other.md").unlink()
    assert load(folder.root).find("other") is None


def test_a_changed_rule_notation_or_reference_is_read_again(folder: Folder) -> None:
    load(folder.root)
    folder.edit("second/main_theorem.py", "def random_things", "def many_random_things")
    folder.edit("notation.yaml", "denotes: size of a thing", "denotes: extent of a thing")
    folder.edit("references.bib", "year = {1989}", "year = {1990}")
    corpus = load(folder.root)
    assert corpus.entry("main-theorem").trials == ("many_random_things",)
    assert corpus.macros["Size"].denotes == "extent of a thing"
    assert corpus.references["mcdiarmid1989"].year == "1990"


def test_the_second_load_reads_no_page(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load(folder.root)
    monkeypatch.setattr("corollary.text.page.read", lambda *_: pytest.fail("a page was read"))
    second = load(folder.root)
    assert second.list() == first.list()
    assert second.statement("main-theorem") == first.statement("main-theorem")


@pytest.mark.parametrize("damage", [b"", b"not a database", b"SQLite format 3\x00" + bytes(4000)])
def test_a_damaged_cache_is_made_anew(folder: Folder, cache: Path, damage: bytes) -> None:
    load(folder.root)
    cached(cache).write_bytes(damage)
    assert load(folder.root).entry("thing").title == "Thing"
    assert load(folder.root).search("thing")


def test_every_damaged_page_of_the_file_is_survived(folder: Folder, cache: Path) -> None:
    expected = load(folder.root).list()
    whole = cached(cache).read_bytes()
    for start in range(0, len(whole), 4096):
        cached(cache).write_bytes(whole[:start] + b"\xa5" * 4096 + whole[start + 4096 :])
        corpus = load(folder.root)
        assert corpus.list() == expected
        assert corpus.statement("main-theorem").title == "The main theorem"
        assert corpus.search("helping")[0].id == "helping-lemma"


def test_a_cache_that_cannot_be_written_does_not_hurt(
    folder: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = cache / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("COROLLARY_CACHE", str(blocked / "below"))
    assert load(folder.root).search("thing")
    assert blocked.read_text() == "in the way"


def test_no_pickle_and_nothing_but_sqlite_in_the_cache(folder: Folder, cache: Path) -> None:
    load(folder.root)
    assert {path.read_bytes()[:15] for path in cache.iterdir()} == {b"SQLite format 3"}


def test_serialised_statements_come_back_whole(folder: Folder) -> None:
    for page in (load(folder.root).statement(id) for id in ("thing", "helping-lemma", "main-theorem")):
        assert undump(dump(page)) == page


@pytest.fixture
def thousand(tmp_path: Path) -> Path:
    for number in range(1000):
        folder = tmp_path / f"area{number % 10}"
        folder.mkdir(exist_ok=True)
        uses = "".join(TEXT.format(number, max(0, number - step), number, step) + "\n" for step in (1, 2, 3, 5))
        steps = "".join(
            f"{at}. The claim $x_{at} \\le y_{at}$ holds. By [[notion-{max(0, number - at)}]].\n" for at in range(1, 6)
        )
        page = f"---\nkind: lemma\ntitle: Notion number {number}\n---\n{uses}\n## Proof\n{steps}6. So. By step 5. ∎\n"
        (folder / f"notion_{number}.md").write_text(page, encoding="utf-8")
    return tmp_path


def test_a_thousand_statements_index_in_seconds_and_load_in_a_tenth_of_a_second(thousand: Path) -> None:
    start = time.perf_counter()
    corpus = load(thousand)
    assert len(corpus.entries) == 1000
    assert time.perf_counter() - start < 30
    loads, searches = [], []
    for _ in range(5):
        start = time.perf_counter()
        assert load(thousand).entry("notion-999").title
        loads.append(time.perf_counter() - start)
        start = time.perf_counter()
        assert corpus.search("notion number 77")[0].id == "notion-77"
        searches.append(time.perf_counter() - start)
    assert min(loads) < 0.1
    assert min(searches) < 0.05


SHOW = """
import sys
from corollary import text
from corollary.text.terminal import statement
from rich.console import Console
with open({out!r}, "w") as file:
    Console(file=file, width=100).print(statement(text.load(), "risk"))
heavy = ("numpy", "jax", "sympy", "markdown_it", "yaml", "pybtex", "scipy")
print(",".join(name for name in heavy if name in sys.modules))
"""


def processor_time() -> float:
    """Seconds that the children have taken: what else the machine does is not counted."""
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_showing_a_statement_starts_fast_and_imports_nothing_heavy(tmp_path: Path, packaged: Path) -> None:
    code = SHOW.format(out=str(tmp_path / "out.txt"))
    times = []
    for _ in range(4):
        start = processor_time()
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
        )
        times.append(processor_time() - start)
    assert done.stdout.strip() == ""
    assert "Risk" in (tmp_path / "out.txt").read_text()
    assert min(times) < 0.3
