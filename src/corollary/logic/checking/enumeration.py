"""Finite claims, case by case."""

from collections.abc import Callable, Iterable
from typing import Any

from corollary.logic.checking.verdict import KINDS, Verdict

BY = KINDS["cases"]


def cases(among: Iterable[tuple[Any, ...]], holds: Callable[..., bool]) -> Verdict:
    """Whether `holds(*case)` for each case: all that a finite claim has, or those of an infinite one that are enumerated.

    The cases are to be computed exactly (int, Fraction). Without a case nothing is proved.
    """
    count = 0
    for case in among:
        count += 1
        if not holds(*case):
            return Verdict("refuted", BY, f"case {count}", {str(at): str(value) for at, value in enumerate(case, 1)})
    if not count:
        return Verdict("undecided", BY, "there was no case")
    return Verdict("proved", BY, f"{count} case{'s' if count > 1 else ''}")
