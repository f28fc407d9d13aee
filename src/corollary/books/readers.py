"""What a reader knows: ids, areas, and the named readers of readers.yaml or of a file of the user's own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corollary.errors import InputError

if TYPE_CHECKING:
    from corollary.text.corpus import Corpus

PRESETS = Path(__file__).with_name("readers.yaml")


def known(corpus: Corpus, words: Iterable[str]) -> tuple[str, ...]:
    """The ids that the words stand for: each word an id, an area, `area/kind`, a named reader, or a .yaml file of readers.

    Raises:
        InputError: a word is none of these, or a file of readers cannot be read.
    """
    readers = presets(PRESETS)
    found: dict[str, None] = {}
    for word in words:
        if word.endswith((".yaml", ".yml")):
            for entries in presets(Path(word)).values():
                found.update(dict.fromkeys(id for entry in entries for id in _ids(corpus, entry)))
            continue
        for entry in readers.get(word, [word]):
            # A preset may name a page that a corpus does not have; what a user types must be there.
            if word not in readers or _is_there(corpus, entry):
                found.update(dict.fromkeys(_ids(corpus, entry)))
    return tuple(found)


def presets(path: Path) -> dict[str, list[str]]:
    """The readers of a file by name: what each knows.

    Raises:
        InputError: the file is missing or has another form.
    """
    import yaml

    try:
        given: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        why = (getattr(error, "strerror", None) or str(error).splitlines()[0]).lower()
        raise InputError(f"{path} cannot be read as a file of readers: {why}.") from error
    if not isinstance(given, dict) or not all(
        isinstance(one, dict) and isinstance(one.get("know"), list) for one in given.values()
    ):
        raise InputError(f"{path} must map names of readers to 'know: [ids or areas]'.")
    return {str(name): [str(entry) for entry in one["know"]] for name, one in given.items()}


def _is_there(corpus: Corpus, entry: str) -> bool:
    return "/" in entry or corpus.find(entry) is not None


def _ids(corpus: Corpus, entry: str) -> list[str]:
    area, _, kind = entry.partition("/")
    inside = [one.id for one in corpus.entries.values() if one.area == area and kind in ("", one.kind)]
    if inside:
        return inside
    if "/" in entry:
        raise InputError(f"There is nothing of kind {kind!r} in an area {area!r}; see `corollary list`.")
    try:
        return [corpus.entry(entry).id]
    except InputError as error:
        areas = ", ".join(sorted({one.area for one in corpus.entries.values()}))
        raise InputError(
            f"{str(error).rstrip('.')}; what is known may also be an area ({areas}) or a reader ({', '.join(presets(PRESETS))})."
        ) from error
