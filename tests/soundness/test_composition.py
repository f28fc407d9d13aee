"""Soundness by composition: every derivation of depth <= 3 that the rules admit, in worlds where the truth is known.

A conclusion without events must be true on every draw of its world; one with events may be false on as many draws as they allow, and so
may all conclusions on the same events together (exact binomial test).
"""

from functools import cache

import pytest

from corollary import corpus
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic.consistency import check_consistent
from corollary.logic.derive import derive
from corollary.logic.facts import Bound, ChosenBefore
from tests.soundness.harness import DEPTH, derivations, refutations
from tests.soundness.worlds import MAKERS, made

DRAWS, SEED = 400, 1
BOOK = corpus.book()

# Quantities that some rule concludes and no world can judge, with the reason.
NOT_SIMULATED: dict[type, str] = {}
# Rules whose conclusion can be about what it makes no sense of, because no hypothesis says what kind of object a variable names.
SENSELESS = {
    "maurer-moment-lemma": "only `before` speaks of the predictor, and a class or a code can be fixed before a sample too"
}


@cache
def outcome(name: str, loose: bool):
    return refutations(made(name, SEED, DRAWS), BOOK, loose, NOT_SIMULATED)


@pytest.mark.parametrize("loose", [False, True], ids=["exact", "loose"])
@pytest.mark.parametrize("name", MAKERS)
def test_every_derivation_concludes_the_truth(name, loose):
    """From all true facts: stated as equalities where they are known exactly, and with bounds that are loose by a quarter."""
    verdicts, false = outcome(name, loose)
    assert verdicts
    assert not false, "\n".join(map(str, false[:5]))


def test_the_rules_take_part():
    """Four in five at least: new rules may be a little ahead of the worlds."""
    verdicts = [v for name in MAKERS for loose in (False, True) for v in outcome(name, loose)[0] if v.speaks]
    used = {id_ for v in verdicts for id_ in v.shape}
    missing = sorted({rule.id for rule in BOOK.rules} - used)
    assert len(missing) <= len(BOOK.rules) / 5, f"no world lets these take part in a derivation: {', '.join(missing)}"


@pytest.mark.parametrize("name", MAKERS)
def test_conclusions_are_about_objects_of_their_kind(name):
    world = made(name, SEED, DRAWS)
    found = derivations(world.facts(BOOK), BOOK)
    odd = {
        d.rule.id
        for d in found
        if d.type is not ChosenBefore  # which can be said of anything
        and not world.has(d.roles)
        and all(world.has(p.roles) for p in d.premises if issubclass(p.type, Bound))
    }
    assert odd <= set(SENSELESS)


@pytest.mark.parametrize("name", ["ridge", "codebook", "interval", "conformal"])
def test_these_are_the_derivations_of_derive(name):
    """The same conclusions by the same rules as `derive` finds from the same facts, which it does not find contradictory."""
    world = made(name, SEED, DRAWS)
    facts = world.facts(BOOK)
    goals = list(BOOK.concluding)
    result = derive(goals, facts, BOOK, delta=0.5, depth=DEPTH, arithmetic="floats", limit=10**9)
    mine = [(d.type, *d.roles.values(), tuple(r.id for r in d.rules)) for d in derivations(facts, BOOK, goals)]
    theirs = [
        (d.type, *d.roles.values(), tuple(r.id for r in d.rules)) for d in result.derivations if d.rule is not None
    ]
    assert sorted(map(str, mine)) == sorted(map(str, theirs))


@pytest.mark.parametrize("name", MAKERS)
def test_the_facts_of_a_world_do_not_contradict_each_other(name):
    check_consistent(made(name, SEED, DRAWS).facts(BOOK))


@pytest.mark.parametrize("noise", ["noisy", "realisable"])
def test_a_loss_chosen_on_a_sample_is_bounded_by_another_alone(noise):
    """The loss `tailored` takes values in [0, 1], 0 on the sample that it was made for: bounds follow from the other sample."""
    verdicts, false = outcome(f"{noise} classification", False)
    assert not false
    uncertain = [v.derivation for v in verdicts if v.derivation.roles.get("loss") == "tailored" and v.derivation.events]
    independent = {fact.roles["sample"] for d in uncertain for leaf in d.leaves if isinstance(fact := leaf.fact, Iid)}
    assert independent == {"heldout"}
