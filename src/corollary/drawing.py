"""Figures without touching Matplotlib's settings: SVG that takes its ink from the page, PNG for print."""

import io
import re
from collections.abc import Callable
from typing import Any

INK = "#000000"  # in SVG replaced by the page's text colour
# At least 3:1 against white and against #111, and told apart by the colour-blind (after Okabe and Ito, darkened).
COLOURS = ("#0072b2", "#d55e00", "#009068", "#b05a94", "#8c6d00", "#767676", "#5b6ee1", "#a14a3f")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "corollary",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10.0,
    "axes.titlesize": 10.0,
    "legend.fontsize": 8.0,
}
Draw = Callable[[Any], None]
ALONE = "corollary-figure"
ADAPTS = f"<style>.{ALONE}{{color:#111}}@media (prefers-color-scheme:dark){{.{ALONE}{{color:#eee}}}}</style>"


def render(draw: Draw, size: tuple[float, float], standalone: bool = False) -> str:
    """What `draw(figure)` draws on a figure of this size (inches), as SVG; text stays text, the same for the same drawing.

    `standalone`: a file of its own, which chooses dark or light ink by itself; else the page's text colour is used.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with rc_context(SETTINGS):
        figure = Figure(figsize=size, layout="constrained")
        figure.patch.set_alpha(0)
        draw(figure)
        out = io.StringIO()
        figure.set_canvas(FigureCanvasSVG(figure))
        figure.savefig(out, format="svg", metadata={"Date": None})
    body = recoloured(out.getvalue())
    if standalone:
        body = re.sub(r"<svg([^>]*)>", lambda found: f'<svg class="{ALONE}"{found[1]}>{ADAPTS}', body, count=1)
    return body


def png(draw: Draw, size: tuple[float, float], dpi: int = 110) -> bytes:
    """The same drawing as PNG on white."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with rc_context(SETTINGS):
        figure = Figure(figsize=size, layout="constrained")
        draw(figure)
        out = io.BytesIO()
        figure.set_canvas(FigureCanvasAgg(figure))
        figure.savefig(out, format="png", dpi=dpi, facecolor="white", metadata={"Software": None})
    return out.getvalue()


def recoloured(svg: str) -> str:
    """Matplotlib's SVG without its prologue and identifiers, black turned into the page's text colour."""
    body = svg[svg.index("<svg") :].replace("<svg", '<svg fill="currentColor"', 1)  # what names no colour is black
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.S)
    body = re.sub(r"(fill|stroke): #000000", r"\1: currentColor", body)
    return body.replace("'DejaVu Sans'", "system-ui, sans-serif").replace("'sans-serif'", "system-ui, sans-serif")
