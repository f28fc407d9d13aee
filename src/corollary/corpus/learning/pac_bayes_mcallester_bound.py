"""Explicit forms of the PAC-Bayes bound."""

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.foundations.kl_divergence import KLDivergence
from corollary.corpus.learning.gibbs_predictor import EmpiricalGibbsRisk, GibbsRisk
from corollary.corpus.learning.loss_function import UnitLoss
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.learning.pac_bayes_kl_bound import gibbs_posteriors
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Confidence,
    Constant,
    ablation,
    event,
    require,
    role,
    step,
    theorem,
    trial,
)
from corollary.logic.arithmetic import log, minimum, sqrt
from corollary.logic.checking import Verdict, certified, derivative, entails, identity

if TYPE_CHECKING:
    import numpy as np


@theorem
def pac_bayes_mcallester_bound(
    sample: Iid,
    loss: UnitLoss,
    before: Annotated[ChosenBefore, role(hypotheses="prior")],
    fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
    divergence: AtMost[KLDivergence],
    empirical: AtMost[EmpiricalGibbsRisk],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "prior")],
) -> AtMost[GibbsRisk]:
    """The least of the first two forms, which hold on one event."""
    require(sample.n >= 1, "n >= 1")
    c = (divergence.value + log(2 * sqrt(sample.n)) - log(confidence.delta)) / sample.n
    return empirical.value + minimum(sqrt(c / 2), sqrt(2 * empirical.value * c) + 2 * c)


def _attempt(n: int, empirical: "np.ndarray", divergence: "np.ndarray", truth: "np.ndarray") -> Attempt:
    bound = pac_bayes_mcallester_bound(
        Iid(n=n),
        UnitLoss(),
        ChosenBefore("prior"),
        ChosenBefore("loss"),
        AtMost[KLDivergence](divergence),
        AtMost[EmpiricalGibbsRisk](empirical),
        Confidence(0.05),
    )
    return Attempt(truth, bound.value, delta=0.05)


@trial(pac_bayes_mcallester_bound)
def many_equal_predictors(rng: "np.random.Generator", draws: int) -> Attempt:
    """A thousand predictors of risk 0.2, the posterior on the luckiest ones."""
    import numpy as np

    return _attempt(100, *gibbs_posteriors(rng, draws, 100, np.full(1000, 0.2), 3.0))


@trial("pac-bayes-mcallester-bound")
def above_the_inverse(rng: "np.random.Generator", draws: int) -> Attempt:
    """All three forms lie above the inverse of the binary divergence, the third at its best factor too."""
    import numpy as np

    from corollary.logic.arithmetic import kl_inverse

    e, c = rng.uniform(size=draws), np.exp(rng.uniform(-8, 0, size=draws))
    factors = np.linspace(0.01, 1.99, 199)[:, None]
    third = (e / (1 - factors / 2) + c / (factors * (1 - factors / 2))).min(axis=0)
    forms = np.minimum(third, np.minimum(e + np.sqrt(c / 2), e + np.sqrt(2 * e * c) + 2 * c))
    return Attempt(kl_inverse(e, c), forms)


@ablation(pac_bayes_mcallester_bound, breaks="divergence")
def divergence_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """The posterior sits on the best of 20,000 coins and the divergence is said to be 0."""
    import numpy as np

    empirical, divergence, truth = gibbs_posteriors(rng, draws, 30, np.full(20000, 0.5), 20.0)
    return _attempt(30, empirical, 0 * divergence, truth)


@ablation(pac_bayes_mcallester_bound, breaks="empirical")
def errors_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """One predictor of risk one half, said to make no error on the sample."""
    import numpy as np

    return _attempt(100, np.zeros(draws), np.zeros(draws), np.full(draws, 0.5))


@ablation(pac_bayes_mcallester_bound, breaks="sample")
def one_toss_repeated(rng: "np.random.Generator", draws: int) -> Attempt:
    """One predictor of risk one half and one observation, counted a hundred times."""
    import numpy as np

    return _attempt(100, rng.integers(2, size=draws) * 1.0, np.zeros(draws), np.full(draws, 0.5))


@ablation(pac_bayes_mcallester_bound, breaks="fixed")
def loss_chosen(rng: "np.random.Generator", draws: int) -> Attempt:
    """Prior and posterior are equal, and the loss memorises: 0 on the sample, 1 elsewhere."""
    import numpy as np

    return _attempt(50, np.zeros(draws), np.zeros(draws), memorised_risk(rng, draws, 50))


@ablation(pac_bayes_mcallester_bound, breaks="loss")
def errors_cost_ten(rng: "np.random.Generator", draws: int) -> Attempt:
    """One predictor errs with probability 0.0004, at a loss of 100; an empirical risk above 1 is called 1."""
    import numpy as np

    empirical = np.minimum(1, 100 * rng.binomial(500, 0.0004, size=draws) / 500)
    return _attempt(500, empirical, np.zeros(draws), np.full(draws, 0.04))


@ablation(pac_bayes_mcallester_bound, breaks="before")
def prior_on_the_memoriser(rng: "np.random.Generator", draws: int) -> Attempt:
    """Prior and posterior are the point mass at a predictor that memorises the sample and is wrong elsewhere."""
    import numpy as np

    return _attempt(50, np.zeros(draws), np.zeros(draws), memorised_risk(rng, draws, 50))


# Checked steps of the proof.


@step(pac_bayes_mcallester_bound, 3, mutant={"one": 2})
def second_derivative(one: Constant = 1) -> Verdict:
    r"""The second derivative of $\kl{q}{p}$ in `q` is $\frac{1}{q (1 - q)} \ge \frac{1}{p}$, the equation."""
    return identity(
        lambda p, q: derivative(
            lambda x: derivative(lambda y: y * (log(y) - log(p)) + (1 - y) * (log(1 - y) - log(1 - p)), x), q
        ),
        lambda p, q: one / (q * (1 - q)),
        {"p": (0, 1), "q": (0, 1)},
    )


@step(pac_bayes_mcallester_bound, 4, mutant={"two": Fraction(19, 10)})
def solved(two: Constant = 2) -> Verdict:
    r"""$p - q \le \sqrt{2 p c}$ implies $p \le q + c + \sqrt{c^2 + 2 q c} \le q + 2c + \sqrt{2 q c}$, its first part."""
    return entails(
        lambda p, q, c: [q >= 0, p >= q, c >= 0, (p - q) ** 2 <= 2 * p * c],
        lambda p, q, c: p <= q + c + sqrt(c**2 + two * q * c),
    )


@step(pac_bayes_mcallester_bound, 4, mutant={"two": Fraction(19, 10)})
def root(two: Constant = 2) -> Verdict:
    r"""Solved for $\sqrt{p}$ this is $\sqrt{p} \le \frac12 \bigl( \sqrt{2c} + \sqrt{2c + 4q} \bigr)$; `s` is the root."""
    return entails(
        lambda s, q, c: [s >= 0, q >= 0, c >= 0, s**2 - q <= s * sqrt(2 * c)],
        lambda s, q, c: s <= (sqrt(2 * c) + sqrt(two * c + 4 * q)) / 2,
    )


@step(pac_bayes_mcallester_bound, 5, mutant={"two": 3})
def tuned(two: Constant = 2) -> Verdict:
    r"""$\sqrt{2 p c} \le \frac{\lambda p}{2} + \frac{c}{\lambda}$, the difference of the squares times `4 lambda^2`."""
    return certified(
        lambda p, c, slope: (slope**2 * p + 2 * c) ** 2 - 4 * two * slope**2 * p * c,
        lambda p, c, slope: [(1, slope**2 * p - 2 * c)],
        lambda p, c, slope: [p, c],
    )
