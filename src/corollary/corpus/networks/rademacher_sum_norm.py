"""Exponential moments by enumeration of signs."""

from fractions import Fraction
from math import factorial
from typing import TYPE_CHECKING, Any

from corollary.logic import Attempt, Constant, ablation, step, trial
from corollary.logic.arithmetic import exp
from corollary.logic.checking import Verdict, cases, identity, inequality

if TYPE_CHECKING:
    import numpy as np


def _moments(rng: "np.random.Generator", draws: int, factor: float) -> Attempt:
    import itertools

    import numpy as np

    signs = np.array(list(itertools.product((-1.0, 1.0), repeat=5)))
    x = rng.normal(size=(draws, 5, 2)) * rng.uniform(0.05, 0.5, size=(draws, 1, 1))
    truth = np.cosh(np.linalg.norm(signs @ x, axis=2)).mean(1)
    return Attempt(truth=truth, bound=np.exp(factor * (x**2).sum((1, 2))))


@trial("rademacher-sum-norm")
def all_signs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Five vectors of the plane."""
    return _moments(rng, draws, 1 / 2)


@ablation("rademacher-sum-norm", breaks="constant")
def quarter(rng: "np.random.Generator", draws: int) -> Attempt:
    """The constant 1/4 in place of 1/2."""
    return _moments(rng, draws, 1 / 4)


# Checked steps of the proof.


@step("rademacher-sum-norm", 2, mutant={"half": 1})
def product(half: Constant = Fraction(1, 2)) -> Verdict:
    r"""The right side is $\cosh(s \norm{v}) \cosh(s \norm{x})$; `a`, `b` are the norms times `s`."""

    def cosh(t: Any) -> Any:
        return (exp(t) + exp(-t)) / 2

    return identity(lambda a, b: half * (cosh(a + b) + cosh(a - b)), lambda a, b: cosh(a) * cosh(b))


@step("rademacher-sum-norm", 4, mutant={"two": 3})
def coefficients(two: Constant = 2) -> Verdict:
    r"""$(2m)! \ge 2^m m!$ for `m <= 30`."""
    return cases(((m,) for m in range(31)), lambda m: factorial(2 * m) >= two**m * factorial(m))


@step("rademacher-sum-norm", 4, mutant={"two": Fraction(21, 10)})
def gaussian(two: Constant = 2) -> Verdict:
    r"""$\cosh t = \sum_m t^{2m} / (2m)!$ is at most $e^{t^2 / 2}$, for `0 <= t <= 4`."""
    return inequality(lambda t: (exp(t) + exp(-t)) / 2, lambda t: exp(t**2 / two), {"t": (0, 4)})
