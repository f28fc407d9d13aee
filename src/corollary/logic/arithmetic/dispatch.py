"""Evaluates a function by the arithmetic of its arguments."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from corollary.logic.arithmetic.exact import constant
from corollary.logic.arithmetic.kinds import Kind, kind


def apply(name: str, *arguments: Any) -> Any:
    """The function `name` at `arguments`, computed in the greatest kind present (see `kinds.Kind`)."""
    greatest = max(map(kind, arguments), default=Kind.EXACT)
    if greatest is Kind.EXACT:
        return constant(name, arguments)
    module = _module(greatest)
    return getattr(module, name)(*[module.convert(argument) for argument in arguments])


def _module(which: Kind) -> ModuleType:
    if which is Kind.FLOAT:
        from corollary.logic.arithmetic import floats

        return floats
    if which is Kind.BALL:
        from corollary.logic.arithmetic import balls

        return balls
    if which is Kind.SYMBOL:
        from corollary.logic.arithmetic import symbols

        return symbols
    from corollary.logic.arithmetic import arrays, traced

    return traced if which is Kind.TRACED else arrays
