"""Linear models with few variables that fit about equally well."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _disjoint_rivals(rng: "np.random.Generator", draws: int, shared: float, effects: "np.ndarray") -> Attempt:
    """Share of repetitions in which disjoint triples of variables are both within ten percent of the least error."""
    from itertools import combinations

    import numpy as np

    found, triples = [], list(combinations(range(10), 3))
    for _ in range(min(draws, 25)):
        x = np.sqrt(shared) * rng.normal(size=(40, 1)) + np.sqrt(1 - shared) * rng.normal(size=(40, 10))
        y = x @ effects + 6 * rng.normal(size=40)
        stacked = np.stack([x[:, t] for t in triples])
        stacked = stacked - stacked.mean(axis=1, keepdims=True)
        basis = np.linalg.qr(stacked)[0]
        centred = y - y.mean()
        errors = (centred**2).sum() - (np.einsum("tij,i->tj", basis, centred) ** 2).sum(axis=1)
        good = [set(t) for t, e in zip(triples, errors, strict=True) if e <= 1.1 * errors.min()]
        found.append(any(not a & b for a, b in combinations(good, 2)))
    return Attempt(np.array([np.mean(found)]), np.array([0.25]), sense="at_least")


@trial("two-cultures-rashomon")
def correlated_variables(rng: "np.random.Generator", draws: int) -> Attempt:
    """In at least a quarter of the repetitions."""
    import numpy as np

    return _disjoint_rivals(rng, draws, 0.9, np.ones(10))


@ablation("two-cultures-rashomon", breaks="constant")
def one_strong_variable(rng: "np.random.Generator", draws: int) -> Attempt:
    """Uncorrelated variables with effects 10, 5, 2.5, ..."""
    import numpy as np

    return _disjoint_rivals(rng, draws, 0.0, 10 * 0.5 ** np.arange(10))
