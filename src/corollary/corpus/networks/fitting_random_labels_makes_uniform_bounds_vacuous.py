"""From the error on random labels to a lower bound of the Rademacher complexity."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.rademacher_complexity import EmpiricalRademacher
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtLeast, AtMost, Attempt, Quantity, ablation, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class RandomLabelError(
    Quantity,
    says="the mean training error, on uniformly random labels for the inputs of {sample}, "
    "of a procedure with classifiers in {hypotheses}, whose values are -1 and 1",
    tex="e",
    trivial=0.5,
):
    """Zero-one error of classifiers with values -1 and 1, averaged over the labels."""

    hypotheses: str
    sample: str


@theorem
def fitting_random_labels_makes_uniform_bounds_vacuous(
    sample: Iid, fits: AtMost[RandomLabelError]
) -> AtLeast[EmpiricalRademacher]:
    """One procedure bounds the supremum from below."""
    return 1 - 2 * fits.value


def _enumerated(rng: "np.random.Generator", draws: int, best: bool) -> Attempt:
    """A finite class of sign vectors; the procedure picks a member with the least error."""
    import itertools

    import numpy as np

    n = 6
    signs = np.array(list(itertools.product((-1.0, 1.0), repeat=n)))
    h = rng.choice([-1.0, 1.0], size=(draws, 5, n))
    correlation = h @ signs.T / n
    error = (1 - correlation.max(1)) / 2
    reported = error.mean(1) if best else error.min(1)
    bound = fitting_random_labels_makes_uniform_bounds_vacuous(Iid(n=n), AtMost[RandomLabelError](reported)).value
    return Attempt(truth=correlation.max(1).mean(1), bound=bound, sense="at_least")


@trial(fitting_random_labels_makes_uniform_bounds_vacuous)
def least_error(rng: "np.random.Generator", draws: int) -> Attempt:
    """For empirical risk minimisation the bound is an equality."""
    return _enumerated(rng, draws, True)


@ablation(fitting_random_labels_makes_uniform_bounds_vacuous, breaks="fits")
def luckiest_labels(rng: "np.random.Generator", draws: int) -> Attempt:
    """The error on the easiest labels in place of the mean."""
    return _enumerated(rng, draws, False)
