"""Checks of steps beside a page: read from the syntax tree, held to the page, counted and shown."""

from __future__ import annotations

from io import StringIO

import pytest

from corollary.text import check, load

GOOD = '''

@step(main_theorem, 1, mutant={"one": 2})
def addition(one: int = 1) -> Verdict:
    """The step says $1$."""
    return identity(lambda n: n + one, lambda n: 1 + n)
'''


@pytest.fixture
def checked(folder):
    path = folder.root / "second/main_theorem.py"
    text = path.read_text(encoding="utf-8") + GOOD
    folder.write("second/main_theorem.py", text)
    return folder


def test_a_checked_step_is_read_counted_and_shown(checked):
    assert checked.faults() == []
    found = check.examine(checked.root)
    assert (found.steps, found.steps_checked) == (3, 1)
    entry = load(checked.root).entry("main-theorem")
    assert entry.steps_checked == ("1: computer algebra",)
    assert "1 of 2 steps checked" in entry.checking
    assert entry.as_dict()["steps_checked"] == ["1: computer algebra"]
    again = load(checked.root).statement("main-theorem").code.checked[0]  # from the cache
    assert (again.name, again.number, again.kind, again.mutant) == ("addition", 1, "identity", True)


def test_the_terminal_says_by_what(checked):
    from rich.console import Console

    from corollary.text import terminal

    out = StringIO()
    Console(width=200, file=out).print(terminal.statement(load(checked.root), "main-theorem"))
    assert "step 1 by computer algebra" in out.getvalue()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("(main_theorem, 1, m", "(main_theorem, 7, m", "no step 7"),
        ("(main_theorem, 1, m", '("helping-lemma", 1, m', "beside the page"),
        (', mutant={"one": 2}', "", "mutant="),
        ("$1$", "$2$", "does not have $2$"),
        ("$1$", "one", "quote a formula"),
        ("return identity(", "return guess(", "must end in return"),
    ],
)
def test_a_check_that_breaks_a_promise_is_a_fault(checked, old, new, words):
    path = checked.root / "second/main_theorem.py"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    checked.write("second/main_theorem.py", text.replace(old, new))
    messages = [fault.message for fault in check.examine(checked.root).faults]
    assert len(messages) == 1 and words in messages[0]
