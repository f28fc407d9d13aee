"""Every page of the site from its path, as text: the same live and in an export."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corollary.books.plan import TITLES
from corollary.reader import assets, data, formal, pages, screens
from corollary.reader.bodies import ROOT, Bodies
from corollary.text.model import PROOF, STATEMENT, THEOREM_LIKE

if TYPE_CHECKING:
    from jinja2 import Environment

    from corollary.text.corpus import Corpus
    from corollary.text.entry import Entry

ALWAYS = ("why", "names", "sources", "evidence", "errata", "map", "paths", "zoo")
LIVE = ("derive", "model")
TEMPLATES = Path(__file__).parent / "templates"
PARTS = (
    ("why", "Why"), ("map", "Map"), ("paths", "Paths"), ("zoo", "Zoo"), ("derive", "Derive"), ("model", "Your model"),
    ("names", "Names"), ("sources", "Sources"),
)  # fmt: skip
PRELOAD = "\1"  # stands for the links to the fonts that a page needs first
FONTS = {
    "fonts/source-serif-4-latin-standard-normal.woff2": "<body",
    "fonts/source-serif-4-latin-standard-italic.woff2": r"<(em|dfn|i|cite|summary|code)\b",
    "katex/fonts/KaTeX_Main-Regular.woff2": 'class="katex"',
    "katex/fonts/KaTeX_Math-Italic.woff2": "mathnormal",
    "katex/fonts/KaTeX_AMS-Regular.woff2": "mathbb|amsrm",
    "katex/fonts/KaTeX_Caligraphic-Regular.woff2": "mathcal",
    "katex/fonts/KaTeX_Size1-Regular.woff2": "small-op|delimsizing size1",
    "katex/fonts/KaTeX_Size2-Regular.woff2": "large-op|delimsizing size2",
}  # under assets/, each with what must stand at the top of a page that needs it at once
ERRATA = ""  # address of the tracker, once the project has a public one


class NoSuchPage(LookupError):
    """The site has no page at the path."""


class Site:
    """The pages of a corpus. `live` where an engine answers."""

    def __init__(self, corpus: Corpus, live: bool = False) -> None:
        self.corpus, self.live, self.bodies = corpus, live, Bodies(corpus)

    @cached_property
    def environment(self) -> Environment:
        """The templates."""
        from jinja2 import Environment, FileSystemLoader

        made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
        made.filters["titled"] = self._titled
        made.globals.update(areas=self.areas, area_title=area_title)
        return made

    @cached_property
    def areas(self) -> dict[str, list[str]]:
        """The ids of each area in reading order, areas in the order of the book."""
        found: dict[str, list[str]] = {area: [] for area in TITLES}
        for id in data.order(self.corpus):
            found.setdefault(self.corpus.entry(id).area, []).append(id)
        return {area: ids for area, ids in found.items() if ids}

    def paths(self) -> Iterator[str]:
        """The path of every page, without the leading slash; a folder's page ends in a slash."""
        yield from ("", *(f"{name}/" for name in ALWAYS))
        if self.live:
            yield from (f"{name}/" for name in LIVE)
        for area in self.areas:
            yield f"area/{area}/"
        for id in self.corpus.entries:
            yield f"statement/{id}/"
            yield f"knowl/{id}.html"

    def page(self, path: str) -> str:
        """The HTML of a page.

        Raises:
            NoSuchPage: there is none at this path.
        """
        parts = path.strip("/").split("/") if path.strip("/") else []
        depth = len(parts) - (1 if path.endswith(".html") else 0)
        root = "../" * depth or "./"
        match parts:
            case []:
                return self._render("home.html", root, questions=self._questions())
            case ["statement", id] if id in self.corpus.entries:
                return self._statement(id, root)
            case ["knowl", file] if (id := file.removesuffix(".html")) in self.corpus.entries:
                return self._knowl(id, root)
            case ["area", area] if area in self.areas:
                return self._render("area.html", root, area=area, entries=self._entries(self.areas[area]))
            case ["why"]:
                return self._render("why.html", root, questions=self._questions())
            case ["names"]:
                return self._render("names.html", root, names=self._names(), notation=self._notation())
            case ["sources"]:
                return self._render("sources.html", root, references=self._references())
            case ["evidence"]:
                return self._render("evidence.html", root, counts=self._counts())
            case ["zoo"]:
                return self._render("zoo.html", root, **pages.zoo(self))
            case ["map" | "paths" | "errata" as name]:
                return self._render(f"{name}.html", root)
            case ["derive" | "model" as name] if self.live:
                return self._render(f"{name}.html", root)
        raise NoSuchPage(path)

    def absent(self) -> str:
        """The page for a path that leads nowhere."""
        return self._render("absent.html", "/")

    def interface(self, described: dict[str, Any]) -> str:
        """The page for programs, from what OpenAPI says of the server."""
        return self._render("interface.html", "../", groups=pages.calls(described))

    def _render(self, template: str, root: str, **context: Any) -> str:
        text = self.environment.get_template(template).render(
            root=root,
            live=self.live,
            errata=ERRATA,
            parts=[part for part in PARTS if self.live or part[0] not in LIVE],
            here=template.removesuffix(".html"),
            preload=PRELOAD,
            asset=lambda name: f"{root}assets/{name}?v={assets.version(f'assets/{name}')}",
            **context,
        )
        return screens.later(text.replace(ROOT, root)).replace(PRELOAD, _preload(text, root))

    def _titled(self, line: str) -> Any:
        from markupsafe import Markup

        return Markup(self.bodies.line(line))

    def _entries(self, ids: list[str]) -> list[Entry]:
        return [self.corpus.entry(id) for id in ids]

    def _statement(self, id: str, root: str) -> str:
        from markupsafe import Markup

        corpus, entry, parts = self.corpus, self.corpus.entry(id), self.bodies.parts(id)
        chapter, figure = [id for ids in self.areas.values() for id in ids], self._figure(id)
        at = chapter.index(id)
        uses = [corpus.entry(to) for to in corpus.uses(id) if to in corpus.entries]
        return self._render(
            "statement.html",
            root,
            entry=entry,
            claim=Markup(parts.get(STATEMENT, "")),
            proof=Markup(parts.get(PROOF, "")),
            sections=[(name, Markup(body)) for name, body in parts.items() if name not in (STATEMENT, PROOF)],
            uses=uses,
            used_by=self._entries(list(self.used_by.get(id, []))),
            before=corpus.entry(chapter[at - 1]) if at else None,
            after=corpus.entry(chapter[at + 1]) if at + 1 < len(chapter) else None,
            symbols=[
                (
                    Markup(self.bodies.formula(macro.shown)),
                    macro.meaning,
                    corpus.find(macro.introduced or ""),
                )
                for macro in corpus.notation(id)
            ],
            sources=[(reference, key, place) for reference, key, place in corpus.sources(id)],
            formal=formal.links().get(id, ()),
            bibtex=corpus.bibtex([id]),
            tex=corpus.statement(id).path.read_text(encoding="utf-8-sig"),
            theorem_like=entry.kind in THEOREM_LIKE,
            figure=figure,
            size=_size(figure) if figure else None,
            checked=corpus.statement(id).checked,
            record=self._record(id),
        )

    def _record(self, id: str) -> str:
        """What earlier runs of its trials on this machine found; nothing in an export."""
        if not self.live:
            return ""
        from corollary.trials.record import record

        found = record(id)
        return found.words if found else ""

    def _knowl(self, id: str, root: str) -> str:
        from markupsafe import Markup

        claim = self.bodies.parts(id).get(STATEMENT, "")
        return self._render("knowl.html", root, entry=self.corpus.entry(id), claim=Markup(claim))

    def _figure(self, id: str) -> str | None:
        """The name of the figure that ships with a question, if there is one."""
        path = self.corpus.statement(id).path
        found = path.parent / "figures" / f"{path.stem}.svg"
        return found.name if found.is_file() else None

    @cached_property
    def used_by(self) -> dict[str, list[str]]:
        """For each statement, the statements that need it directly."""
        found: dict[str, list[str]] = {}
        for id in self.corpus.entries:
            for to in self.corpus.uses(id):
                found.setdefault(to, []).append(id)
        return found

    def _questions(self) -> list[tuple[Entry, Any]]:
        """Each question with the first paragraph of its answer."""
        from markupsafe import Markup

        rows = []
        for id in self.areas.get("questions", []):
            entry = self.corpus.entry(id)
            if entry.kind == "question":
                first = self.bodies.parts(id).get(STATEMENT, "").partition("</p>")[0] + "</p>"
                rows.append((entry, Markup(first)))
        return rows

    def _names(self) -> list[tuple[str, list[Entry]]]:
        """Titles by their first letter."""
        found: dict[str, list[Entry]] = {}
        names = {
            id: entry.title.replace("$", "").upper().replace("Ł", "L") for id, entry in self.corpus.entries.items()
        }
        for id, name in sorted(names.items(), key=lambda one: one[1]):
            first, entry = next((c for c in name if c.isalpha()), "#"), self.corpus.entries[id]
            found.setdefault(first, []).append(entry)
        return sorted(found.items())

    def _notation(self) -> list[tuple[Any, str, Entry | None]]:
        from markupsafe import Markup

        return [
            (
                Markup(self.bodies.formula(macro.shown)),
                macro.meaning,
                self.corpus.find(macro.introduced or ""),
            )
            for macro in self.corpus.macros.values()
        ]

    def _references(self) -> list[tuple[Any, list[Entry]]]:
        """The sources, by first author, each with the statements that name it."""
        cited: dict[str, list[Entry]] = {}
        for entry in self.corpus.entries.values():
            for key in dict.fromkeys(source.partition(",")[0] for source in entry.sources):
                cited.setdefault(key, []).append(entry)
        known = self.corpus.references
        keys = sorted(
            (key for key in cited if key in known), key=lambda key: (_surname(known[key].authors), known[key].year)
        )
        return [(known[key], cited[key]) for key in keys]

    def _counts(self) -> dict[str, Any]:
        entries = self.corpus.entries.values()
        theorems = [entry for entry in entries if entry.kind in THEOREM_LIKE]
        return {
            "all": len(entries),
            "kinds": [
                (_several(kind, count), count) for kind, count in Counter(one.kind for one in entries).most_common()
            ],
            "theorems": len(theorems),
            "proved": sum(entry.status == "proved here" for entry in theorems),
            "cited": sum(entry.status == "cited" for entry in theorems),
            "steps": sum(entry.proof_steps for entry in entries),
            "checked": sum(len(entry.steps_checked) for entry in entries),
            "rules": sum(bool(entry.rule) for entry in entries),
            "trials": sum(len(entry.trials) for entry in entries),
            "ablations": sum(len(entry.ablations) for entry in entries),
            "formal": sum(entry.id in formal.links() for entry in entries),
        }


def _preload(page: str, root: str) -> str:
    """Links to the fonts that the page needs first, so that the text is not set twice."""
    top = page[: max(page.find("</section>"), page.find("</summary>"))]
    return "".join(
        f'<link rel="preload" as="font" type="font/woff2" crossorigin href="{root}assets/{font}">\n'
        for font, sign in FONTS.items()
        if re.search(sign, top) and assets.version(f"assets/{font}")
    )


def _size(figure: str) -> tuple[str, str] | None:
    """Width and height of a figure, so that its place is kept while it loads."""
    with (assets.FIGURES / figure).open(encoding="utf-8") as file:
        found = re.search(r'viewBox="\S+ \S+ (\d+)\S* (\d+)', file.read(2000))
    return (found[1], found[2]) if found else None


def _several(kind: str, count: int) -> str:
    words = kind.replace("-", " ")
    if count == 1:
        return words
    return {"corollary": "corollaries", "background": "background pages"}.get(words, f"{words}s")


def area_title(area: str) -> str:
    """The name of an area as a chapter."""
    return TITLES.get(area, area.replace("_", " ").capitalize())


def _surname(authors: tuple[str, ...]) -> str:
    return authors[0].split()[-1].lower() if authors else ""
