"""Exponential moment of the binary divergence."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.loss_function import UnitLoss
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ChosenBefore, Expected, Quantity, ablation, require, role, theorem, trial
from corollary.logic.arithmetic import sqrt

if TYPE_CHECKING:
    import numpy as np


class ExponentialDivergence(
    Quantity,
    says="exp(n kl) between the empirical risk on {sample} and the risk under {law} of {predictor} for {loss}",
    tex=r"e^{n \operatorname{kl}(R_n \Vert R)}",
    least=1.0,
):
    """exp(n kl(R_n(h) ‖ R(h)))."""

    predictor: str
    loss: str
    law: str
    sample: str


@theorem
def maurer_moment_lemma(
    sample: Iid,
    loss: UnitLoss,
    before: Annotated[ChosenBefore, role(hypotheses="predictor")],
    fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
) -> AtMost[Expected[ExponentialDivergence, "sample"]]:
    """The mean over the sample."""
    require(sample.n >= 1, "n >= 1")
    return 2 * sqrt(sample.n)


def _moment(n: int, mean: float) -> float:
    """The moment for losses in {0, 1}, summed over the binomial law in logarithms."""
    import numpy as np
    from scipy.special import kl_div
    from scipy.stats import binom

    k = np.arange(n + 1)
    divergence = kl_div(k / n, mean) + kl_div(1 - k / n, 1 - mean)
    return float(np.exp(binom.logpmf(k, n, mean) + n * divergence).sum())


def _claimed(n: int) -> float:
    return float(maurer_moment_lemma(Iid(n=n), UnitLoss(), ChosenBefore("predictor"), ChosenBefore("loss")).value)


@trial(maurer_moment_lemma)
def coins(rng: "np.random.Generator", draws: int) -> Attempt:
    """Losses in {0, 1}, where the moment is a finite sum; n = 1 attains the bound."""
    import numpy as np

    sizes = np.concatenate([[1, 1], 1 + rng.integers(300, size=draws - 2)])
    return Attempt([_moment(int(n), rng.uniform(0.01, 0.99)) for n in sizes], [_claimed(int(n)) for n in sizes])


@trial(maurer_moment_lemma)
def three_values(rng: "np.random.Generator", draws: int) -> Attempt:
    """n = 2 and losses with three values, mean over the nine outcomes."""
    import numpy as np
    from scipy.special import kl_div

    values, masses = rng.uniform(size=(draws, 3)), rng.dirichlet(np.ones(3), size=draws)
    mean = np.sum(values * masses, axis=1)[:, None, None]
    pair = (values[:, :, None] + values[:, None, :]) / 2
    moment = np.exp(2 * (kl_div(pair, mean) + kl_div(1 - pair, 1 - mean)))
    return Attempt(np.sum(moment * masses[:, :, None] * masses[:, None, :], axis=(1, 2)), np.full(draws, _claimed(2)))


@ablation(maurer_moment_lemma, breaks="constant")
def square_root_without_factor(rng: "np.random.Generator", draws: int) -> Attempt:
    """sqrt(n) in place of 2 sqrt(n)."""
    sizes = 1 + rng.integers(300, size=draws)
    return Attempt([_moment(int(n), 0.3) for n in sizes], [_claimed(int(n)) / 2 for n in sizes])


@ablation(maurer_moment_lemma, breaks="before")
def memoriser(rng: "np.random.Generator", draws: int) -> Attempt:
    """Empirical risk 0 and risk 1/2: the moment is 2^n."""
    sizes = 5 + rng.integers(20, size=draws)
    return Attempt([2.0 ** int(n) for n in sizes], [_claimed(int(n)) for n in sizes])


@ablation(maurer_moment_lemma, breaks="fixed")
def loss_chosen(rng: "np.random.Generator", draws: int) -> Attempt:
    """The loss is 0 on the sample and 1/2 elsewhere: the moment is 2^n."""
    sizes = 5 + rng.integers(20, size=draws)
    return Attempt([2.0 ** int(n) for n in sizes], [_claimed(int(n)) for n in sizes])
