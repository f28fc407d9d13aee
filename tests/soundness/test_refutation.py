"""The harness can refute: rules made wrong on purpose are found out by the worlds."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from corollary import corpus
from corollary.corpus.learning.deviation import Deviation, Gap
from corollary.corpus.learning.risk import Risk
from corollary.logic import AtMost, ChosenBefore, ForAll, Member, event, theorem
from corollary.logic.facts import Bound
from tests.soundness.harness import MissingTruth, derivations, judge
from tests.soundness.mutations import refuting, scaled, turned, without
from tests.soundness.worlds import MAKERS, layers, made, signs

DRAWS, SEED = 300, 1
BOOK = corpus.book()


@cache
def worlds():
    """The small ones first."""
    return sorted((made(name, SEED, DRAWS) for name in MAKERS), key=lambda world: len(world.facts(BOOK)))


def rule(id_: str):
    return next(r for r in BOOK.rules if r.id == id_)


def tried(id_: str):
    """The rule, if some world knows all its hypotheses; whether enough rules are tried is tested elsewhere."""
    found = rule(id_)
    if not any(all(world.knows(premise.type) for premise in found.premises) for world in worlds()):
        pytest.skip("no world lets it take part")
    return found


# -- a class, a predictor, a code … chosen on the sample -----------------------------------------------------------------------------

# What is lost without these is a union bound over norms or margins, a double logarithm: less than the slack of the constants.
# Or, for regularised minimisation, a fit to the noise, which in one dimension is less than the price of stability.
PAID_BY_SLACK = {
    ("linear-margin-bound", "before"),
    ("linear-margin-bound", "fixed"),
    ("lipschitz-loss-linear-bound", "before"),
    ("lipschitz-loss-linear-bound", "fixed"),
    ("margin-bound-rademacher", "fixed"),
    ("regularized-erm-oracle-inequality", "before"),
    ("regularized-erm-oracle-inequality", "fixed"),
}
# The loss that memorises is the same for all predictors, so that none has an excess; only the ablations have one that is not.
NO_EXCESS = {("finite-class-erm-bound", "fixed"), ("regularized-erm-oracle-inequality", "loss")}
# Nothing else speaks of the object that is fixed: without the hypothesis there is no rule.
ALONE = {("maurer-moment-lemma", "before")}
FIXED = [(r.id, p.name) for r in BOOK.rules for p in r.premises if p.type is ChosenBefore]


@pytest.mark.parametrize(("id_", "premise"), [pair for pair in FIXED if pair not in PAID_BY_SLACK | NO_EXCESS | ALONE])
def test_a_rule_that_forgets_what_was_fixed_before_is_refuted(id_, premise):
    old = tried(id_)
    assert refuting(BOOK, old, without(old, premise), worlds())


def test_a_matrix_made_for_the_start_is_seen():
    """The start is uniform and the matrix depends on it: that is not what the hypothesis says, and no bound follows."""
    naive = layers.world(SEED, DRAWS, naive=True)
    assert any(v.refuted for v in judge(naive, derivations(naive.facts(BOOK), BOOK)))


# -- one for all, signed for absolute, one event for many ----------------------------------------------------------------------------


@theorem
def deviation_from_gap(gap: AtMost[Gap]) -> AtMost[Deviation]:
    """|u| <= u: false."""
    return gap.value


@theorem
def all_from_one(one: AtMost[Deviation], member: Member) -> AtMost[ForAll[Deviation, "hypotheses"]]:
    """What holds of a member holds of all: false."""
    return one.value


@theorem
def stranger(all_: AtMost[ForAll[Gap, "hypotheses"]], other: AtMost[Gap]) -> AtMost[Gap]:
    """What holds of all members holds of everybody: false."""
    return all_.value


@pytest.mark.parametrize("wrong", [deviation_from_gap, all_from_one, stranger], ids=lambda r: r.id)
def test_a_rule_that_confuses_types_is_refuted(wrong):
    assert refuting(BOOK, None, wrong, worlds())


def test_one_hypothesis_for_all_of_them_is_refuted():
    """The uniform bound without its union bound: as if the class had one member."""
    old = rule("finite-class-uniform-convergence")
    new = turned(old, lambda given: given | {"hypotheses": given["hypotheses"].with_values(value=0.0)})
    assert refuting(BOOK, old, new, worlds())


def test_one_event_for_all_predictors_is_refuted():
    """The test-set bound holds of one predictor on each event: not of all on one. Only all conclusions together show it."""
    old = rule("test-set-bound")
    new = replace(old, confidences={"confidence": event("heldout", "law", "loss").variables})
    noisy = [made("noisy classification", SEED, DRAWS)]
    steps = refuting(BOOK, old, new, noisy)
    assert steps and not refuting(BOOK, old, old, noisy)


# -- constants -----------------------------------------------------------------------------------------------------------------------

# Bounds of which a fifth is still true in these worlds.
GENEROUS = {
    "fundamental-theorem-of-pac-learning", "linear-margin-bound", "maurer-moment-lemma", "uniform-stability-generalization-bound",
    "vc-inequality", "vc-realizable-bound", "vc-realizable-sample-complexity", "vc-uniform-convergence-complexity",
    "multiclass-norm-rademacher-bound", "posthoc-multiclass-margin-bound", "posthoc-norm-margin-bound", "posthoc-path-margin-bound",
    "posthoc-spectral-margin-bound", "relu-network-vc-dimension", "spectral-complexity-bound",
    "binomial-chernoff-kl", "empirical-bernstein",
    "markov-inequality", "multiplicative-chernoff", "barron-approximation",
}  # fmt: skip
BOUNDS = [r.id for r in BOOK.rules if issubclass(r.conclusion.type, Bound)]


@pytest.mark.parametrize("id_", [id_ for id_ in BOUNDS if id_ not in GENEROUS])
def test_a_fifth_of_a_bound_is_refuted(id_):
    old = tried(id_)
    assert refuting(BOOK, old, scaled(old, 5), worlds(), depth=1)


# -- the worlds themselves -----------------------------------------------------------------------------------------------------------


def test_every_fact_is_stated_of_every_draw():
    for world in worlds():
        for known in world.facts(BOOK):
            for value in known.fact.values.values():
                assert (
                    not getattr(value, "ndim", 0) or len(value) == world.draws or known.fact.value_names != ("value",)
                )


def test_suprema_over_signs_by_enumeration():
    rng = np.random.default_rng(3)
    light, heavy = rng.integers(0, 3, (4, 3)), rng.integers(0, 2, (4, 3))
    for row in range(4):
        x = np.repeat(np.arange(3), light[row] + heavy[row])
        weight = np.concatenate([np.repeat([1, 3], [a, b]) for a, b in zip(light[row], heavy[row], strict=True)])
        sums = np.array(np.meshgrid(*[[-1, 1]] * len(x))).reshape(len(x), -1).T * weight  # sign vector, observation
        cube = np.abs(np.stack([sums[:, x == k].sum(axis=1) for k in range(3)])).sum(axis=0).mean()
        thresholds = np.max([(sums * np.where(x >= t, 1, -1)).sum(axis=1) for t in range(4)], axis=0).mean()
        assert signs.cube_supremum(light[[row]], heavy[[row]], 3)[0] == pytest.approx(cube)
        assert signs.threshold_supremum(light[[row]], heavy[[row]], 3)[0] == pytest.approx(thresholds)


def test_a_conclusion_of_which_the_truth_is_not_known_is_an_error():
    world = made("codebook", SEED, DRAWS)
    ignorant = replace(world, truths={q: f for q, f in world.truths.items() if q is not Risk})
    with pytest.raises(MissingTruth, match=r"AtMost\[Risk\]"):
        judge(ignorant, derivations(world.facts(BOOK), BOOK))
    assert judge(ignorant, derivations(world.facts(BOOK), BOOK), not_simulated=[Risk])


def test_a_true_rule_is_not_refuted():
    world = made("noisy classification", SEED, DRAWS)
    found = derivations(world.facts(BOOK), BOOK, [AtMost[Risk]])
    assert not [v for v in judge(world, found) if v.refuted]
