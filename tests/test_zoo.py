"""The zoo against truth: traits of functions by calculation on grids, proofs replayed, citations that exist."""

import math

import numpy as np
import pytest

from corollary import text, zoo
from corollary.errors import InputError

ZOO = zoo.load()
CORPUS = text.load()
WIDE = np.concatenate([-np.logspace(2.5, -6, 800), [0.0], np.logspace(-6, 2.5, 800)])  # exp(-m) stays finite
FINE = np.linspace(-6, 6, 2401)
ERF = np.vectorize(math.erf)
GAMMA, BETA = 0.7, 0.3

FUNCTIONS = {
    "zero-one-margin-loss": lambda m: (m <= 0).astype(float),
    "hinge-loss": lambda m: np.maximum(0, 1 - m),
    "squared-hinge-loss": lambda m: np.maximum(0, 1 - m) ** 2,
    "logistic-loss": lambda m: np.logaddexp(0, -m),
    "exponential-loss": lambda m: np.exp(-m),
    "squared-loss": lambda m: (1 - m) ** 2,
    "absolute-loss": lambda m: np.abs(1 - m),
    "perceptron-loss": lambda m: np.maximum(0, -m),
    "ramp-loss": lambda m: np.clip(1 - m / GAMMA, 0, 1),
    "relu": lambda t: np.maximum(t, 0),
    "leaky-relu": lambda t: np.maximum(t, 0) + BETA * np.minimum(t, 0),
    "heaviside": lambda t: (t >= 0).astype(float),
    "logistic-function": lambda t: np.exp(-np.logaddexp(0, -t)),
    "tanh": np.tanh,
    "softplus": lambda t: np.logaddexp(0, t),
    "gelu": lambda t: t * (1 + ERF(t / math.sqrt(2))) / 2,
    "identity": lambda t: t,
    "square": lambda t: t**2,
}


def chords(f, low, high, count=4001):
    x = np.linspace(low, high, count)
    return x, np.diff(f(x)) / np.diff(x)


def continuous(f):
    return all(abs(f(np.array([p - 1e-9])) - f(np.array([p + 1e-9])))[0] < 1e-6 for p in np.linspace(-3, 3, 61))


def differentiable(f):
    h = 1e-6
    right = [(f(np.array([p + h])) - f(np.array([p])))[0] / h for p in np.linspace(-3, 3, 601)]
    left = [(f(np.array([p])) - f(np.array([p - h])))[0] / h for p in np.linspace(-3, 3, 601)]
    kinks = [f(np.array([p + h])) + f(np.array([p - h])) - 2 * f(np.array([p])) for p in (0.0, 1.0, GAMMA)]
    return continuous(f) and np.max(np.abs(np.subtract(right, left))) < 1e-3 and all(abs(k[0]) < 1e-8 for k in kinks)


def convex(f, mu=0.0):
    rng = np.random.default_rng(0)
    x, y = rng.uniform(-8, 8, (2, 20_000))
    middle = f((x + y) / 2) - (f(x) + f(y)) / 2 + mu / 8 * (x - y) ** 2
    return bool(np.all(middle <= 1e-9)) and continuous(f)


def lipschitz(f):
    return continuous(f) and all(np.max(np.abs(chords(f, -r, r)[1])) < 3 for r in (5, 50, 300))


def smooth(f):
    if not differentiable(f):
        return False
    for r in (5, 50, 300):
        x, slope = chords(f, -r, r)
        if np.max(np.abs(np.diff(slope)) / (x[1] - x[0])) > 5:
            return False
    return True


def falling(f):
    h = 1e-6
    at = f(np.array([-h, 0.0, h]))
    return abs(at[2] - at[1] - (at[1] - at[0])) < 1e-9 and at[2] < at[0] - h / 2


def calibrated(f):
    """H⁻(η) > H(η) on a grid of η, both by minimising over scores."""
    scores = np.concatenate([-np.logspace(2, -5, 600), [0.0], np.logspace(-5, 2, 600)])
    for eta in (0.05, 0.2, 0.35, 0.45, 0.55, 0.65, 0.8, 0.95):
        risk = eta * f(scores) + (1 - eta) * f(-scores)
        if risk[scores * (2 * eta - 1) <= 0].min() - risk.min() < 1e-4:
            return False
    return True


def polynomial(f):
    x = np.linspace(-3, 3, 400)
    return bool(np.max(np.abs(np.polynomial.Polynomial.fit(x, f(x), 4)(x) - f(x))) < 1e-8)


TESTS = {
    "continuous": continuous,
    "differentiable": differentiable,
    "nonconstant": lambda f: np.ptp(f(FINE)) > 0.1,
    "bounded": lambda f: np.max(np.abs(f(WIDE))) < 2,
    "convex": convex,
    "strongly-convex": lambda f: convex(f, 0.05) and convex(lambda x: f(x + 40), 0.05),
    "lipschitz": lipschitz,
    "smooth": smooth,
    "nonincreasing": lambda f: bool(np.all(np.diff(f(FINE)) <= 1e-12)),
    "nondecreasing": lambda f: bool(np.all(np.diff(f(FINE)) >= -1e-12)),
    "falling": falling,
    "majorant": lambda f: bool(np.all(f(WIDE) >= (WIDE <= 0))),
    "calibrated": calibrated,
    "sigmoidal": lambda f: abs(f(np.array([-300.0]))[0]) < 1e-9 and abs(f(np.array([300.0]))[0] - 1) < 1e-9,
    "homogeneous": lambda f: all(np.allclose(f(s * FINE), s * f(FINE)) for s in (0, 0.5, 3)),
    "polynomial": polynomial,
}  # fmt: skip


@pytest.mark.parametrize("id", FUNCTIONS)
def test_every_known_trait_of_a_function_is_what_a_calculation_says(id):
    wrong = {
        name: trait
        for name, trait in ZOO.traits(id).items()
        if name in TESTS and bool(TESTS[name](FUNCTIONS[id])) != trait.value
    }
    assert wrong == {}


def test_the_calculations_can_tell():
    """Each test holds of some function and fails of another."""
    for name, test in TESTS.items():
        functions = [*FUNCTIONS.values(), lambda x: 0 * x]
        assert {bool(test(f)) for f in functions} == {True, False}, name


def test_losses_and_activations_are_all_calculated():
    assert set(FUNCTIONS) == {id for id, one in ZOO.animals.items() if one.kind in ("loss", "activation")}


def test_a_class_has_finite_vc_dimension_exactly_if_it_is_learnable():
    for id, one in ZOO.animals.items():
        traits = {name: trait.value for name, trait in ZOO.traits(id).items()}
        if one.kind == "class" and traits["binary"]:
            assert traits["pac"] == traits["agnostic"] == traits["finite-vc"]


def shattered(labellings, points):
    return len({tuple(row) for row in labellings(points)}) == 2 ** len(points)


def test_the_vc_dimensions_that_the_classes_are_said_to_have():
    rng = np.random.default_rng(1)
    plane = rng.normal(size=(20_000, 3))

    def halfspaces(points):
        return (np.c_[points, np.ones(len(points))] @ plane.T >= 0).T

    assert shattered(halfspaces, np.array([[0.0, 0], [1, 0], [0, 1]]))
    assert not any(shattered(halfspaces, rng.normal(size=(4, 2))) for _ in range(20))
    n = 6
    at = 2.0 ** -np.arange(1, n + 1)
    labels = [[y >> j & 1 for j in range(n)] for y in range(2**n)]
    theta = np.array([np.pi * (1 + sum((1 - y) * 2 ** (j + 1) for j, y in enumerate(row))) for row in labels])
    assert np.array_equal(np.sin(np.outer(theta, at)) >= 0, np.array(labels) == 1)


def test_every_citation_exists_and_every_assertion_has_one():
    cited = [one.defined for one in (*ZOO.kinds.values(), *ZOO.properties.values()) if one.defined]
    reasons = [reason for _, reason in ZOO.rules.values()]
    reasons += [reason for one in ZOO.animals.values() for _, reason in one.asserted.values()]
    assert all(reason.by for reason in reasons)
    assert {*cited, *(id for reason in reasons for id in reason.by)} <= set(CORPUS.entries)


def test_definitions_prove_nothing_alone():
    """What cites only definitions says how it is calculated, unless the definition's own page says it."""
    bare = [
        (id, name)
        for id, one in ZOO.animals.items()
        for name, (_, reason) in one.asserted.items()
        if name != one.kind and not reason.because and all(CORPUS.entry(by).kind == "definition" for by in reason.by)
    ]
    stated = {"bounded", "lipschitz", "nonincreasing", "majorant", "homogeneous"}  # margin-loss, activation-function
    assert {name for _, name in bare} <= stated and {id for id, _ in bare} <= {
        "ramp-loss",
        "relu",
        "leaky-relu",
        "identity",
    }


def test_a_proof_is_a_chain_from_asserted_traits_by_implications():
    for id, one in ZOO.animals.items():
        for name, trait in ZOO.traits(id).items():
            known = {key: value for key, (value, _) in one.asserted.items()}
            if not trait.steps:
                assert known[name] == trait.value
            for step in trait.steps:
                assert all(known[key] == value for key, value in step.known)
                known[step.then[0]] = step.then[1]
            assert known[name] == trait.value


def test_search_by_formula():
    assert ZOO.search("convex & ~calibrated") == ["perceptron-loss"]
    assert ZOO.search('"agnostic PAC learnable" & ~"uniform convergence"') == ["ball-with-projections"]
    with pytest.raises(InputError, match="unknown property"):
        ZOO.search("convecks")
    with pytest.raises(InputError, match="no object"):
        ZOO.traits("unicorn")


def test_a_file_that_is_no_zoo_is_one_sentence(tmp_path):
    for content in ("- 1", "kinds: [", "kinds: {}", "\x00"):
        (tmp_path / "zoo.yaml").write_text(content)
        with pytest.raises(InputError, match="not a zoo"):
            zoo.load.__wrapped__(tmp_path / "zoo.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        zoo.load.__wrapped__(tmp_path / "nothing.yaml")
