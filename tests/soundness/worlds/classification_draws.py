"""The draws of the classification world: samples, what is chosen on them, and all that can be computed of it."""

from functools import cached_property
from typing import Any

import numpy as np

from tests.soundness.world import Between
from tests.soundness.worlds.signs import cube_supremum, mean_absolute, threshold_supremum

POINTS, TICKETS, DRAWS_FROM_POSTERIOR = 24, 4000, 15
SIZES = {"train": 80, "heldout": 50}
WEIGHTS = {"zero_one": (1, 1), "cost": (1, 3)}  # cost of an error where the label is -1, and where it is 1
# The named members of the classes that were made when `train` had been seen.
CHOSEN = {
    "candidates": ("fixed", "erm_thresholds", "erm_cube"),
    "pair": ("fixed", "memoriser"),
    "fitted": ("erm_cube",),
}


class Draws:
    """All draws at once. A predictor is given by its labels at the points (draws x points, True for 1), but the memoriser."""

    def __init__(self, seed: int, draws: int, noise: str) -> None:
        rng = np.random.default_rng(seed)
        self.draws = draws
        self.weight = rng.dirichlet(np.full(POINTS, 8.0))
        middle = np.arange(POINTS) >= POINTS // 2
        self.eta = np.where(middle, 1.0, 0.0) if noise == "none" else rng.uniform(0.4, 0.6, POINTS)  # P(y = 1 | x)
        self.unlikely = self.eta < 0.5  # the label that is wrong more often
        self.law = np.stack([self.weight * (1 - self.eta), self.weight * self.eta], axis=1)  # point, label (0 for -1)
        cell = {s: rng.choice(2 * POINTS, p=self.law.ravel(), size=(draws, n)) for s, n in SIZES.items()}
        self.x, self.y = {s: i // 2 for s, i in cell.items()}, {s: i % 2 for s, i in cell.items()}
        self.tickets = {s: rng.integers(TICKETS, size=(draws, n)) for s, n in SIZES.items()}
        self.counts = {s: self._counted(s, np.ones_like(i)) for s, i in cell.items()}
        self._predictors()
        evidence = (self.counts["train"][..., 1] - self.counts["train"][..., 0]) * 1.5
        self.gibbs = 1 / (
            1 + np.exp(-evidence)
        )  # probability that the predictor drawn says 1, independent over the points
        self.posteriors = {"gibbs": self.gibbs, "point": self.predictors["erm_cube"].astype(float)}
        self.drawn = rng.random((draws, DRAWS_FROM_POSTERIOR, POINTS)) < self.gibbs[:, None]

    def _counted(self, sample: str, what: np.ndarray) -> np.ndarray:
        """Sum over the sample, by point and label: draws x points x 2."""
        found = np.zeros((self.draws, POINTS, 2))
        np.add.at(found, (np.arange(self.draws)[:, None], self.x[sample], self.y[sample]), what)
        return found

    def _predictors(self) -> None:
        self.thresholds = np.arange(POINTS) >= np.arange(POINTS + 1)[:, None]  # threshold, point
        train = self.counts["train"]
        right = np.where(self.thresholds[None], train[:, None, :, 1], train[:, None, :, 0]).sum(axis=2)
        cube = np.where(train[..., 1] == train[..., 0], self.unlikely, train[..., 1] > train[..., 0])
        fixed = np.broadcast_to(self.thresholds[POINTS // 3], (self.draws, POINTS))
        self.predictors = {"fixed": fixed, "erm_thresholds": self.thresholds[right.argmax(axis=1)], "erm_cube": cube}
        candidates = np.stack(list(self.predictors.values()), axis=1)
        held = np.stack([self.mean_loss(name, "zero_one", "heldout") for name in self.predictors], axis=1)
        self.predictors["selected"] = np.take_along_axis(candidates, held.argmin(axis=1)[:, None, None], axis=1)[:, 0]

    # -- the tickets -----------------------------------------------------------------------------------------------------

    @cached_property
    def memory(self) -> np.ndarray:
        """What `train` says of each ticket: the label that came with it, or 2 if it did not occur."""
        memory = np.full((self.draws, TICKETS), 2)
        np.put_along_axis(memory, self.tickets["train"], self.y["train"], axis=1)
        return memory

    def recalled(self, sample: str) -> np.ndarray:
        return np.take_along_axis(self.memory, self.tickets[sample], axis=1)

    def memoriser(self, sample: str) -> np.ndarray:
        """Its labels on the sample: the label that came with the ticket, or else the unlikely one."""
        recalled = self.recalled(sample)
        return np.where(recalled == 2, self.unlikely[self.x[sample]], recalled)

    def unseen(self, where: str) -> np.ndarray:
        """Share of tickets that do not occur in `train`, under the law or on a sample."""
        return ((self.memory if where == "law" else self.recalled(where)) == 2).mean(axis=1)

    # -- risks -----------------------------------------------------------------------------------------------------------

    def cells(self, loss: str, where: str) -> np.ndarray:
        """What the prediction -1, and the prediction 1, costs at each point, under the law or on a sample: draws x points x 2."""
        low, high = WEIGHTS[loss]
        mass = self.law[None] if where == "law" else self.counts[where] / SIZES[where]
        return np.stack([mass[..., 1] * high, mass[..., 0] * low], axis=-1)

    def mean_loss(self, predictor: Any, loss: str, where: str) -> np.ndarray:
        """Mean loss of a named predictor, or of a random one that says 1 with these probabilities (draws x points)."""
        if loss == "tailored":
            return self.unseen(where)
        if isinstance(predictor, str) and predictor == "memoriser":
            if where != "law":
                wrong = self.memoriser(where) != self.y[where]
                return (wrong * np.array(WEIGHTS[loss])[self.y[where]]).mean(axis=1)
            says_one = self.unseen("law")[:, None] * self.unlikely + (self.memory == 1).mean(axis=1, keepdims=True)
        else:
            says_one = self.predictors[predictor] if isinstance(predictor, str) else predictor
        cells = self.cells(loss, where)
        return (cells[..., 0] * (1 - says_one) + cells[..., 1] * says_one).sum(axis=-1)

    def extremes(self, hypotheses: str, loss: str, first: str, second: str | None = None) -> tuple[Any, Any]:
        """Least and greatest over the class of the mean loss at the first place (minus that at the second)."""
        if hypotheses in CHOSEN or loss == "tailored":
            names = CHOSEN.get(hypotheses, ("fixed",))  # the tailored loss is the same for all
            values = np.array([self.mean_loss(h, loss, first) for h in names])
            values = values - np.array([self.mean_loss(h, loss, second) for h in names]) if second else values
            return values.min(axis=0), values.max(axis=0)
        cells = self.cells(loss, first) - (self.cells(loss, second) if second else 0)
        if hypotheses == "cube":
            return cells.min(axis=-1).sum(axis=-1), cells.max(axis=-1).sum(axis=-1)
        values = np.where(self.thresholds, cells[:, None, :, 1], cells[:, None, :, 0]).sum(axis=2)
        return values.min(axis=1), values.max(axis=1)

    # -- classes ---------------------------------------------------------------------------------------------------------

    def distinct(self, hypotheses: str) -> Any:
        """Number of functions in the class."""
        if hypotheses in ("cube", "thresholds", "pair"):
            return {"cube": 2.0**POINTS, "thresholds": POINTS + 1.0, "pair": 2.0}[hypotheses]
        members = [self.predictors[name] for name in CHOSEN[hypotheses]]
        return 1.0 + sum(
            np.all([np.any(members[i] != members[j], axis=1) for j in range(i)], axis=0) for i in range(1, len(members))
        )

    def vc_dimension(self, hypotheses: str) -> Any:
        """Two or three functions shatter a point where two differ, and no two points."""
        return {"cube": POINTS, "thresholds": 1}.get(
            hypotheses, np.minimum(np.asarray(self.distinct(hypotheses)) - 1, 1)
        )

    def supremum(self, hypotheses: str, sample: str, weights: tuple[int, int]) -> Any:
        """(1/n) E sup over the class of sum sigma_i c_i h(x_i), c_i the weight of the label."""
        low, high = weights
        counts, n = self.counts[sample].astype(int), SIZES[sample]
        if hypotheses == "pair":  # half the mean of |sum of sigma_i c_i (a_i - b_i)|: a_i - b_i is -2, 0 or 2
            differ = self.predictors["fixed"][np.arange(self.draws)[:, None], self.x[sample]] != self.memoriser(sample)
            counts = self._counted(sample, differ).sum(axis=1, keepdims=True).astype(int)
        light, heavy = (counts.sum(axis=-1), 0 * counts[..., 0]) if low == high else (counts[..., 0], counts[..., 1])
        if hypotheses == "pair":
            return (
                np.array([mean_absolute(int(a), int(b), high) for a, b in zip(light[:, 0], heavy[:, 0], strict=True)])
                / n
            )
        if hypotheses in ("cube", "thresholds"):
            return (cube_supremum if hypotheses == "cube" else threshold_supremum)(light, heavy, high) / n
        if hypotheses == "fitted":
            return 0.0
        apart = self.predictors["erm_thresholds"] != self.predictors["erm_cube"]
        squares = light + high**2 * heavy  # two of the three alone, Khintchine's inequality; all three, Massart's
        return Between(np.sqrt((squares * apart).sum(axis=1) / 2) / n, np.sqrt(2 * np.log(3) * squares.sum(axis=1)) / n)
