"""The figures of a book: those that ship with its questions, theory held against measurement."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corollary.text.corpus import Corpus

SHIPPED = "figures"  # the folder beside the pages
FOLDER = "corollary-figures"  # the folder beside a book whose format cannot hold them
WIDE = 2.6  # width by height from which on a figure stands on paper in two parts, so that its words can be read
THIRD = 'id="axes_3"'  # the panel at which it is parted
NAME = re.compile(
    r"rotate\(-90(?:\.0)? ([\d.]+) |translate\(([\d.]+) [\d.]+\) rotate\(-90\)"
)  # where the name of a vertical axis stands
LINE = 10.5  # points that the name needs to the left of its base line
BOX = re.compile(r'width="[\d.]+pt" height="[\d.]+pt" viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True, slots=True)
class View:
    """A part of a figure as SVG for paper, and its width in hundredths of that of the text."""

    source: str
    share: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a statement: its drawing, what it shows, and where theory and measurement agree and part."""

    id: str
    svg: Path
    png: Path
    about: str
    verdict: str

    @property
    def name(self) -> str:
        """The name of its files without the suffix."""
        return self.svg.stem

    @property
    def caption(self) -> str:
        """What stands under it."""
        return f"{self.about} {self.verdict}".strip()

    def source(self) -> str:
        """The drawing as SVG."""
        return self.svg.read_text(encoding="utf-8")

    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        found = BOX.search(self.source())
        return (float(found[1]), float(found[2])) if found else (1.0, 1.0)

    def cuts(self) -> list[tuple[float, float]]:
        """Where its parts begin and end, in shares of its width."""
        width, height = self.size()
        names = [float(one or other) for one, other in NAME.findall(self.source().partition(THIRD)[2])]
        if width <= WIDE * height or not names:
            return [(0.0, 1.0)]
        cut = (min(names) - LINE) / width
        return [(0.0, cut), (cut, 1.0)]

    def views(self) -> list[View]:
        """Its parts for paper, in dark ink, all to one scale."""
        source, cuts = self.source().replace("currentColor", "#111"), self.cuts()

        def part(start: float, end: float) -> str:
            def box(found: re.Match[str]) -> str:
                width, height = float(found[1]), float(found[2])
                size = f'width="{(end - start) * width:.5g}pt" height="{height:.5g}pt"'
                return f'{size} viewBox="{start * width:.5g} 0 {(end - start) * width:.5g} {height:.5g}"'

            return BOX.sub(box, source, count=1)

        scale = 100 / max(end - start for start, end in cuts)
        return [View(part(start, end), scale * (end - start)) for start, end in cuts]


def figure(corpus: Corpus, id: str) -> Figure | None:
    """The figure that ships with a statement, if there is one."""
    page = corpus.statement(id).path
    svg, png, data = (page.parent / SHIPPED / f"{page.stem}{suffix}" for suffix in (".svg", ".png", ".json"))
    if not (svg.is_file() and png.is_file() and data.is_file()):
        return None
    told = json.loads(data.read_text(encoding="utf-8"))
    return Figure(id, svg, png, str(told.get("about", "")), str(told.get("verdict", "")))
