"""Logistic excess risk controls classification excess risk."""

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.excess_risk import ExcessRisk
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.logic import AtMost, Attempt, Constant, Property, ablation, role, step, theorem, trial
from corollary.logic.arithmetic import exp, log, sqrt
from corollary.logic.checking import Verdict, derivative, identity, inequality

if TYPE_CHECKING:
    import numpy as np


class LogisticLoss(
    Property, says="{loss} is the logistic loss log(1 + exp(-y t)) of a real score t, with labels -1 and 1"
):
    """In nats."""

    loss: str


class SignOf(Property, says="{predictor} is the sign of the score {score}"):
    """sign 0 = 1."""

    predictor: str
    score: str


@theorem
def logistic_surrogate_bound(
    surrogate: Annotated[LogisticLoss, role(loss="surrogate")],
    excess: Annotated[AtMost[ExcessRisk], role(predictor="score", loss="surrogate")],
    loss: ZeroOneLoss,
    classifier: SignOf,
) -> AtMost[ExcessRisk]:
    """The psi-transform of the logistic loss is at least θ²/2."""
    return sqrt(2 * excess.value)


def _bound(excess: "np.ndarray") -> "np.ndarray":
    given = LogisticLoss("surrogate"), AtMost[ExcessRisk](excess, predictor="score", loss="surrogate")
    return logistic_surrogate_bound(*given, ZeroOneLoss(), SignOf()).value


def _laws(rng: "np.random.Generator", draws: int, scale: float = 1.0) -> Attempt:
    """Four inputs with η near one half; the excess is the mean divergence of η from the score's probability."""
    import numpy as np

    from corollary.logic.arithmetic import kl

    weights, eta = rng.dirichlet(np.ones(4), size=draws), 0.5 + 0.3 * rng.uniform(-1, 1, size=(draws, 4))
    f = rng.normal(size=(draws, 4)) * 0.1
    f[::2], eta[::2] = 0, 0.5 - 0.1 * rng.uniform(0.01, 1, size=(len(eta[::2]), 1))
    risk = np.sum(weights * np.abs(2 * eta - 1) * ((f >= 0) != (eta >= 0.5)), axis=1)
    excess = np.sum(weights * kl(eta, 1 / (1 + np.exp(-f))), axis=1)
    return Attempt(risk, _bound(scale * excess))


@trial(logistic_surrogate_bound)
def four_inputs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half of the laws have one small value of |2η − 1|, where the bound is almost attained."""
    return _laws(rng, draws)


@ablation(logistic_surrogate_bound, breaks="constant")
def smaller_constant(rng: "np.random.Generator", draws: int) -> Attempt:
    """The constant 2 reduced by a tenth."""
    return _laws(rng, draws, 0.9)


@ablation(logistic_surrogate_bound, breaks="excess")
def over_constant_scores(rng: "np.random.Generator", draws: int) -> Attempt:
    """The excess over the class of constant scores is 0, the classification excess is 1/3."""
    import numpy as np

    return Attempt(np.full(draws, 1 / 3), _bound(np.zeros(draws)))


@ablation(logistic_surrogate_bound, breaks="surrogate")
def perceptron_loss(rng: "np.random.Generator", draws: int) -> Attempt:
    """max(0, −m) at the score 0: no excess, and the wrong sign."""
    import numpy as np

    theta = rng.uniform(0.1, 1, size=draws)
    return Attempt(theta, _bound(np.zeros(draws)))


@ablation(logistic_surrogate_bound, breaks="loss")
def errors_cost_ten(rng: "np.random.Generator", draws: int) -> Attempt:
    """A loss of 10 for an error."""
    attempt = _laws(rng, draws)
    return Attempt(10 * attempt.truth, attempt.bound)


@ablation(logistic_surrogate_bound, breaks="classifier")
def opposite_sign(rng: "np.random.Generator", draws: int) -> Attempt:
    """The best score, and the classifier with the opposite sign: the excess is the mean of |2η − 1|."""
    import numpy as np

    return Attempt(rng.uniform(0.01, 1, size=draws), _bound(np.zeros(draws)))


# Checked steps of the proof.


@step(logistic_surrogate_bound, 1, mutant={"one": 2})
def slope(one: Constant = 1) -> Verdict:
    r"""$C_\eta(\alpha) = \eta \log(1 + e^{-\alpha}) + (1 - \eta) \log(1 + e^{\alpha})$ has the derivative $s(\alpha) - \eta$."""
    return identity(
        lambda eta, alpha: derivative(lambda x: eta * log(1 + exp(-x)) + (one - eta) * log(1 + exp(x)), alpha),
        lambda eta, alpha: 1 / (1 + exp(-alpha)) - eta,
        {"eta": (0, 1)},
    )


@step(logistic_surrogate_bound, 3, mutant={"half": Fraction(11, 20)})
def quadratic(half: Constant = Fraction(1, 2)) -> Verdict:
    r"""$\psi(\theta) \ge 2 (\frac{\theta}{2})^2 = \frac{\theta^2}{2}$ for `0 <= theta <= 9/10`, psi as in step 2."""
    return inequality(
        lambda theta: half * theta**2,
        lambda theta: (1 + theta) / 2 * log(1 + theta) + (1 - theta) / 2 * log(1 - theta),
        {"theta": (0, Fraction(9, 10))},
    )
