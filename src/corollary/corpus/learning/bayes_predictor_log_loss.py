"""The excess risk of the logarithmic loss is a relative entropy, on finite sets."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _excess(rng: "np.random.Generator", draws: int, reverse: bool) -> Attempt:
    """Joint laws on 3 × 4 points: risks summed over the joint law, divergences summed input by input."""
    import numpy as np

    joint = rng.dirichlet(np.ones(12), size=draws).reshape(draws, 3, 4)
    q = rng.dirichlet(np.ones(4), size=(draws, 3))
    marginal = joint.sum(axis=2)
    p = joint / marginal[..., None]
    excess = np.sum(-joint * np.log(q), axis=(1, 2)) - np.sum(-joint * np.log(p), axis=(1, 2))
    first, second = (q, p) if reverse else (p, q)
    divergence = np.sum(marginal * np.sum(first * np.log(first / second), axis=2), axis=1)
    return Attempt(np.abs(excess - divergence), 0.0)


@trial("bayes-predictor-log-loss")
def finite_laws(rng: "np.random.Generator", draws: int) -> Attempt:
    """The identity."""
    return _excess(rng, draws, reverse=False)


@ablation("bayes-predictor-log-loss", breaks="constant")
def reversed_divergence(rng: "np.random.Generator", draws: int) -> Attempt:
    """The divergence of the truth from the prediction."""
    return _excess(rng, draws, reverse=True)


@ablation("bayes-predictor-log-loss", breaks="constant")
def unnormalised(rng: "np.random.Generator", draws: int) -> Attempt:
    """Predictions of total mass 3/2 can have a smaller risk than the truth."""
    import numpy as np

    p = rng.dirichlet(np.ones(4), size=draws)
    return Attempt(np.sum(-p * np.log(1.5 * p), axis=1), np.sum(-p * np.log(p), axis=1), sense="at_least")
