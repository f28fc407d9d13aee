"""What does its architecture impose? Receptive field, equivariance, parameter sharing."""

from corollary.report.case import Case
from corollary.report.model import Line, Section

GOALS = ()
QUESTION = "What does its architecture impose?"


def answer(case: Case) -> Section:
    """The section."""
    return Section("architecture", QUESTION, "", (Line("not known", "…"),))
