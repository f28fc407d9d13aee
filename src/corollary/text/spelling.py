"""How words of an id are written: capitals, hyphens and accents as in the titles and the names of authors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corollary.text.references import Reference

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
PREFIXES = ("sub", "non", "pre", "over", "under", "multi", "semi", "quasi")
LONGEST = 3  # words that one hyphenated word of a title may have
FIXED = {
    "kl-divergence": "KL divergence", "gaussian-kl": "Gaussian KL", "iid": "i.i.d.", "k-nearest-neighbour": "k-nearest-neighbour",
    "monte-carlo": "Monte Carlo", "bernstein": "Bernstein", "bernstein-von": "Bernstein-von", "baillon-haddad": "Baillon-Haddad",
    "haar": "Haar", "loewner": "Loewner", "maurey": "Maurey", "gronwall": "Grönwall", "bayesian": "Bayesian", "occam": "Occam",
    "reynolds": "Reynolds", "wasserstein": "Wasserstein", "wishart": "Wishart",
    **{
        word: word.upper()
        for word in ("cpwl", "erm", "gd", "glm", "kkt", "lda", "mle", "nngp", "ntk", "ode", "ols", "pca", "sgd", "svd", "xor")
    },
}  # fmt: skip


def read(titles: Iterable[str], references: Iterable[Reference]) -> dict[str, str]:
    """Words as the titles write them, by their plain form in an id; then surnames, unless titles know them as plain words."""
    found: dict[str, str] = {}
    plain: set[str] = set()
    for title in titles:
        for at, word in enumerate(WORD.findall(re.sub(r"\$[^$]*\$", " ", title))):
            shown = _within(word) if at == 0 else word
            if shown != shown.lower() or "-" in shown:
                for part in (shown, *(part for part in shown.split("-") if part != part.lower())):
                    found.setdefault(_plain(part), part)
                    found.setdefault(_plain(part.replace("ö", "oe").replace("ü", "ue")), part)
            elif at:
                plain.add(_plain(shown))
    for word in plain & found.keys():
        del found[word]
    for reference in references:
        for name in (author.split()[-1] for author in reference.authors if author.split()):
            if _plain(name) not in plain:
                found.setdefault(_plain(name), name)
    return found | FIXED


def spelled(words: Sequence[str], known: Mapping[str, str]) -> str:
    """The words with spaces between them, those that are known as they are written."""
    out, at = list[str](), 0
    while at < len(words):
        for count in range(min(LONGEST, len(words) - at), 0, -1):
            run = "-".join(words[at : at + count])
            shown = known.get(run, run if count == 1 else "")
            # "least-squares estimator", but "by least squares"
            if shown and (count == 1 or shown != shown.lower() or at + count < len(words)):
                out.append(shown)
                at += count
                break
    return " ".join(out)


def bare(words: str) -> str:
    """The letters and digits of the words, without case and accents: what two spellings share."""
    return re.sub(r"[\W_]+", "", _plain(words))


def _within(word: str) -> str:
    """The first word of a title as it stands within a sentence."""
    first = word.split("-")[0]
    named = word[1:] != word[1:].lower() and first.lower() not in PREFIXES
    return word if named else word[0].lower() + word[1:]


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.replace("ł", "l").replace("Ł", "L").replace("ø", "o"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()
