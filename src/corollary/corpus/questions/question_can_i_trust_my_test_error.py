"""The best of many useless rules on one test set, and intervals from cross-validation."""

from typing import TYPE_CHECKING

from corollary.corpus.questions._training import digits
from corollary.logic.experiment import Comparison, Lab, Outcome, Panel, Series, curve, experiment, numbers, repeated

if TYPE_CHECKING:
    import numpy as np

TEST = 200
RULES = (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000)
SIZES = (40, 80, 160, 320)
Z = 1.959963984540054


def least_of(rules: int) -> float:
    """Mean of the least of so many independent binomial proportions with parameter 1/2 and 200 trials."""
    import numpy as np
    from scipy.stats import binom

    return float((binom.sf(np.arange(TEST), TEST, 0.5) ** rules).sum() / TEST)


def _best(rng: "np.random.Generator", images: "np.ndarray", rules: "tuple[int, ...]") -> "np.ndarray":
    """Error of the best of the first M rules on the test set and on fresh digits, shape (2, len(rules))."""
    import numpy as np

    order = rng.permutation(len(images))
    labels = rng.random(len(images)) < 0.5
    wrong = (labels != (images[order] @ rng.normal(size=(images.shape[1], max(rules))) > 0).T).astype(np.float32)
    seen, fresh = wrong[:, :TEST].mean(axis=1), wrong[:, TEST:].mean(axis=1)
    winners = [int(seen[:count].argmin()) for count in rules]
    return np.array([seen[winners], fresh[winners]])


def _interval(rng: "np.random.Generator", x: "np.ndarray", y: "np.ndarray", n: int) -> bool:
    """Whether the interval from ten folds on n tumours covers the error, on the others, of the rule trained on the n."""
    import numpy as np

    order = rng.permutation(len(y))
    inside, out = order[:n], order[n:]

    def errors(train: "np.ndarray", test: "np.ndarray") -> "np.ndarray":
        a = x[train]
        w = np.linalg.solve(a.T @ a + 0.1 * len(train) * np.eye(a.shape[1]), a.T @ y[train])
        return np.asarray((x[test] @ w) * y[test] <= 0, float)

    folds = np.array_split(inside, 10)
    losses = np.concatenate([errors(np.setdiff1d(inside, fold), fold) for fold in folds])
    half = Z * losses.std(ddof=1) / n**0.5
    return bool(abs(losses.mean() - errors(inside, out).mean()) <= half)


@experiment("question-can-i-trust-my-test-error")
def reuse(lab: Lab) -> Outcome:
    """Digits with random labels: the best of up to 10,000 random linear rules; and ten-fold intervals on tumours."""
    import numpy as np
    from sklearn.datasets import load_breast_cancer

    images = digits()[0]
    images = images - images.mean(axis=0)
    rules, runs = lab.pick(RULES, RULES[:7:2]), lab.pick(100, 40)
    found = []
    for run in range(runs):
        lab.say(f"permutation {run + 1}", 0.7 * run / runs)
        found.append(_best(lab.rng(f"labels {run}"), images, rules))
    seen, fresh = (
        repeated(name, rules, np.array(found)[:, at]) for at, name in enumerate(("on the test set", "on fresh digits"))
    )
    theory = [least_of(count) for count in rules]
    bound = [0.5 - float(np.sqrt(np.log(count) / (2 * TEST))) for count in rules]
    x, y = load_breast_cancer(return_X_y=True)
    x, y = np.column_stack([(x - x.mean(axis=0)) / x.std(axis=0), np.ones(len(y))]), 2.0 * y - 1
    sizes, draws = SIZES, lab.pick(1000, 150)
    hits = []
    for place, n in enumerate(sizes):
        lab.say(f"cross-validation, n = {n}", 0.7 + 0.3 * place / len(sizes))
        rng = lab.rng(f"folds {n}")
        hits.append(np.mean([_interval(rng, x, y, n) for _ in range(draws)]))
    covered = np.array(hits)
    cover = Series(
        "ten folds, measured", "measured", numbers(sizes), numbers(covered),
        error=numbers(np.sqrt(np.maximum(covered * (1 - covered), 1e-3) / draws)),
    )  # fmt: skip
    panels = (
        Panel(
            f"Best of M useless rules, {TEST} test digits", "number of rules M", "error (fraction)",
            (
                seen, fresh,
                curve("mean least of M binomials (theory)", rules, theory, group=seen.name),
                curve("at least, by the selection bound", rules, bound, group=seen.name, bound=True),
                curve("risk 1/2 (theory)", rules, [0.5] * len(rules), group=fresh.name),
            ),
            x_log=True,
        ),
        Panel(
            "Intervals from cross-validation, tumours", "sample size n", "coverage (fraction)",
            (cover, curve("nominal 95%", sizes, [0.95] * len(sizes), group=cover.name)), y_range=(0.5, 1.0),
        ),
    )  # fmt: skip
    small = [place for place, count in enumerate(rules) if count <= 100]
    apart = float(np.abs(np.array(seen.y) - theory)[small].max())
    return Outcome(
        panels,
        (
            Comparison("on the error of the best of up to 100 rules", 100 * apart, 1.5, "points", "agree"),
            Comparison("on its error on fresh digits", 100 * float(np.abs(np.array(fresh.y) - 0.5).max()), 1.5, "points from 50", "agree"),
            Comparison("on the coverage of intervals from cross-validation", 100 * float(0.95 - covered.min()), 2, "points short of 95%", "part"),
        ),
    )  # fmt: skip
