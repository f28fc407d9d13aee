"""A Gaussian around the trained parameters, for PAC-Bayes: its scale, its distance from a centre fixed before, its empirical risk.

Statements pac-bayes-gaussian and gibbs-risk-monte-carlo.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corollary.observe.network import Network

SCALES = tuple(2.0 ** (-j / 2) for j in range(20))
"""Standard deviations that the prior mixes, fixed before any data."""
LARGEST = 2_000_000  # parameters
TRIES, DRAWS = 6, 60


@dataclass(frozen=True)
class Posterior:
    """The random network N(w, deviation² I), against the even mixture over `SCALES` of N(w_0, s² I).

    `network` has the parameters w; `initial` has w_0 (zero if None). `inputs` (n, *shape) and `labels` (n,) are the training sample.
    """

    network: Network
    initial: Network | None
    inputs: NDArray[np.float64]
    labels: NDArray[np.int64]
    seed: int = 0

    @cached_property
    def centre(self) -> NDArray[np.float64]:
        """The parameters w as one vector."""
        return _flat(self.network)

    @property
    def dimension(self) -> int:
        """How many parameters are random."""
        return self.centre.size

    @cached_property
    def distance(self) -> float:
        """An upper bound of ‖w − w_0‖."""
        from corollary.observe.certified.arrays import add_down, add_up
        from corollary.observe.norms import frobenius_norm

        if self.initial is None:
            return frobenius_norm(self.centre).upper
        start = _flat(self.initial)
        return frobenius_norm(
            np.maximum(np.abs(add_up(self.centre, -start)), np.abs(add_down(self.centre, -start)))
        ).upper

    @cached_property
    def deviation(self) -> float:
        """The scale among `SCALES` whose bound looks smallest on a few draws; choosing it on the data is paid by the mixture."""
        from corollary.logic.arithmetic import kl_inverse

        n, best = len(self.labels), (np.inf, SCALES[-1])
        rng = np.random.default_rng([self.seed, 1])
        for scale in SCALES:
            divergence = (self.distance / scale) ** 2 / 2 + np.log(len(SCALES) * 2 * np.sqrt(n) / 0.05)
            if divergence / n > 20:
                continue
            error = float(np.mean(self._errors(rng, scale, TRIES))) / n
            best = min(best, (float(kl_inverse(error, divergence / n)), scale))
        return float(best[1])

    @cached_property
    def drawn(self) -> tuple[int, int, int]:
        """Errors of `DRAWS` fresh networks on the training sample, summed; the number of draws; the number of examples."""
        errors = self._errors(np.random.default_rng([self.seed, 2]), self.deviation, DRAWS)
        return int(errors.sum()), DRAWS, len(self.labels)

    def _errors(self, rng: np.random.Generator, scale: float, draws: int) -> NDArray[np.int64]:
        """Number of wrong decisions of each drawn network; ties with the true class are errors."""
        import jax

        from corollary.observe.forward import parameters
        from corollary.observe.margins import margin_bounds

        values = parameters(self.network)
        run = self._compiled
        found = []
        with jax.enable_x64(True):
            for _ in range(draws):
                noisy = {
                    node: {field: array + scale * rng.standard_normal(array.shape) for field, array in record.items()}
                    for node, record in values.items()
                }
                scores = np.asarray(run(noisy, self.inputs)).reshape(len(self.inputs), -1)
                found.append(margin_bounds(scores, self.labels).errors)
        return np.array(found)

    @cached_property
    def _compiled(self) -> Any:
        import jax

        from corollary.observe.forward import apply

        scores = self.network.without_link()
        return jax.jit(lambda values, inputs: apply(scores, values, inputs))


def _flat(network: Network) -> NDArray[np.float64]:
    from corollary.observe.forward import parameters

    arrays = [array.ravel() for record in parameters(network).values() for array in record.values()]
    return np.concatenate(arrays) if arrays else np.zeros(0)
