"""A report in a few lines for the terminal."""

from typing import TYPE_CHECKING

from corollary.report.model import STATUS_WORDS, Report

if TYPE_CHECKING:
    from rich.console import Group

STYLES = {"proved": "green", "measured": "blue", "assumed": "yellow", "not known": "magenta"}


def summary(report: Report) -> "Group":
    """Each question with its short answer and its first lines."""
    from rich.console import Group, RenderableType
    from rich.padding import Padding
    from rich.text import Text

    parts: list[RenderableType] = [Text(report.title, style="bold"), Text("")]
    for subject in report.subjects:
        parts += [Text(subject.name, style="bold underline")]
        for section in subject.sections:
            parts += [Text(section.question, style="bold"), Padding(Text(section.answer), (0, 0, 0, 2))]
            for line in section.lines[:4]:
                words = Text(
                    f"{STATUS_WORDS[line.status]}{', vacuous' if line.vacuous else ''}: ", style=STYLES[line.status]
                )
                parts.append(
                    Padding(words.append(line.sentence, style="dim" if line.vacuous else "default"), (0, 0, 0, 4))
                )
        parts += [
            Text(f"Assumed: {line.sentence} {line.note}", style="bold yellow")
            for line in subject.hypotheses
            if line.note
        ]
        parts.append(Text(""))
    sure = f"What is proved holds at once with probability at least {1 - report.delta:g}, if what the report lists as assumed is true."
    return Group(*parts, Text(sure, style="dim"))
