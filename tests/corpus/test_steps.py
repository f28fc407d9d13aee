"""Every check of a proof step proves its claim, refutes its mutant, and quotes the page; all within a time budget."""

import inspect
import time

import pytest

from corollary import corpus, text
from corollary.logic.checking import KINDS
from corollary.text.model import CHECKS

STEPS = corpus.steps()
SECONDS = 40  # of this process, for all together


@pytest.fixture(scope="module")
def outcomes():
    """Each check with the verdicts on its claim and on its mutant, and the time that all took."""
    start = time.process_time()
    return [(one, one.run(), one.run_mutant()) for one in STEPS], time.process_time() - start


def test_all_are_proved_and_all_mutants_refuted_in_time(outcomes):
    verdicts, seconds = outcomes
    wrong = [
        f"{one.id}, {one.name}: {v}; mutant {m}" for one, v, m in verdicts if not v.proved or m.outcome != "refuted"
    ]
    assert not wrong, "\n".join(wrong)
    assert seconds < SECONDS


def test_at_least_sixty_steps_are_checked_and_every_kind_is_used(outcomes):
    assert len({(one.id, one.number) for one in STEPS}) >= 60
    assert {verdict.by for _, verdict, _ in outcomes[0]} == set(KINDS.values())


def test_text_and_logic_name_the_same_kinds():
    assert CHECKS == KINDS


def test_the_text_reads_the_same_checks_from_the_syntax_tree(outcomes):
    book = text.load()
    read = {
        (page, one.name, one.number, CHECKS[one.kind], " ".join(one.claim.split()))
        for page in {one.id for one in STEPS}
        for one in book.statement(page).code.checked
    }
    assert read == {(one.id, one.name, one.number, verdict.by, one.claim) for one, verdict, _ in outcomes[0]}


def test_a_mutant_changes_a_constant_of_the_claim():
    for one in STEPS:
        given = {name: parameter.default for name, parameter in inspect.signature(one.function).parameters.items()}
        assert set(one.mutant) <= set(given), f"{one.id}, {one.name}"
        assert any(given[name] != value for name, value in one.mutant.items()), f"{one.id}, {one.name}"
