"""Will training get there? What the curvature at the parameters forbids, and what is not guaranteed."""

from corollary.report.case import Case
from corollary.report.model import Line, Section

GOALS = ()
QUESTION = "Will training get there?"


def answer(case: Case) -> Section:
    """The section."""
    return Section("training", QUESTION, "", (Line("not known", "…"),))
