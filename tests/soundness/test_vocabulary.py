"""What must never share a type: the rows of the vocabulary's table, held against the corpus.

A row names facts of which one could be given where the other is needed. They have to be different types, and nothing may follow from
the wrong one: all hypotheses of a rule are given but one, in its place the wrong fact, and its conclusion is asked for with all rules.
"""

from dataclasses import dataclass

import pytest

from corollary import corpus
from corollary.logic.evidence import Known
from corollary.logic.facts import AtLeast, AtMost, Bound, ChosenBefore, Equals, Fact, Member
from corollary.logic.theorem import Theorem, accepts
from tests.soundness.harness import derivations

BOOK, WORDS = corpus.book(), corpus.vocabulary()
DEPTH = 4


def rule(id_: str) -> Theorem:
    return next(r for r in BOOK.rules if r.id == id_)


def quantity(name: str):
    """A quantity of the corpus by its name; `Expected[Gap, sample]` and `ForAll[Gap, hypotheses]` too."""
    if name in WORDS:
        return WORDS[name]
    concluded = {kind.quantity.__name__: kind.quantity for kind in BOOK.concluding if issubclass(kind, Bound)}
    return concluded[name]


def fact(kind: type[Fact], variables: tuple[str, ...]) -> Fact:
    """A fact of the type about these objects; its numbers do not matter here."""
    return kind._make(dict(zip(kind.role_names, variables, strict=True)), dict.fromkeys(kind.value_names, 2))


def hypotheses(of: Theorem) -> dict[str, Fact]:
    """A fact for each premise of the rule, about objects that are named like its variables."""
    return {p.name: fact(p.type, p.variables) for p in of.premises}


def follows(of: Theorem, facts, using: Fact | None = None) -> bool:
    """Whether the conclusion of the rule, about the objects named like its variables, can be derived; if `using`, from that fact."""
    return bool(ways(of, facts, using))


def ways(of: Theorem, facts, using: Fact | None = None) -> list[set[str]]:
    """The derivations of the conclusion, each as the set of rules that it uses."""
    goal = of.conclusion
    found = derivations([Known(f) for f in facts], BOOK, [goal.type], DEPTH)
    found = [d for d in found if accepts(goal.type, d.type) and tuple(d.roles.values()) == goal.variables]
    return [{r.id for r in d.rules} for d in found if using is None or any(leaf.fact is using for leaf in d.leaves)]


@dataclass(frozen=True)
class Swap:
    """In `rule`, a fact about another quantity in place of the hypothesis `premise`. `right` names rules that ask for that fact."""

    row: str
    rule: str
    premise: str
    quantity: str
    objects: tuple[str, ...] = ()
    form: type = AtMost
    right: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.row}: {self.quantity} for {self.premise} of {self.rule}"


MEAN = "mean under the law | empirical mean"
ONE = "one predictor | all at once | the output of an algorithm"
EXPECTED = "for every sample | in expectation | with probability"
SIDES = "one-sided above | one-sided below | two-sided"
CLASS = "complexity of predictors | of losses | of margin losses"
RADEMACHER = "Rademacher: empirical | expected"
PARAMETER = "in the prediction | in the parameter"
EXCESS = "excess over Bayes | over the best in class; signed | absolute"
NORMS = "radius of the class | measured after training"
ITERATES = "last iterate | best; objective gap | gradient norm"
COUNTS = "hidden layers | affine maps; units | parameters | bits"
EXACT = "exact value | upper bound on it"
UNITS = "variance | proxy; nats | bits"

SWAPS = [
    Swap(MEAN, "risk-from-gap", "empirical", "Risk", ("predictor", "loss", "law")),
    Swap(MEAN, "test-set-bound", "errors", "Risk", ("predictor", "loss", "law")),
    Swap(MEAN, "test-set-bound", "errors", "EmpiricalRisk", ("predictor", "loss", "sample")),
    Swap(MEAN, "binomial-kl-bound", "empirical", "Mean", ("variable", "law")),
    Swap(MEAN, "markov-inequality", "mean", "EmpiricalMean", ("variable", "sample")),
    Swap(MEAN, "bernstein-inequality", "variance", "SampleVariance", ("variable", "sample")),
    Swap(MEAN, "empirical-bernstein", "variance", "Variance", ("variable", "law"), right=("cantelli-inequality", "bernstein-inequality")),
    Swap(MEAN, "pac-bayes-kl-bound", "empirical", "GibbsRisk", ("posterior", "loss", "law")),
    Swap(MEAN, "pac-bayes-kl-bound", "empirical", "DrawnEmpiricalRisk", ("posterior", "loss", "sample")),
    Swap(MEAN, "clopper-pearson-interval", "count", "SuccessProbability", ("event", "law")),
    Swap(ONE, "excess-risk-decomposition", "deviation", "Deviation", ("predictor", "loss", "law", "sample")),
    Swap(ONE, "holdout-selection-bound", "errors", "EmpiricalRisk", ("hypotheses", "loss", "heldout")),
    Swap(EXPECTED, "risk-from-gap", "gap", "Expected[Gap, sample]", ("predictor", "loss", "law", "sample")),
    Swap(EXPECTED, "risk-from-gap", "gap", "Expected[UniformGap, sample]", ("predictor", "loss", "law", "sample")),
    Swap(SIDES, "gap-from-deviation", "deviation", "Gap", ("predictor", "loss", "law", "sample"), AtLeast),
    Swap(SIDES, "excess-risk-decomposition", "deviation", "ForAll[Gap, hypotheses]", ("hypotheses", "loss", "law", "sample")),
    Swap(SIDES, "excess-risk-decomposition", "deviation", "UniformGap", ("hypotheses", "loss", "law", "sample")),
    Swap(SIDES, "infinite-vc-not-learnable", "dimension", "VCDimension", ("hypotheses",), AtMost),
    Swap(SIDES, "sauer-shelah-lemma", "dimension", "VCDimension", ("hypotheses",), AtLeast),
    Swap(CLASS, "empirical-rademacher-bound", "complexity", "EmpiricalRademacher", ("hypotheses", "sample")),
    Swap(CLASS, "margin-bound-rademacher", "hypotheses", "EmpiricalLossRademacher", ("hypotheses", "ramp", "sample")),
    Swap(CLASS, "contraction-lemma", "hypotheses", "EmpiricalLossRademacher", ("hypotheses", "other", "sample")),
    Swap(RADEMACHER, "empirical-rademacher-bound", "complexity", "LossRademacher", ("hypotheses", "loss", "law", "sample"), right=("rademacher-generalization-bound",)),
    Swap(RADEMACHER, "rademacher-generalization-bound", "complexity", "EmpiricalLossRademacher", ("hypotheses", "loss", "sample"), right=("empirical-rademacher-bound",)),
    Swap(RADEMACHER, "symmetrization", "complexity", "EmpiricalLossRademacher", ("hypotheses", "loss", "sample")),
    Swap(PARAMETER, "stability-of-regularized-erm", "lipschitz", "LossLipschitz", ("loss",)),
    Swap(PARAMETER, "lipschitz-loss-linear-bound", "lipschitz", "ParameterLipschitz", ("loss",)),
    Swap(PARAMETER, "contraction-lemma", "loss", "ParameterLipschitz", ("loss",)),
    Swap(EXCESS, "finite-class-erm-bound", "optimization", "ExcessRisk", ("predictor", "loss", "law")),
    Swap(EXCESS, "finite-class-erm-bound", "optimization", "EstimationError", ("predictor", "hypotheses", "loss", "law")),
    Swap(EXCESS, "excess-risk-decomposition", "optimization", "EmpiricalRisk", ("predictor", "loss", "sample")),
    Swap(EXCESS, "excess-risk-decomposition", "optimization", "ApproximationError", ("hypotheses", "loss", "law")),
    Swap(NORMS, "golowich-rademacher-bound", "norms", "FrobeniusNormProduct", ("hypotheses",)),
    Swap(NORMS, "path-norm-rademacher-bound", "norms", "PathNorm", ("hypotheses",)),
    Swap(NORMS, "multiclass-norm-rademacher-bound", "norms", "GroupNormProduct", ("hypotheses",)),
    Swap(NORMS, "spectral-complexity-bound", "radii", "SpectralComplexity", ("hypotheses",)),
    Swap(NORMS, "posthoc-norm-margin-bound", "product", "FrobeniusProductBound", ("predictor",)),
    Swap(NORMS, "posthoc-path-margin-bound", "path", "PathNormBound", ("predictor",)),
    Swap(NORMS, "linear-margin-bound", "hypotheses", "LinearRadiusL1", ("hypotheses",)),
    Swap(NORMS, "linear-margin-bound", "inputs", "RootMeanSquareNorm", ("sample",), right=("rademacher-linear-l2",)),
    Swap(ITERATES, "descent-lemma", "gradient", "BestSquaredGradient", ("method", "objective"), AtLeast),
    Swap(ITERATES, "gradient-descent-nonconvex-stationarity", "start", "LastDecrease", ("method", "objective")),
    Swap(ITERATES, "gradient-descent-stability-threshold", "sharpness", "Smoothness", ("objective",), AtMost),
    Swap(ITERATES, "descent-lemma", "objective", "Sharpness", ("objective", "point")),
    Swap(COUNTS, "univariate-linear-pieces", "units", "HiddenWidth", ("network",)),
    Swap(COUNTS, "linear-regions-upper-bound", "width", "HiddenUnits", ("network",)),
    Swap(COUNTS, "finite-precision-network-class", "parameters", "HiddenUnits", ("network",)),
    Swap(COUNTS, "finite-precision-network-class", "bits", "ParameterCount", ("network",)),
    Swap(COUNTS, "posthoc-spectral-margin-bound", "width", "HiddenWidth", ("predictor",)),
    Swap(COUNTS, "deep-network-memorization", "width", "HiddenUnits", ("network",), AtLeast),
    Swap(EXACT, "posthoc-norm-margin-bound", "depth", "Depth", ("predictor",), AtMost),
    Swap(EXACT, "bias-variance-decomposition", "bias", "SquaredBias", ("predictor", "sample", "law"), AtMost),
    Swap(EXACT, "lipschitz-product-bound", "product", "LipschitzConstant", ("network",), AtLeast),
    Swap(EXACT, "gram-iteration-spectral-bound", "frobenius", "PowerIterate", ("matrix", "seed")),
    Swap(UNITS, "sub-gaussian-sum", "proxy", "Variance", ("variable", "law"), right=("cantelli-inequality", "bernstein-inequality")),
    Swap(UNITS, "chebyshev-inequality", "variance", "SubGaussianProxy", ("variable", "law")),
    Swap(UNITS, "bernstein-inequality", "variance", "VariableRange", ("variable", "law"), right=("hoeffding-lemma",)),
    Swap(UNITS, "kraft-inequality", "entropy", "ExpectedLength", ("code", "law"), AtLeast),
    Swap(UNITS, "maximal-inequality-sub-gaussian", "proxy", "SubGaussianProxy", ("family", "law")),
]  # fmt: skip


@pytest.mark.parametrize("swap", SWAPS, ids=str)
def test_the_wrong_fact_gives_nothing(swap):
    of = rule(swap.rule)
    given = hypotheses(of)
    assert follows(of, given.values()), "the right facts give the conclusion"
    kind = swap.form[quantity(swap.quantity)]
    assert not accepts(next(p.type for p in of.premises if p.name == swap.premise), kind) or swap.objects != tuple(
        given[swap.premise].roles.values()
    )
    wrong = given[swap.premise] = fact(kind, swap.objects)
    assert all(rules & set(swap.right) and swap.rule not in rules for rules in ways(of, given.values(), using=wrong))


# -- independence, membership, output: facts, never habits ------------------------------------------------------------------------

GUARDED = [(r, p.name) for r in BOOK.rules for p in r.premises if p.type in (ChosenBefore, Member)]


@pytest.mark.parametrize(("of", "premise"), GUARDED, ids=[f"{r.id}: {name}" for r, name in GUARDED])
def test_nothing_follows_without_independence_or_membership(of, premise):
    """Neither if it is not said, nor if it is said of another sample or class."""
    given = hypotheses(of)
    right = given.pop(premise)
    assert follows(of, [*given.values(), right])
    assert not follows(of, given.values())
    place = "sample" if isinstance(right, ChosenBefore) else "hypotheses"
    assert not follows(of, [*given.values(), right.about(**{place: "another"})])


def test_a_bound_for_all_holds_for_a_member_and_for_nobody_else():
    for_all = fact(AtMost[quantity("ForAll[Gap, hypotheses]")], ("hypotheses", "loss", "law", "sample"))
    gap = rule("gap-from-deviation")  # any rule that concludes the gap of `predictor`
    assert follows(gap, [for_all, Member()])
    assert not follows(gap, [for_all])
    assert not follows(gap, [for_all, ChosenBefore("predictor", "sample")])
    assert not follows(gap, [fact(AtMost[quantity("UniformGap")], ("hypotheses", "loss", "law", "sample")), Member()])


def test_a_bound_for_one_is_none_for_all():
    one = fact(AtMost[quantity("Gap")], ("predictor", "loss", "law", "sample"))
    for_all = rule("rademacher-generalization-bound")
    assert not follows(for_all, [one, Member(), ChosenBefore("predictor", "sample")])


def test_what_was_measured_on_a_sample_was_not_fixed_before_it():
    from corollary.logic.consistency import ContradictionError, check_consistent
    from corollary.logic.evidence import Evidence

    measured = Known(
        fact(AtMost[quantity("LogCardinality")], ("H",)), Evidence("measured", "", seen=frozenset({"train"}))
    )
    check_consistent([measured, Known(ChosenBefore("H", "heldout"))])
    with pytest.raises(ContradictionError):
        check_consistent([measured, Known(ChosenBefore("H", "train"))])


# -- forms ----------------------------------------------------------------------------------------------------------------------

BOUNDED = [(r, p) for r in BOOK.rules for p in r.premises if issubclass(p.type, Bound)]


def test_an_upper_bound_never_feeds_a_premise_that_asks_for_a_lower_one():
    for of, premise in BOUNDED:
        for form in (AtMost, AtLeast, Equals):
            given = form[premise.type.quantity]
            assert accepts(premise.type, given) == (given is premise.type or form is Equals), (
                of.id,
                premise.name,
                form,
            )


def test_every_two_quantities_are_different_types_and_say_different_things():
    quantities = [q for q in WORDS.values() if not issubclass(q, Fact)]
    assert len({id(AtMost[q]) for q in quantities}) == len(quantities)
    sentences = [q.says.format(**{role: role for role in q.roles}) for q in quantities]
    repeated = {s for s in sentences if sentences.count(s) > 1}
    assert not repeated


def test_a_sample_is_one_sample():
    """The empirical risk on one sample and the independence of another give no bound, in whatever rule."""
    of = rule("test-set-bound")
    given = hypotheses(of)
    given["before"] = ChosenBefore("predictor", "sample")
    given["iid"] = given["heldout"].about(sample="sample")
    assert not follows(of, given.values())


def test_a_margin_chosen_on_the_sample_pays_for_it():
    """Bounds at a fixed margin ask for it; those after training take any margin and cost more."""
    for id_ in ("linear-margin-bound", "margin-bound-rademacher"):
        given = hypotheses(rule(id_))
        assert any(isinstance(f, ChosenBefore) and f.roles["hypotheses"] == "ramp" for f in given.values()), id_
    posthoc = [r for r in BOOK.rules if r.id.startswith("posthoc")]
    assert posthoc and not any(p.type is ChosenBefore for r in posthoc for p in r.premises)


def test_an_intercept_is_not_forgotten():
    """Halfspaces with an intercept have another dimension than those without, and networks with biases no norm of those without."""
    halfspaces, positive = rule("vc-dimension-halfspaces"), rule("vc-dimension-vector-space")
    one, other = (of(fact(of.premises[0].type, ("hypotheses",))).value for of in (halfspaces, positive))
    assert one == other + 1
    for of in (r for r in BOOK.rules if r.id.startswith("posthoc")):
        given = hypotheses(of)
        del given["bias_free"]
        assert not follows(of, given.values())


def test_entropies_are_in_nats_and_code_lengths_in_bits():
    assert quantity("Entropy").unit == quantity("KLDivergence").unit == "nats"
    assert quantity("ExpectedLength").unit == "bits"
