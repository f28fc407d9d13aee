"""A page and the Python file beside it: one name, the same hypotheses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from pathlib import Path

from corollary.text.model import Fault, Rule, Statement, Trial

FREE = "confidence"


def faults(page: Statement, ids: Collection[str]) -> Iterator[Fault]:
    """Faults between a page and its Python file. `ids` are all ids of the corpus, for trials that name one."""
    path, code = page.path.with_suffix(".py"), page.code
    if code.rules and page.rule is None:
        line = code.rules[0].line
        yield Fault(path, line, "rule", f"no @theorem has the name {page.stem}; the rule of {page.path.name} must")
    names = [one.name for one in page.hypotheses]
    if page.rule is not None:
        yield from _parameters(page, page.rule, names, path)
    for rule in code.rules:
        extra = [name for name in rule.parameters if name not in names and name != FREE]
        if rule is not page.rule and extra:
            yield Fault(
                path, rule.line, "rule", f"{rule.name}: the parameter {extra[0]} is no hypothesis of {page.path.name}"
            )
    rules = {rule.name: rule for rule in code.rules}
    for trial in (*code.trials, *code.ablations):
        if not trial.target:
            yield Fault(path, trial.line, "trial", f"{trial.name}: say in the decorator which rule or id it tries")
        elif trial.target not in rules and trial.target.replace("_", "-") not in ids:
            yield Fault(
                path,
                trial.line,
                "trial",
                f"{trial.name} tries {trial.target}, which is neither a rule of this file nor an id",
            )
    for ablation in code.ablations:
        yield from _breaks(path, ablation, rules.get(ablation.target), names)


def _parameters(page: Statement, rule: Rule, names: list[str], path: Path) -> Iterator[Fault]:
    given = [name for name in rule.parameters if name != FREE]
    if given == names:
        return
    missing = [name for name in given if name not in names]
    unused = [name for name in names if name not in given]
    if missing:
        message = f"the parameter {missing[0]} has no bullet '- `{missing[0]}`: …' in {page.path.name}"
    elif unused:
        message = f"the hypothesis `{unused[0]}` of {page.path.name} is no parameter of the rule"
    else:
        message = f"the order differs: the page has {', '.join(names)}; the rule has {', '.join(given)}"
    yield Fault(path, rule.line, "rule", f"{rule.name}: {message}")


def _breaks(path: Path, ablation: Trial, rule: Rule | None, names: list[str]) -> Iterator[Fault]:
    known = [*(rule.parameters if rule else ()), *names, "constant"]
    if not ablation.breaks:
        yield Fault(
            path, ablation.line, "trial", f"{ablation.name}: say in breaks= which hypothesis it breaks, or 'constant'"
        )
    elif ablation.breaks not in known and (rule or names):
        yield Fault(
            path,
            ablation.line,
            "trial",
            f"{ablation.name} breaks {ablation.breaks!r}, which is neither a hypothesis nor 'constant'",
        )


def warnings(pages: Mapping[str, Statement]) -> Iterator[Fault]:
    """Candidates for a mistake: lonely quantities, two of one name, sentences one word apart, rules never tried."""
    owned = [(quantity, page) for page in pages.values() for quantity in page.code.quantities]
    mentions = Counter(name for page in pages.values() for rule in page.code.rules for name in rule.mentions)
    for quantity, page in owned:
        if mentions[quantity.name] == 1:
            line, path = quantity.line, page.path.with_suffix(".py")
            yield Fault(path, line, "lonely", f"only one rule mentions {quantity.name}", "warning")
    for (one, page), (other, beside) in combinations(owned, 2):
        if one.name == other.name:
            message = f"{one.name} is also the name of a class in {beside.path.with_suffix('.py').name}:{other.line}"
            yield Fault(page.path.with_suffix(".py"), one.line, "namesake", message, "warning")
        if _one_word_apart(one.says.split(), other.says.split()):
            where = f"{beside.path.with_suffix('.py').name}:{other.line}"
            message = f"{other.name} ({where}) says the same as {one.name} but for one word"
            yield Fault(page.path.with_suffix(".py"), one.line, "near", message, "warning")
    for page in pages.values():
        if page.kind == "question" and not page.path.with_suffix(".py").is_file():
            yield Fault(page.path, 1, "untried", "no experiment beside the question", "warning")
        for rule in page.code.rules:
            if not any(trial.target in (rule.name, page.id) for trial in page.code.trials):
                yield Fault(
                    page.path.with_suffix(".py"), rule.line, "untried", f"no trial tries {rule.name}", "warning"
                )
            elif not any(ablation.target in (rule.name, page.id) for ablation in page.code.ablations):
                yield Fault(
                    page.path.with_suffix(".py"),
                    rule.line,
                    "untried",
                    f"no ablation breaks a hypothesis of {rule.name}",
                    "warning",
                )


def _one_word_apart(one: list[str], other: list[str]) -> bool:
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= 1
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(long[:cut] + long[cut + 1 :] == short for cut in range(len(long)))
