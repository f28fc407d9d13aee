"""`new`: the files of a new statement, with what to fill in."""

from __future__ import annotations

from pathlib import Path

from corollary.errors import InputError
from corollary.text.folder import STEM, resolve
from corollary.text.model import KINDS, THEOREM_LIKE

LONGEST = 100  # letters of an id
PROOF = """
## Proof
1. FILL IN: one idea; what it uses is named at the end. By [[FILL-IN]], `name`.
2. FILL IN: the claim. By step 1. ∎
"""
BODIES = {
    **dict.fromkeys(
        THEOREM_LIKE,
        "FILL IN: the objects, each with its type. Assume\n\n"
        "- `name`: FILL IN the hypothesis; its name is that of the rule's parameter.\n\n"
        "Then\n$$\n  FILL IN the conclusion, constants explicit\n$$\n" + PROOF,
    ),
    "definition": "FILL IN: the object that is defined, from objects that are linked as [[FILL-IN]].\n",
    "background": "FILL IN: the exact statement. No proof; the sources have it.\n",
    "observation": "FILL IN: what was observed, of which models, on which data, by whom.\n\n"
    "## Experiment\nFILL IN: the experiment that shows it.\n\n"
    "## Not claimed\nFILL IN: what is not claimed.\n",
    "open-problem": "FILL IN: the problem as an exact statement.\n\n## Known\nFILL IN: what is known, with links.\n",
    "question": "FILL IN: the short answer.\n\n## Proved\nFILL IN, with links.\n\n## Observed\nFILL IN.\n\n"
    "## Open\nFILL IN.\n\n"
    "## Experiment\nFILL IN: theory against measurement.\n",
}
RULE = '''"""FILL IN: the title of the page."""

from corollary.logic import AtMost, Confidence, theorem

# from corollary.corpus.AREA.PAGE import QUANTITY


@theorem
def {stem}(name: AtMost["FILL IN"], confidence: Confidence) -> AtMost["FILL IN"]:
    """FILL IN: one line that does not repeat the page; then a @trial and an @ablation below."""
    raise NotImplementedError("FILL IN: the number that the page proves")
'''


def new(
    id: str, kind: str, area: str, directory: Path | str, title: str = "", rule: bool = False, force: bool = False
) -> list[Path]:
    """Write the page of a new statement (and with `rule` the Python file beside it) and return the paths.

    The page tells at every place what to fill in, and `check` finds faults until it is done. Raises InputError for
    an unknown kind, an id or area of another form, and for a file that exists, unless `force`.
    """
    root = resolve(directory)
    stem = id.replace("-", "_")
    if not STEM.match(stem) or len(stem) > LONGEST:
        raise InputError(f"{id!r} is no id; use lower-case words joined by hyphens, such as hoeffding-inequality.")
    if not STEM.match(area) or len(area) > LONGEST:
        raise InputError(f"{area!r} is no area; use the name of a folder in lower case, such as probability.")
    if kind not in BODIES:
        raise InputError(
            f"{kind!r} is no kind to begin with; use one of {', '.join(name for name in KINDS if name in BODIES)}."
        )
    folder = root / area
    texts = {folder / f"{stem}.md": _page(id, kind, title)} | (
        {folder / f"{stem}.py": RULE.format(stem=stem)} if rule else {}
    )
    try:
        for path in texts:
            if path.exists() and not force:
                raise InputError(
                    f"{path} exists; nothing was written. Choose another id, or give --force to overwrite it."
                )
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            path.write_text(text, encoding="utf-8")
    except OSError as why:
        raise InputError(f"{folder / stem}: the new page cannot be written ({why.strerror}).") from None
    return list(texts)


def _page(id: str, kind: str, title: str) -> str:
    name = title or id.replace("-", " ").capitalize()
    return f"---\nkind: {kind}\ntitle: {_quoted(name)}\nsources:\n  - FILL-IN, the place in it\n---\n{BODIES[kind]}"


def _quoted(text: str) -> str:
    """The text as a YAML scalar."""
    import json

    return text if text.replace(" ", "").replace("-", "").isalnum() else json.dumps(text, ensure_ascii=False)
