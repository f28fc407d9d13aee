"""Soundness as a claim about the world: over many problems with known risk, reports with a false bound are at most delta of all.

Each problem is a law on finitely many labelled points, so the risk of any model is a finite sum.
"""

import numpy as np
import pytest
from scipy.stats import binomtest

from corollary import corpus
from corollary.corpus.learning.risk import Risk
from corollary.logic import AtMost
from corollary.logic.derive import derive
from corollary.observe.facts import facts
from corollary.observe.setting import ZERO_ONE, read_setting

DELTA = 0.1
PROBLEMS = 300


def problem(rng):
    """Points in the plane, their probabilities, and the probability of label 1 at each."""
    count = int(rng.integers(4, 40))
    points = rng.normal(size=(count, 2))
    weights = rng.dirichlet(np.full(count, rng.choice([0.3, 1.0, 5.0])))
    signal = 1 / (1 + np.exp(-rng.choice([1.0, 4.0, 20.0]) * (points[:, 0] + 0.3 * points[:, 1] ** 2 - 0.2)))
    return points, weights, signal


def draw(rng, law, n):
    points, weights, signal = law
    which = rng.choice(len(points), size=n, p=weights)
    return points[which], (rng.random(n) < signal[which]).astype(int)


def risk(setting, law):
    """The probability that the model decides wrongly."""
    points, weights, signal = law
    decided = setting.model.decide(setting.model.predict(points))
    return float(np.sum(weights * np.where(decided == 1, 1 - signal, signal)))


def logistic(rng, x, y):
    from sklearn.linear_model import LogisticRegression

    return (
        LogisticRegression(C=float(rng.choice([0.01, 1.0, 100.0]))).fit(x, y)
        if len(set(y)) == 2
        else memoriser(rng, x, y)
    )


def perceptron(rng, x, y):
    from sklearn.neural_network import MLPClassifier

    if len(set(y)) < 2:
        return memoriser(rng, x, y)
    return MLPClassifier((6,), solver="lbfgs", max_iter=60, random_state=int(rng.integers(2**31))).fit(x, y)


def memoriser(rng, x, y):
    """Answers with the label of the nearest training example: no error on the sample."""

    def predict(inputs):
        nearest = np.argmin(((np.asarray(inputs)[:, None] - x[None]) ** 2).sum(-1), axis=1)
        return np.stack([1.0 - y[nearest], y[nearest]], axis=1)

    return predict


def best_of_many(rng, x, y):
    """The best of 200 random half-planes on the training sample."""
    slopes = rng.normal(size=(200, 3))
    scores = slopes[:, :2] @ x.T + slopes[:, 2:]
    best = slopes[np.argmin(((scores > 0) != y).mean(1))]
    return lambda inputs: np.asarray(inputs) @ best[:2] + best[2]


def coin(rng, x, y):
    """Ignores the data."""
    direction = rng.normal(size=2)
    return lambda inputs: np.asarray(inputs) @ direction


FITTERS = [logistic, memoriser, best_of_many, coin]


def has_false_bound(rng, fit, honest=True):
    """Whether any bound on the risk in the report of one problem is false."""
    law = problem(rng)
    train, test = draw(rng, law, int(rng.integers(20, 200))), draw(rng, law, int(rng.integers(10, 120)))
    model = fit(rng, *train)
    setting = read_setting(model, train, test if honest else train)
    result = derive([AtMost[Risk]], facts(setting), corpus.book(), delta=DELTA, about={"loss": ZERO_ONE})
    assert result.conclusions
    truth = risk(setting, law)
    return any(c.number < truth for c in result.of(AtMost[Risk]))


@pytest.mark.parametrize("share", range(4))
def test_reports_with_a_false_bound_are_at_most_delta_of_all(share):
    rng = np.random.default_rng([7, share])
    false = [has_false_bound(rng, FITTERS[i % len(FITTERS)]) for i in range(PROBLEMS // 4)]
    assert binomtest(sum(false), len(false), DELTA, alternative="greater").pvalue > 1e-4


def test_networks_too():
    rng = np.random.default_rng(11)
    false = [has_false_bound(rng, perceptron) for _ in range(12)]
    assert binomtest(sum(false), len(false), DELTA, alternative="greater").pvalue > 1e-4


def test_this_test_can_fail():
    rng = np.random.default_rng(5)
    false = [has_false_bound(rng, memoriser, honest=False) for _ in range(60)]
    assert binomtest(sum(false), len(false), DELTA, alternative="greater").pvalue < 1e-4
