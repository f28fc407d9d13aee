"""Links between pages: they resolve, run in no circles, and reach all notation that is used; sources are known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from corollary.text.graph import cycles, order
from corollary.text.model import PROOF, STATEMENT, Fault, Statement, unique
from corollary.text.notation import Macro, commands


@dataclass(frozen=True)
class Context:
    """What a page may rely on: the pages of its folder, those of the packaged corpus, macros, keys of references."""

    folder: Path
    pages: Mapping[str, Statement]
    packaged: Mapping[str, Statement]
    macros: Mapping[str, Macro]
    packaged_macros: Mapping[str, Macro]
    references: Collection[str]

    def page(self, id: str) -> Statement | None:
        """The page of this id, redirects followed; the folder's own before the packaged one."""
        for _ in range(10):
            page = self.pages.get(id) or self.packaged.get(id)
            if page is None or page.kind != "redirect":
                return page
            id = page.to
        return None

    def leads(self, link: str, id: str) -> bool:
        """Whether a link leads to this id, redirects followed."""
        page = self.page(link)
        return page is not None and page.id == id

    def uses(self, id: str, sections: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """The ids that a page links to in the given sections (in all, for None), redirects followed."""
        page = self.page(id)
        links = (
            [self.page(link.id) for link in page.links if sections is None or link.section in sections] if page else []
        )
        return unique([target.id for target in links if target is not None])


def faults(page: Statement, context: Context) -> Iterator[Fault]:
    """Faults of the links, sources and notation of one page."""
    known = list({**context.packaged, **context.pages})
    for link in page.links:
        if context.page(link.id) is None:
            near = get_close_matches(link.id, known, 3)
            yield Fault(
                page.path,
                link.line,
                "link",
                f"[[{link.id}]] is no statement" + (f"; nearest: {', '.join(near)}" if near else ""),
            )
        elif link.id == page.id and link.section in (STATEMENT, PROOF):
            yield Fault(page.path, link.line, "link", "the page links to itself")
    for source in page.sources:
        if source.key not in context.references:
            near = get_close_matches(source.key, context.references, 2)
            hint = f"; nearest: {', '.join(near)}" if near else ""
            yield Fault(page.path, source.line, "source", f"{source.key} is not in references.bib{hint}")
    yield from _notation(page, context)


def _notation(page: Statement, context: Context) -> Iterator[Fault]:
    reach = {
        True: set(order([page.id], lambda id: context.uses(id, (STATEMENT,)))),
        False: set(order([page.id], context.uses)),
    }
    seen: set[str] = set()
    for section in page.sections:
        for node in section.walk():
            for name in commands(node.text) if node.kind in ("math", "display") else ():
                macro = context.macros.get(name) or context.packaged_macros.get(name)
                if macro is None or macro.introduced is None or name in seen:
                    continue
                target = context.page(macro.introduced)
                own = name in context.macros
                if target is None or (not own and target.id in context.pages):
                    if not own:
                        seen.add(name)
                        yield Fault(page.path, node.line, "notation", f"\\{name} is not in notation.yaml")
                elif target.id not in reach[section.name == STATEMENT]:
                    seen.add(name)
                    where = "the links of the statement" if section.name == STATEMENT else "any link of the page"
                    what = f"\\{name} ({macro.denotes}) is introduced by {macro.introduced}"
                    yield Fault(page.path, node.line, "notation", f"{what}, which is not reached by {where}")


def whole(context: Context) -> Iterator[Fault]:
    """Faults of the corpus as a whole: circles, and macros whose page is missing."""
    pages = {id: page for id, page in context.pages.items() if page.kind != "redirect"}
    statements = {id: [to for to in context.uses(id, (STATEMENT,)) if to != id] for id in pages}
    proofs = {id: [to for to in context.uses(id, (PROOF,)) if to != id] for id in pages}
    for section, graph, says in (
        (STATEMENT, statements, "the statements refer to one another"),
        (PROOF, proofs, "the proofs use one another"),
    ):
        for cycle in cycles(graph):
            page = pages[cycle[0]]
            line = next(
                link.line for link in page.links if link.section == section and context.leads(link.id, cycle[1])
            )
            yield Fault(page.path, line, "circle", f"{says} in a circle: {' → '.join(cycle)}")
    path = context.folder / "notation.yaml"
    for macro in context.macros.values():
        if macro.introduced is not None and context.page(macro.introduced) is None:
            yield Fault(
                path,
                macro.line,
                "notation",
                f"\\{macro.name} is said to be introduced by {macro.introduced}, which is no statement",
            )
