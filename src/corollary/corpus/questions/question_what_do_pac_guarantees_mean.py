"""Guarantees for two classifiers of digits, against their errors on held-out data."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.cardinality import LogCardinality
from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.finite_class_uniform_convergence import finite_class_uniform_convergence
from corollary.corpus.learning.finite_precision_network_class import (
    FinitePrecisionClass,
    finite_precision_network_class,
)
from corollary.corpus.learning.gibbs_predictor import EmpiricalGibbsRisk
from corollary.corpus.learning.gibbs_risk_monte_carlo import DrawnEmpiricalRisk, PosteriorDraws, gibbs_risk_monte_carlo
from corollary.corpus.learning.loss_function import LossRange, UnitLoss
from corollary.corpus.learning.margin_loss import RampLoss
from corollary.corpus.learning.pac_bayes_gaussian import GaussianPair, pac_bayes_gaussian
from corollary.corpus.learning.test_set_bound import test_set_bound
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.networks.feedforward_network import (
    BiasFree,
    ConstantExponent,
    Depth,
    GroupNormProduct,
    InputFrobeniusNorm,
    OutputUnits,
    ParameterBits,
    ParameterCount,
)
from corollary.corpus.networks.posthoc_multiclass_margin_bound import posthoc_multiclass_margin_bound
from corollary.corpus.networks.relu_network import ReluNetwork
from corollary.corpus.probability.iid_sample import Iid
from corollary.corpus.questions._training import adam, cross_entropy, digits, initial, keys, scores
from corollary.logic import AtMost, ChosenBefore, Confidence, Equals
from corollary.logic.experiment import Comparison, Lab, Outcome, Panel, experiment, predicted, repeated

if TYPE_CHECKING:
    import numpy as np

    from corollary.corpus.questions._training import Weights

SIZES = (100, 200, 400, 800, 1400)
DELTA = 0.05
DEVIATIONS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)  # of the weights under the posterior and under the prior
DRAWS = 60
MODELS = {"Linear classifier": (65, 10), "Two layers, 32 hidden units": (65, 32, 10)}
BOUNDS = ("held-out set", "PAC-Bayes, prior from half", "norms and margin", "number of parameters")


def margins(predicted: "np.ndarray", y: "np.ndarray") -> "np.ndarray":
    """Score of the true class minus the largest other score; predicted (n, classes)."""
    import numpy as np

    own = predicted[np.arange(len(y)), y]
    others = predicted.copy()
    others[np.arange(len(y)), y] = -np.inf
    return np.asarray(own - others.max(axis=1))


def error_rate(predicted: "np.ndarray", y: "np.ndarray") -> float:
    """Fraction with no positive margin."""
    return float((margins(predicted, y) <= 0).mean())


def held_out(errors: float, m: int, delta: float = DELTA) -> float:
    """The test-set bound."""
    facts = Iid(n=m), ZeroOneLoss(), ChosenBefore("predictor"), AtMost[EmpiricalRisk](errors)
    return float(test_set_bound(*facts, Confidence(delta)).value)


def norm_margin(weights: "Weights", x: "np.ndarray", y: "np.ndarray") -> float:
    """The bound from norms and margin, at the best margin of a grid; `x` has the constant coordinate 1."""
    import numpy as np

    layers = [np.asarray(weight, float) for weight, _ in weights]
    product = float(np.prod([np.linalg.norm(w) for w in layers[:-1]]) * np.linalg.norm(layers[-1], axis=0).sum())
    found = margins(np.asarray(scores(weights, x), float), y)
    best = np.inf
    for gamma in np.geomspace(1e-2, 1e4, 31):
        facts = (
            Iid(n=len(y)), ReluNetwork("predictor"), BiasFree("predictor"),
            Equals[ConstantExponent](0, network="predictor"), Equals[OutputUnits](10, network="predictor"),
            Equals[Depth](len(layers), network="predictor"), AtMost[GroupNormProduct](product, network="predictor"),
            AtMost[InputFrobeniusNorm](float(np.linalg.norm(x)), network="predictor"),
            RampLoss(loss="surrogate", gamma=float(gamma)),
            AtMost[EmpiricalRisk](float(np.clip(1 - found / gamma, 0, 1).mean()), loss="surrogate"), ZeroOneLoss(),
        )  # fmt: skip
        best = min(best, float(posthoc_multiclass_margin_bound(*facts, Confidence(DELTA)).value))
    return best


def parameter_count(count: int, errors: float, n: int) -> float:
    """The bound from 32 bits a parameter."""
    family = FinitePrecisionClass(), AtMost[ParameterCount](count), AtMost[ParameterBits](32)
    size = finite_precision_network_class(*family)
    facts = Iid(n=n), AtMost[LossRange](1.0), AtMost[LogCardinality](size.value), ChosenBefore(), ChosenBefore("loss")
    return errors + float(finite_class_uniform_convergence(*facts, Confidence(DELTA)).value)


def pac_bayes(
    prior: "Weights", weights: "Weights", x: "np.ndarray", y: "np.ndarray", rng: "np.random.Generator"
) -> "tuple[float, float]":
    """The best PAC-Bayes bound over the standard deviations, and that deviation; `x`, `y` do not touch the prior."""
    import numpy as np

    now, before = ([np.asarray(w, float) for w, _ in one] for one in (weights, prior))
    distance = float(np.sqrt(sum(((a - b) ** 2).sum() for a, b in zip(now, before, strict=True))))
    dimension = sum(w.size for w in now)
    best = (np.inf, 0.0)
    for deviation in DEVIATIONS:
        average = gibbs_error(now, deviation, x, y, rng)
        drawn = gibbs_risk_monte_carlo(
            PosteriorDraws(count=DRAWS), UnitLoss(), AtMost[DrawnEmpiricalRisk](average),
            Confidence(DELTA / 2 / len(DEVIATIONS)),
        )  # fmt: skip
        pair = GaussianPair(
            dimension=dimension, distance=distance, deviation=deviation, scale=deviation, scales=len(DEVIATIONS)
        )
        facts = Iid(n=len(y)), UnitLoss(), ChosenBefore("prior"), ChosenBefore("loss"), pair
        fit = AtMost[EmpiricalGibbsRisk](drawn.value)
        best = min(best, (float(pac_bayes_gaussian(*facts, fit, Confidence(DELTA / 2)).value), deviation))
    return best


def gibbs_error(
    layers: "list[np.ndarray]", deviation: float, x: "np.ndarray", y: "np.ndarray", rng: "np.random.Generator"
) -> float:
    """Mean error of networks drawn around the weights."""
    import numpy as np

    total = 0.0
    for _ in range(DRAWS):
        hidden = x
        for place, layer in enumerate(layers):
            hidden = hidden @ (layer + deviation * rng.normal(size=layer.shape))
            hidden = np.maximum(hidden, 0) if place < len(layers) - 1 else hidden
        total += error_rate(hidden, y) / DRAWS
    return total


def _train(
    shape: tuple[int, ...], x: "np.ndarray", y: "np.ndarray", lab: Lab, name: str
) -> "list[tuple[Weights, Weights]]":
    """For each split, trained on half and then on all: `x` (splits, n, 65), `y` (splits, n). Biases stay 0."""
    import jax
    import jax.numpy as jnp

    half = x.shape[1] // 2

    def train(key: "jax.Array", x: "jax.Array", y: "jax.Array") -> "tuple[Weights, Weights]":
        def loss(part: slice) -> "object":
            return lambda free: cross_entropy(scores([(w, jnp.zeros(w.shape[1])) for w in free], x[part]), y[part])

        start = [w for w, _ in initial(key, shape)]
        first = adam(loss(slice(half)), start, 200, 1e-2, decay=0.1)  # type: ignore[arg-type]
        return first, adam(loss(slice(None)), first, 100, 3e-3, decay=0.1)  # type: ignore[arg-type]

    first, last = jax.jit(jax.vmap(train))(keys(lab.rng(name), len(x)), jnp.asarray(x), jnp.asarray(y))

    def split(free: "list[jax.Array]", place: int) -> "Weights":
        return [(w[place], jnp.zeros(w.shape[2])) for w in free]

    return [(split(first, place), split(last, place)) for place in range(len(x))]


@experiment("question-what-do-pac-guarantees-mean")
def guarantees(lab: Lab) -> Outcome:
    """Handwritten digits: the error of two classifiers and four upper bounds on it, for 100 to 1400 training examples."""
    import numpy as np

    x, y = digits()
    x = np.column_stack([x, np.ones(len(x), np.float32)])
    sizes, splits = lab.pick(SIZES, SIZES[:3:2]), lab.pick(10, 3)
    orders = [lab.rng(f"split {s}").permutation(len(y)) for s in range(splits)]
    test = [order[SIZES[-1] :] for order in orders]
    panels, worst, factors = [], -np.inf, []
    for at, (name, shape) in enumerate(MODELS.items()):
        table = np.zeros((splits, len(sizes), 1 + len(BOUNDS)))
        for place, n in enumerate(sizes):
            lab.say(f"{name}, n = {n}", (at + place / len(sizes)) / len(MODELS))
            chosen = np.array([order[:n] for order in orders])
            for s, (prior, last) in enumerate(_train(shape, x[chosen], y[chosen], lab, f"{name} {n}")):
                a, b = x[chosen[s]], y[chosen[s]]
                fresh = error_rate(np.asarray(scores(last, x[test[s]])), y[test[s]])
                count = sum(w.size for w, _ in last)
                table[s, place] = (
                    fresh,
                    held_out(fresh, len(test[s])),
                    pac_bayes(prior, last, a[n // 2 :], b[n // 2 :], lab.rng(f"draws {n} {s}"))[0],
                    norm_margin(last, a, b),
                    parameter_count(count, error_rate(np.asarray(scores(last, a)), b), n),
                )
        bounds = (
            predicted(f"bound: {bound}", sizes, table[:, :, place + 1], bound=True)
            for place, bound in enumerate(BOUNDS)
        )
        series = (repeated("error on held-out digits", sizes, table[:, :, 0]), *bounds)
        panels.append(
            Panel(
                name, "number of training examples n", f"probability of error (bounds: confidence {1 - DELTA:.0%})",
                series, x_log=True, y_log=True, level=((1.0, "1: above it a bound says nothing"),),
            )
        )  # fmt: skip
        worst = max(worst, float((table[:, :, :1] - table[:, :, 1:]).max()))
        factors.append(table.mean(axis=0)[-1])
    final = np.array(factors)
    return Outcome(
        tuple(panels),
        (
            Comparison("on the order: every bound lies above the error", max(0.0, worst), 0.0, "below", "agree"),
            Comparison("on the size of the error with the held-out bound", float((final[:, 1] / final[:, 0]).max()), 2, "times the error", "agree"),
            Comparison("with the PAC-Bayes bound", float((final[:, 2] / final[:, 0]).min()), 2, "times the error and more, though below 1", "part"),
            Comparison("with the bounds from norms or from the number of parameters", float(final[:, 3:].min()), 1, "and more, vacuous", "part"),
        ),
    )  # fmt: skip
