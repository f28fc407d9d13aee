"""Statements as plain JSON and back, for the cache."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from corollary.text.model import Checked, Code, Fault, Node, Quantity, Rule, Section, Source, Statement, Trial


def dump(page: Statement) -> str:
    """The statement as JSON text."""
    code = page.code
    data = [
        page.id, page.area, str(page.path), page.kind, page.title, page.declared, page.to,
        [[one.key, one.place, one.line] for one in page.sources],
        [[part.name, part.line, [_pack(block) for block in part.blocks]] for part in page.sections],
        [[rule.name, rule.line, rule.parameters, rule.mentions] for rule in code.rules],
        [[one.name, one.line, one.target] for one in code.trials],
        [[one.name, one.line, one.target, one.breaks] for one in code.ablations],
        [[one.name, one.line, one.says] for one in code.quantities],
        [[one.name, one.line, one.target, one.number, one.kind, one.claim, one.mutant] for one in code.checked],
        [[str(fault.file), fault.line, fault.code, fault.message] for fault in page.faults],
    ]  # fmt: skip
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Statement:
    """The statement that `dump` wrote."""
    id, area, path, kind, title, declared, to, sources, sections, *declarations, faults = json.loads(text)
    rules, trials, ablations, quantities, checked = declarations
    code = Code(
        tuple(Rule(name, line, tuple(parameters), tuple(mentions)) for name, line, parameters, mentions in rules),
        tuple(Trial(*one) for one in trials),
        tuple(Trial(*one) for one in ablations),
        tuple(Quantity(*one) for one in quantities),
        tuple(Checked(*one) for one in checked),
    )
    return Statement(
        id, area, Path(path), kind, title, declared, to,
        tuple(Source(*one) for one in sources),
        tuple(Section(name, line, tuple(_unpack(block) for block in blocks)) for name, line, blocks in sections),
        code,
        tuple(Fault(Path(file), line, code, message) for file, line, code, message in faults),
    )  # fmt: skip


def _pack(node: Node) -> list[Any]:
    return [node.kind, node.text, node.line, *map(_pack, node.children)]


def _unpack(data: list[Any]) -> Node:
    kind, text, line, *children = data
    return Node(kind, text, tuple(map(_unpack, children)), line)
