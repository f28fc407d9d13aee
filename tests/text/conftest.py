"""A cache of its own for every test, and a small corpus that keeps every promise, to be spoiled a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

PAGES = {
    "notation.yaml": """
Size: {tex: '\\lvert #1 \\rvert', args: 1, denotes: size of a thing, introduced: thing}
plain: {tex: '\\mathrm{plain}', args: 0, denotes: something common, introduced: null}
""",
    "references.bib": """
@article{mcdiarmid1989,
  author = {McDiarmid, Colin and B{\\"o}hm, Anna},
  title = {On the method of bounded differences},
  journal = {Surveys in Combinatorics},
  year = {1989}
}
""",
    "first/thing.md": """---
kind: definition
title: Thing
---
A thing is a set $T$; its size is $\\Size{T}$.
""",
    "first/helping_lemma.md": """---
kind: lemma
title: A helping lemma
---
Let $T$ be a [[thing]]. Then $\\Size{T} \\ge 0$.

## Proof
1. A size counts. By definition, [[thing]]. ∎
""",
    "second/main_theorem.md": """---
kind: theorem
title: The main theorem
sources:
  - mcdiarmid1989, Lemma 1.2
---
Let $T$ be a [[thing]]. Assume

- `small`: $\\Size{T} \\le n$;
- `fixed`: $T$ does not depend on $n$.

Then
$$
  \\Size{T}
  + 1 \\le n + 1 .
$$

## Proof
1. Add $1$ on both sides. By `small`,
   `fixed`.
2. The left side is at least $1$. By [[helping-lemma]], step 1. ∎

## Necessity
- `small`: without it the claim says nothing.
""",
    "second/main_theorem.py": '''"""The main theorem."""

from corollary.logic import AtMost, Confidence, ablation, theorem, trial


class Size(Quantity, says="the size of {thing}"):
    thing: str


@theorem
def main_theorem(small: AtMost[Size], fixed: Fixed, confidence: Confidence) -> AtMost[Size]:
    return small.value + 1


@trial(main_theorem)
def random_things(rng, draws): ...


@ablation(main_theorem, breaks="fixed")
def moving_thing(rng, draws): ...
''',
}  # fmt: skip


class Folder:
    """A corpus folder under test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in PAGES.items():
            self.write(name, text.removeprefix("\n"))

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def edit(self, name: str, old: str, new: str) -> Path:
        text = (self.root / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is in {name} {text.count(old)} times"
        return self.write(name, text.replace(old, new))

    def faults(self) -> list[tuple[str, int, str]]:
        """What `check` finds: file below the folder, line, code."""
        from corollary.text.check import check

        return [(fault.file.relative_to(self.root).as_posix(), fault.line, fault.code) for fault in check(self.root)]

    def line(self, name: str, part: str) -> int:
        """The number of the one line of a file that contains `part`."""
        rows = (self.root / name).read_text(encoding="utf-8").split("\n")
        found = [number for number, row in enumerate(rows, 1) if part in row]
        assert len(found) == 1, f"{part!r} is in lines {found} of {name}"
        return found[0]


@pytest.fixture(autouse=True)
def cache(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A cache for this test alone; no packaged corpus stands behind a folder, unless the test asks for `packaged`."""
    path = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("COROLLARY_CACHE", str(path))
    if "packaged" not in request.fixturenames:
        empty = tmp_path_factory.mktemp("packaged")
        monkeypatch.setattr("corollary.text.folder.PACKAGED", empty)
    return path


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shared")


@pytest.fixture
def packaged(cache: Path, shared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The packaged corpus, with a cache that all tests of it share."""
    monkeypatch.setenv("COROLLARY_CACHE", str(shared_cache))
    from corollary.text import folder

    return folder.PACKAGED


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "corpus")


@pytest.fixture
def pages() -> Callable[[Path, dict[str, str]], None]:
    """Write definition pages `id -> text` into an area of a folder."""

    def write(root: Path, texts: dict[str, str]) -> None:
        (root / "area").mkdir(parents=True, exist_ok=True)
        for id, text in texts.items():
            page = f"---\nkind: definition\ntitle: {id}\n---\n{text}\n"
            (root / "area" / f"{id.replace('-', '_')}.md").write_text(page, encoding="utf-8")

    return write
