"""Draws the outcome of an experiment: theory as lines, bounds dashed, measurements as points with their band."""

from math import ceil, isfinite
from textwrap import fill
from typing import Any

from corollary.drawing import COLOURS, INK, MARKERS, png, render
from corollary.logic.experiment import Outcome, Panel, Series

WIDTH, HEIGHT = 4.6, 3.9  # inches a panel


def as_svg(outcome: Outcome, standalone: bool = False) -> str:
    """The figure as SVG; `standalone` for a file of its own."""
    return render(lambda figure: _draw(figure, outcome), _size(outcome), standalone)


def as_png(outcome: Outcome) -> bytes:
    """The figure as PNG."""
    return png(lambda figure: _draw(figure, outcome), _size(outcome))


def _shape(outcome: Outcome) -> tuple[int, int]:
    count = len(outcome.panels)
    columns = count if count < 4 else 2
    return ceil(count / columns), columns


def _size(outcome: Outcome) -> tuple[float, float]:
    rows, columns = _shape(outcome)
    return max(WIDTH * columns, 5.6), HEIGHT * rows


def _draw(figure: Any, outcome: Outcome) -> None:
    rows, columns = _shape(outcome)
    for place, panel in enumerate(outcome.panels):
        _panel(figure.add_subplot(rows, columns, place + 1), panel)
    series = [one for panel in outcome.panels for one in panel.series if one.kind == "measured"]
    bars = ["10% to 90% quantiles"] if any(one.low for one in series) else []
    bars += (
        ["two standard errors" + " where there is no spread" * len(bars)]
        if any(_only_error(one) for one in series)
        else []
    )
    if bars:
        figure.supxlabel(f"Points: means over repeats; bars: {', '.join(bars)}.", fontsize=8, color=INK)


def _only_error(one: Series) -> bool:
    return one.error is not None and one.low is None


def _panel(axes: Any, panel: Panel) -> None:
    axes.patch.set_alpha(0)
    axes.spines[["top", "right"]].set_visible(False)
    groups = list(dict.fromkeys(one.group or one.name for one in panel.series))
    for one in panel.series:
        _series(axes, one, groups.index(one.group or one.name))
    for height, words in panel.level:
        axes.axhline(height, color=INK, linewidth=0.8, linestyle=(0, (1, 2)), label=words)
    axes.set_title(panel.title, loc="left")
    axes.set_xlabel(fill(panel.x_label, 52))
    axes.set_ylabel(fill(panel.y_label, 40))
    if panel.x_log:
        _logarithmic(axes.xaxis, axes.set_xscale, axes.get_xlim)
    if panel.y_log:
        _logarithmic(axes.yaxis, axes.set_yscale, axes.get_ylim)
    if panel.y_range is not None:
        axes.set_ylim(*panel.y_range)
    axes.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2, handlelength=1.8)


def _logarithmic(axis: Any, scale: Any, limits: Any) -> None:
    """A logarithmic axis; over few decades with plain numbers at 1, 2 and 5."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    scale("log")
    low, high = limits()
    if high < 300 * low:
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())


def _series(axes: Any, one: Series, place: int) -> None:
    colour, marker = COLOURS[place % len(COLOURS)], MARKERS[place % len(MARKERS)]
    if one.kind != "measured":
        dashes: Any = "-" if one.kind == "theory" else (0, (5, 2))
        alone = sum(map(isfinite, one.y)) == 1
        axes.plot(
            one.x, one.y, linestyle=dashes, color=colour, linewidth=1.5, label=one.name, marker="_" if alone else ""
        )
        return
    axes.plot(one.x, one.y, linestyle="", marker=marker, markersize=4.5, color=colour, label=one.name)
    low, high = one.low, one.high
    if one.error is not None and low is None:
        low, high = (tuple(y + k * e for y, e in zip(one.y, one.error, strict=True)) for k in (-2, 2))
    if low is not None and high is not None:
        axes.vlines(one.x, low, high, color=colour, linewidth=1.0, alpha=0.7)
