"""Deriving is fast once the corpus is loaded, and its cost grows with the rules that can matter, not with the corpus."""

import time

import corollary as co
from corollary import corpus
from corollary.corpus.learning.risk import Risk
from corollary.logic import AtMost, Property, theorem
from corollary.logic.derive import derive
from corollary.logic.parse import parse_fact
from corollary.logic.rules import RuleBook

GIVEN = [
    "Iid(n=1000)", "ZeroOneLoss()", "VCDimension <= 10", "ChosenBefore()", "Member()", "EmpiricalRisk <= 0.01",
]  # fmt: skip


def fastest(run, times: int = 5) -> float:
    """Least processor time of a few runs, in seconds."""
    found = []
    for _ in range(times):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return min(found)


def test_deriving_over_the_corpus_takes_less_than_50_milliseconds():
    assert co.derive("Risk", GIVEN).conclusions
    assert fastest(lambda: co.derive("Risk", GIVEN)) < 0.05


def test_rules_that_cannot_matter_cost_next_to_nothing():
    def unrelated(number: int):
        first = type(f"A{number}", (Property,), {"__annotations__": {"x": str}}, says="{x} is odd")
        second = type(f"B{number}", (Property,), {"__annotations__": {"x": str}}, says="{x} is even")

        def rule(premise):
            return None

        rule.__annotations__ = {"premise": first, "return": second}
        return theorem(rule)

    facts = [parse_fact(text, corpus.vocabulary()) for text in GIVEN]
    small = RuleBook(corpus.book().rules)
    large = RuleBook([*corpus.book().rules, *(unrelated(i) for i in range(3000))])
    for book in (small, large):
        assert derive(AtMost[Risk], facts, book).conclusions  # indexes the rules
    alone, among = (fastest(lambda b=book: derive(AtMost[Risk], facts, b)) for book in (small, large))
    assert among < 2 * alone + 0.005
