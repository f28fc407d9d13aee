"""Folders that are broken or made to harm: faults, never an exception, and nothing hangs."""

from __future__ import annotations

import os
import time
from itertools import pairwise
from pathlib import Path

import pytest

from corollary.text import load
from corollary.text.check import check, examine
from corollary.text.markdown import parse
from corollary.text.model import Node
from corollary.text.notation import Macro
from corollary.text.unicode import convert
from corollary.text.write import blocks
from tests.text.conftest import Folder

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + at)}: &{chr(98 + at)} [{','.join('*' + chr(97 + at) for _ in range(9))}]\n" for at in range(12)
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "---",
        "---\n---\n",
        "---\n- a\n- b\n---\nText.\n",
        "---\nkind: [a]\ntitle: {b: c}\n---\nText.\n",
        f"---\n{BOMB}sources: *m\nkind: definition\ntitle: *m\n---\nText.\n",
        "---\nkind: " + "[" * 5000 + "\n---\n",
        "---\nkind: definition\ntitle: T\n---\n" + "> " * 5000 + "deep\n",
        "---\nkind: definition\ntitle: T\n---\n" + "- " * 5000 + "deep\n",
        "---\nkind: definition\ntitle: T\n---\n" + "[[" * 5000,
        "---\nkind: definition\ntitle: T\n---\n" + "*a **b " * 3000,
        "---\nkind: definition\ntitle: T\n---\n$" + "{" * 5000 + "$\n",
        "---\nkind: lemma\ntitle: T\n---\nIt.\n\n## Proof\n999999999. So. By step " + "9" * 400 + ". ∎\n",
        "---\nkind: lemma\ntitle: T\n---\nIt.\n\n## Proof\n- 1\n",
        "---\nkind: definition\ntitle: T\n---\n$$\nopen\n",
        "---\r\nkind: definition\r\ntitle: T\r\n---\r\nText.\r\n",
        "\ufeff---\nkind: definition\ntitle: T\n---\nText.\n",
        "---\nkind: definition\ntitle: T\n---\n\x00\x01\n",
    ],
)
def test_any_page_is_read(folder: Folder, text: str) -> None:
    folder.write("first/odd.md", text)
    start = time.perf_counter()
    check(folder.root)
    load(folder.root).search("deep")
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    "text", ["def f(:", "(" * 10000, "x = " + "-" * 100000 + "1", "\x00", "# -*- coding: nonsense -*-"]
)
def test_any_python_file_is_read_and_none_is_run(folder: Folder, text: str) -> None:
    folder.write("second/main_theorem.py", text)
    assert ("second/main_theorem.py", "python") in {(file, code) for file, _, code in folder.faults()}


def test_a_python_file_is_not_run(folder: Folder, tmp_path: Path) -> None:
    folder.write("second/main_theorem.py", f"open({str(tmp_path / 'ran')!r}, 'w')\nraise SystemExit\n")
    check(folder.root)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "a: b", BOMB, "1: {tex: x}", "R: {tex: 1, args: -1}", "R: {tex: x, args: true}"]
)
def test_any_notation_is_read(folder: Folder, text: str) -> None:
    folder.write("notation.yaml", text)
    check(folder.root)


@pytest.mark.parametrize(
    "text", ["", "@", "@article{", "@article{a, author = {", "@string{x = y}", "}", "@article{a, year = 1}\n" * 3]
)
def test_any_references_are_read(folder: Folder, text: str) -> None:
    folder.write("references.bib", text)
    check(folder.root)


def test_pipes_links_and_circles_of_folders_do_not_hang(folder: Folder) -> None:
    os.mkfifo(folder.root / "first" / "pipe.md")
    (folder.root / "first" / "circle").symlink_to(folder.root)
    (folder.root / "first" / "nowhere.md").symlink_to(folder.root / "nothing")
    assert examine(folder.root).pages == 3


def test_macros_that_double_without_end_do_not_hang() -> None:
    names = "abcdefghijklmnopqrstuvwxyz"
    macros = {one: Macro(one, f"\\{two}\\{two}", 0, "", None, 1) for one, two in pairwise(names)}
    macros["z"] = Macro("z", "x", 0, "", None, 1)
    macros["dup"] = Macro("dup", "#1#1", 1, "", None, 1)
    start = time.perf_counter()
    convert(r"\a", macros)
    convert(r"\dup{" * 40 + "x" + "}" * 40, macros)
    convert("{" * 20000, macros)
    assert time.perf_counter() - start < 2


SAMPLE = """Text with *emphasis*, **weight**, `code`, $x_1$, [[a-link]], [[other|its words]] and [a page](https://example.org).

- `name`: a bullet;
- another
  on two lines, with

  $$
    y = 1
  $$

1. first;
2. second.

> quoted

```
code
```

| a | b |
| --- | --- |
| 1 | $2$ |

---

$$
  a
  + b
$$
"""


def without_lines(node: Node) -> Node:
    if node.kind == "break":
        return Node("text", " ")
    merged: list[Node] = []
    for child in map(without_lines, node.children):
        if child.kind == "text" and merged and merged[-1].kind == "text":
            merged[-1] = Node("text", merged[-1].text + child.text)
        else:
            merged.append(child)
    return Node(node.kind, " ".join(node.text.split()) if node.kind == "display" else node.text, tuple(merged))


def test_markdown_written_from_nodes_reads_back_as_the_same_nodes() -> None:
    nodes = parse(SAMPLE)
    assert [without_lines(node) for node in parse(blocks(nodes))] == [without_lines(node) for node in nodes]


def test_every_page_of_the_corpus_reads_back(packaged: Path) -> None:
    corpus = load()
    for id in corpus.entries:
        for section in corpus.statement(id).sections:
            again = parse(blocks(section.blocks))
            assert [without_lines(node) for node in again] == [without_lines(node) for node in section.blocks], id
