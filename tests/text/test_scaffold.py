"""`new` writes pages that say what to fill in, and overwrites nothing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from corollary.errors import InputError
from corollary.text.check import check
from corollary.text.scaffold import BODIES, new


@pytest.mark.parametrize("kind", BODIES)
def test_a_new_page_is_found_unfilled_and_nothing_else(tmp_path: Path, kind: str) -> None:
    (path,) = new("some-notion", kind, "area", tmp_path)
    assert path == tmp_path / "area" / "some_notion.md"
    faults = check(tmp_path)
    assert {fault.code for fault in faults} <= {"fill-in", "source", "link"}
    unfilled = [number for number, row in enumerate(path.read_text().split("\n"), 1) if "FILL" in row]
    assert sorted({fault.line for fault in faults}) == unfilled


def test_a_new_rule_fits_its_page(tmp_path: Path) -> None:
    page, rule = new("some-notion", "theorem", "area", tmp_path, title="Title: with a colon", rule=True)
    ast.parse(rule.read_text())
    assert {fault.code for fault in check(tmp_path)} <= {"fill-in", "source", "link"}
    assert 'title: "Title: with a colon"' in page.read_text()


def test_nothing_is_overwritten_without_force(tmp_path: Path) -> None:
    (path,) = new("some-notion", "theorem", "area", tmp_path)
    path.write_text("mine")
    with pytest.raises(InputError, match="exists"):
        new("some-notion", "theorem", "area", tmp_path, rule=True)
    assert path.read_text() == "mine"
    assert not path.with_suffix(".py").exists()
    new("some-notion", "theorem", "area", tmp_path, force=True)
    assert path.read_text() != "mine"


@pytest.mark.parametrize(
    ("id", "kind", "area"),
    [
        ("Bad Id", "theorem", "area"),
        ("../up", "theorem", "area"),
        ("good", "theorme", "area"),
        ("good", "theorem", "../up"),
    ],
)
def test_bad_input_is_one_sentence(tmp_path: Path, id: str, kind: str, area: str) -> None:
    with pytest.raises(InputError):
        new(id, kind, area, tmp_path)
    assert list(tmp_path.iterdir()) == []
