"""One page for each fault: it is found, at its line, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from corollary.errors import InputError
from corollary.text import katex
from corollary.text.check import check, examine
from tests.text.conftest import Folder

THEOREM, CODE, THING = "second/main_theorem.md", "second/main_theorem.py", "first/thing.md"
WORKED = Path(__file__).parent / "worked"
needs_katex = pytest.mark.skipif(bool(katex.missing()), reason=katex.missing() or "KaTeX is there")


def test_a_sound_corpus_has_no_fault(folder: Folder) -> None:
    findings = examine(folder.root)
    assert findings.faults == ()
    assert findings.pages == 3


def test_the_worked_example_of_the_format_has_no_fault() -> None:
    findings = examine(WORKED)
    assert findings.faults == ()
    assert findings.formulas > 50


# name: (file, old text, new text, part of the line at fault or its number, code)
SPOILED: dict[str, tuple[str, str, str, str | int, str]] = {
    "kind unknown": (THEOREM, "kind: theorem", "kind: theorme", 1, "kind"),
    "kind missing": (THEOREM, "kind: theorem\n", "", 1, "kind"),
    "title empty": (THEOREM, "title: The main theorem", "title: ''", 1, "title"),
    "key unknown": (THEOREM, "title: The", "label: x\ntitle: The", "label: x", "front-matter"),
    "yaml broken": (THING, "title: Thing", "title: [Thing", "title: [Thing", "front-matter"),
    "status declared": (THEOREM, "title: The", "status: proved\ntitle: The", 1, "status"),
    "cited and proved": (THEOREM, "title: The", "status: cited\ntitle: The", "## Proof", "status"),
    "source unknown": (THEOREM, "mcdiarmid1989, Lemma", "mcdiarmid1998, Lemma", "mcdiarmid1998", "source"),
    "sources no list": (
        THEOREM,
        "sources:\n  - mcdiarmid1989, Lemma 1.2",
        "sources: mcdiarmid1989",
        "sources:",
        "source",
    ),
    "source no key": (THEOREM, "  - mcdiarmid1989, Lemma 1.2", "  - {a: 1}", "sources:", "source"),
    "states nothing": (THING, "A thing is a set $T$; its size is $\\Size{T}$.", "", 5, "empty"),
    "section unknown": (THEOREM, "## Necessity", "## Motivation", "## Motivation", "section"),
    "section empty": (THEOREM, "- `small`: without it the claim says nothing.\n", "", "## Necessity", "section"),
    "heading level": (THEOREM, "## Necessity", "### Necessity", "### Necessity", "section"),
    "html": (THING, "A thing", "A <b>thing</b>", "A <b>", "html"),
    "fill in": (THING, "A thing is", "FILL IN. A thing is", "FILL IN", "fill-in"),
    "link unknown": (THEOREM, "Let $T$ be a [[thing]]", "Let $T$ be a [[thnig]]", "[[thnig]]", "link"),
    "link in proof unknown": (THEOREM, "[[helping-lemma]]", "[[helping-lema]]", "[[helping-lema]]", "link"),
    "link form": (THEOREM, "By [[helping-lemma]], step 1", "By [[thing|]], step 1 ([[ helping", "([[ helping", "link"),
    "link to itself": (THEOREM, "By [[helping-lemma]]", "By [[main-theorem]]", "[[main-theorem]]", "link"),
    "dollar alone": (THING, "its size is $\\Size{T}$", "its size is $\\Size{T}", "its size", "formula"),
    "proof no list": (
        THEOREM,
        "1. Add $1$ on both sides. By `small`,\n   `fixed`.\n2. The left",
        "The left",
        "## Proof",
        "proof",
    ),
    "text beside steps": (THEOREM, "## Proof\n", "## Proof\nWe add one.\n\n", "We add one", "proof"),
    "step says nothing": (THEOREM, "By `small`,\n   `fixed`.", "It is so.", "1. Add", "by"),
    "by not last": (THEOREM, "By `small`,\n   `fixed`.", "By `small`, `fixed`. So it is.", "1. Add", "by"),
    "by names nothing": (THEOREM, "By `small`,\n   `fixed`.", "By what we know.", "1. Add", "by"),
    "by hypothesis unknown": (THEOREM, "By `small`,\n   `fixed`.", "By `smal`, `fixed`.", "1. Add", "hypothesis"),
    "by step unknown": (THEOREM, "[[helping-lemma]], step 1", "[[helping-lemma]], step 3", "2. The left", "step"),
    "by later step": (THEOREM, "By `small`,\n   `fixed`.", "By step 2, `small`, `fixed`.", "1. Add", "step"),
    "text names unknown step": (THEOREM, "The left side", "With step 7, the left side", "With step 7", "step"),
    "numbers jump": (THEOREM, "## Proof\n1. Add", "## Proof\n2. Add", "2. Add", "step"),
    "no end of proof": (THEOREM, "step 1. ∎", "step 1.", "2. The left", "qed"),
    "end of proof early": (THEOREM, "   `fixed`.", "   `fixed`. ∎", "1. Add", "qed"),
    "weasel": (THEOREM, "1. Add $1$", "1. Clearly one may add $1$", "Clearly", "weasel"),
    "weasel on later line": (
        THEOREM,
        "The left side is",
        "The left side is,\n   as is easily seen,",
        "easily seen",
        "weasel",
    ),
    "conclusion before": (THEOREM, "Then\n$$\n  \\Size{T}\n  + 1 \\le n + 1 .\n$$\n", "", "- `small`: $", "hypothesis"),
    "hypothesis twice": (
        THEOREM,
        "- `fixed`: $T$",
        "- `fixed`: it is.\n- `fixed`: $T$",
        "- `fixed`: $T$",
        "hypothesis",
    ),
    "necessity of nothing": (THEOREM, "- `small`: without", "- `large`: without", "- `large`: without", "hypothesis"),
    "python broken": (
        CODE,
        "    return small.value + 1",
        "    return small.value +",
        "    return small.value +",
        "python",
    ),
    "rule name": (CODE, "def main_theorem(", "def mean_theorem(", "def mean_theorem", "rule"),
    "rule lacks hypothesis": (CODE, ", fixed: Fixed", "", "def main_theorem", "rule"),
    "rule has more": (CODE, "fixed: Fixed,", "fixed: Fixed, extra: Fixed,", "def main_theorem", "rule"),
    "rule order": (
        CODE,
        "small: AtMost[Size], fixed: Fixed",
        "fixed: Fixed, small: AtMost[Size]",
        "def main_theorem",
        "rule",
    ),
    "second rule": (
        CODE,
        "@trial(main_theorem)",
        "@theorem\ndef other(large: Fixed): ...\n\n\n@trial(main_theorem)",
        "def other",
        "rule",
    ),
    "trial of nothing": (CODE, "@trial(main_theorem)", '@trial("no-such-id")', "def random_things", "trial"),
    "trial without target": (CODE, "@trial(main_theorem)", "@trial", "def random_things", "trial"),
    "ablation of nothing": (CODE, 'breaks="fixed"', 'breaks="fxied"', "def moving_thing", "trial"),
    "ablation unsaid": (CODE, ', breaks="fixed"', "", "def moving_thing", "trial"),
    "notation not yaml": ("notation.yaml", "denotes: size of a thing", "denotes: size of #1", 1, "notation"),
    "notation field": ("notation.yaml", "args: 1, denotes", "arguments: 1, denotes", 1, "notation"),
    "notation arguments": ("notation.yaml", "args: 1", "args: 0", 1, "notation"),
    "notation says nothing": ("notation.yaml", "denotes: size of a thing", "denotes: ''", 1, "notation"),
    "notation name": ("notation.yaml", "plain:", "pl4in:", 2, "notation"),
    "notation page unknown": ("notation.yaml", "introduced: thing", "introduced: thong", 1, "notation"),
    "notation not reached": (
        "first/helping_lemma.md",
        "Let $T$ be a [[thing]]. Then",
        "Let $T$ be given. Then",
        "Let $T$",
        "notation",
    ),
    "references broken": ("references.bib", "year = {1989}", "year = = {1989}", 5, "references"),
}

# what else a fault necessarily brings with it
WITH = {
    "link unknown": {"notation"},
    "hypothesis twice": {"rule"},
    "references broken": {"source"},
    "rule name": {"trial"},
    "notation not yaml": {"tex"},
    "notation field": {"tex"},
    "notation arguments": {"tex"},
    "notation says nothing": {"tex"},
    "proof no list": {"hypothesis"},
}


@pytest.mark.parametrize("name", SPOILED)
def test_fault_is_found_at_its_line(folder: Folder, name: str) -> None:
    file, old, new, at, code = SPOILED[name]
    folder.edit(file, old, new)
    line = at if isinstance(at, int) else folder.line(file, at)
    found = folder.faults()
    assert (file, line, code) in found
    assert {kind for _, _, kind in found} <= {code} | WITH.get(name, set())
    if name not in WITH:
        assert [place for place in found if place != (file, line, code)] == []


def test_page_without_front_matter(folder: Folder) -> None:
    folder.write("first/bare.md", "Just text.\n")
    assert ("first/bare.md", 1, "front-matter") in folder.faults()


def test_file_that_is_not_utf8(folder: Folder) -> None:
    folder.write("first/latin.md", "---\nkind: definition\ntitle: Größe\n---\nText.\n".encode("latin-1"))
    assert ("first/latin.md", 3, "encoding") in folder.faults()


def test_theorem_without_proof_has_no_status(folder: Folder) -> None:
    folder.write("first/bold_claim.md", "---\nkind: proposition\ntitle: Bold\n---\nIt is so.\n")
    assert folder.faults() == [("first/bold_claim.md", 1, "status")]
    folder.write("first/bold_claim.md", "---\nkind: proposition\ntitle: Bold\nstatus: cited\n---\nIt is so.\n")
    assert folder.faults() == [("first/bold_claim.md", 1, "status")]
    page = "---\nkind: proposition\ntitle: Bold\nstatus: cited\nsources: [mcdiarmid1989]\n---\nIt is so.\n"
    folder.write("first/bold_claim.md", page)
    assert folder.faults() == []


@pytest.mark.parametrize("kind", ["background", "observation", "open-problem"])
def test_kinds_that_need_sources(folder: Folder, kind: str) -> None:
    sections = "\n## Experiment\nSee.\n\n## Not claimed\nMore.\n" if kind == "observation" else ""
    folder.write("first/it.md", f"---\nkind: {kind}\ntitle: It\n---\nText.\n{sections}")
    assert folder.faults() == [("first/it.md", 1, "source")]
    folder.write("first/it.md", f"---\nkind: {kind}\ntitle: It\nsources: [mcdiarmid1989]\n---\nText.\n{sections}")
    assert folder.faults() == []


def test_observation_says_its_experiment_and_what_is_not_claimed(folder: Folder) -> None:
    folder.write("first/it.md", "---\nkind: observation\ntitle: It\nsources: [mcdiarmid1989]\n---\nText.\n")
    assert folder.faults() == [("first/it.md", 1, "section")] * 2


def test_a_question_says_what_is_proved_observed_and_open_and_has_its_experiment(folder: Folder) -> None:
    names = ("Proved", "Observed", "Open", "Experiment")
    head = "---\nkind: question\ntitle: It\n---\nBecause.\n"
    folder.write("first/it.md", head)
    assert folder.faults() == [("first/it.md", 1, "section")] * len(names)
    folder.write("first/it.md", head + "".join(f"\n## {name}\nSo.\n" for name in names))
    assert folder.faults() == []


def test_background_has_no_proof(folder: Folder) -> None:
    head = "---\nkind: background\ntitle: It\nsources: [mcdiarmid1989]\n---\nText.\n"
    folder.write("first/it.md", head + "\n## Proof\n1. So. By definition. ∎\n")
    assert folder.faults() == [("first/it.md", 8, "section")]


def test_sections_out_of_order_or_twice(folder: Folder) -> None:
    folder.edit(THEOREM, "## Proof", "## Remarks\nNone.\n\n## Proof")
    assert folder.faults() == [(THEOREM, folder.line(THEOREM, "## Proof"), "section")]
    folder.edit(THEOREM, "## Remarks\nNone.\n\n", "")
    path = folder.edit(THEOREM, "## Necessity", "## Remarks\nOne.\n\n## Remarks\nTwo.\n\n## Necessity")
    second = path.read_text().split("\n").index("Two.")
    assert (THEOREM, second, "section") in folder.faults()


def test_python_file_without_page(folder: Folder) -> None:
    folder.write("second/lonely.py", "")
    folder.write("second/__init__.py", "")
    assert folder.faults() == [("second/lonely.py", 1, "rule")]


def test_id_used_twice(folder: Folder) -> None:
    folder.write("second/thing.md", "---\nkind: definition\ntitle: Thing\n---\nAnother.\n")
    assert folder.faults() == [("second/thing.md", 1, "duplicate")]


def test_file_name_that_is_no_id(folder: Folder) -> None:
    folder.write("second/Bad-Name.md", "---\nkind: definition\ntitle: Thing\n---\nAnother.\n")
    assert folder.faults() == [("second/Bad-Name.md", 1, "id")]


def test_reference_defined_twice(folder: Folder) -> None:
    text = (folder.root / "references.bib").read_text()
    folder.write("references.bib", text + "\n" + text)
    assert folder.faults() == [("references.bib", len(text.split("\n")) + 1, "references")]


def test_proofs_that_use_one_another_are_printed_as_a_circle(folder: Folder) -> None:
    folder.edit("first/helping_lemma.md", "[[thing]]. ∎", "[[main-theorem]]. ∎")
    found = [fault for fault in check(folder.root) if fault.code == "circle"]
    assert [(fault.file.name, fault.line) for fault in found] == [("helping_lemma.md", 8)]
    assert "helping-lemma → main-theorem → helping-lemma" in found[0].message


def test_definitions_that_refer_to_one_another(folder: Folder) -> None:
    folder.write("first/one.md", "---\nkind: definition\ntitle: One\n---\nSee [[two]].\n")
    folder.write("first/two.md", "---\nkind: definition\ntitle: Two\n---\n\nSee [[one]].\n")
    assert folder.faults() == [("first/one.md", 5, "circle")]


def test_redirects(folder: Folder) -> None:
    folder.write("first/old_thing.md", "---\nkind: redirect\nto: thing\n---\n")
    folder.edit("first/helping_lemma.md", "be a [[thing]]", "be an [[old-thing]]")
    assert folder.faults() == []
    folder.write("first/old_thing.md", "---\nkind: redirect\nto: thnig\n---\n")
    assert ("first/old_thing.md", 1, "redirect") in folder.faults()
    folder.write("first/old_thing.md", "---\nkind: redirect\nto: thing\n---\nText.\n")
    assert ("first/old_thing.md", 5, "redirect") in folder.faults()
    folder.write("first/old_thing.md", "---\nkind: redirect\n---\n")
    assert ("first/old_thing.md", 1, "redirect") in folder.faults()


def test_unknown_link_names_the_nearest(folder: Folder) -> None:
    folder.edit(THEOREM, "[[helping-lemma]]", "[[helping-lema]]")
    assert "helping-lemma" in check(folder.root)[0].message


@needs_katex
@pytest.mark.parametrize(
    ("tex", "word"),
    [(r"\nosuchmacro", "nosuchmacro"), (r"\frac{1}", "frac"), (r"\left( x", "right"), ("a_b_c", "subscript")],
)
def test_formula_that_katex_rejects(folder: Folder, tex: str, word: str) -> None:
    folder.edit(THING, "A thing is a set", f"A thing\nis ${tex}$ a set")
    assert folder.faults() == [(THING, 6, "tex")]
    assert word in check(folder.root)[0].message


@needs_katex
def test_line_of_an_error_within_a_display(folder: Folder) -> None:
    folder.edit(THEOREM, "  + 1 \\le n + 1 .", "  + 1 \\lle n + 1 .")
    assert folder.faults() == [(THEOREM, folder.line(THEOREM, "\\lle"), "tex")]


@needs_katex
def test_macro_whose_tex_katex_rejects(folder: Folder) -> None:
    folder.edit("notation.yaml", "'\\mathrm{plain}'", "'\\mathrn{plain}'")
    assert folder.faults() == [("notation.yaml", 2, "tex")]


def test_without_katex_the_check_says_that_formulas_were_not_checked(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(katex, "ASSETS", tmp_path / "nowhere")
    findings = examine(folder.root)
    assert findings.faults == ()
    assert len(findings.notes) == 1
    assert "formulas were not checked" in findings.notes[0]
    assert "KaTeX" in findings.notes[0]


def test_formula_across_lines_that_would_begin_a_list(folder: Folder) -> None:
    folder.edit(THING, "its size is $\\Size{T}$", "its size is $\\Size{T}\n- 1$")
    assert {code for _, _, code in folder.faults()} == {"formula"}


def test_display_may_follow_text_and_hold_lines_that_begin_like_a_list(folder: Folder) -> None:
    from corollary.text import load

    blocks = load(folder.root).statement("main-theorem").sections[0].blocks
    assert [block.kind for block in blocks] == ["paragraph", "bullets", "paragraph", "display"]
    assert blocks[-1].text.split() == ["\\Size{T}", "+", "1", "\\le", "n", "+", "1", "."]


def test_warnings_are_no_faults(folder: Folder) -> None:
    folder.edit(CODE, "class Size", 'class Sizes(Quantity, says="the sizes of {thing}"): ...\n\n\nclass Size')
    findings = examine(folder.root)
    assert findings.faults == ()
    lonely = [fault for fault in findings.warnings if fault.code == "lonely"]
    near = [fault for fault in findings.warnings if fault.code == "near"]
    assert [fault.line for fault in lonely] == [folder.line(CODE, "class Size(Q")]
    assert [fault.line for fault in near] == [folder.line(CODE, "class Sizes")]


def test_rule_that_is_never_tried_is_warned_of(folder: Folder) -> None:
    text = (folder.root / CODE).read_text()
    folder.write(CODE, text[: text.index("@trial")])
    assert [fault.code for fault in examine(folder.root).warnings if fault.code == "untried"] == ["untried"]


def test_own_folder_without_notation_and_references_has_the_common_macros_and_packaged_pages(
    tmp_path: Path, packaged: Path
) -> None:
    (tmp_path / "area").mkdir()
    head = "---\nkind: definition\ntitle: Mine\nsources: [shalev-shwartz2014]\n---\n"
    text = head + "A function on $\\R$ with [[risk]] $\\Risk$.\n"
    (tmp_path / "area" / "mine.md").write_text(text)
    assert check(tmp_path) == []
    (tmp_path / "area" / "mine.md").write_text(text.replace("[[risk]]", "risk"))
    assert [fault.code for fault in check(tmp_path)] == ["notation"]


def test_no_folder_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a folder"):
        check(tmp_path / "nowhere")


def test_empty_folder_has_no_fault(tmp_path: Path) -> None:
    findings = examine(tmp_path)
    assert (findings.faults, findings.pages) == ((), 0)


def test_command_prints_file_and_line_and_returns_one(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    from corollary.text.check import main

    assert main([str(folder.root)]) == 0
    folder.edit(THEOREM, "kind: theorem", "kind: theorme")
    assert main([str(folder.root)]) == 1
    assert "main_theorem.md:1: kind:" in capsys.readouterr().out
    assert main([str(folder.root), "--only", "first/"]) == 1
    assert capsys.readouterr().out == ""
