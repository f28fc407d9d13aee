"""Lines in the plane, counted."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _lines(rng: "np.random.Generator", draws: int, parallel: bool) -> Attempt:
    """Sign patterns next to the crossing points of n lines: regions of lines in general position have corners."""
    import itertools

    import numpy as np

    counts, formula = [], []
    turn = 2 * np.pi * (np.arange(60) + 0.5) / 60
    for _ in range(draws):
        n = int(rng.integers(2, 6))
        angle = np.pi * (np.arange(n) + rng.uniform(0.1, 0.9, size=n)) / n
        if parallel:
            angle[1:] = angle[1]
        normal, offset = np.stack([np.cos(angle), np.sin(angle)], axis=1), rng.normal(size=n)
        pairs = [p for p in itertools.combinations(range(n), 2) if abs(np.linalg.det(normal[list(p)])) > 1e-9]
        corners = np.array([np.linalg.solve(normal[list(p)], offset[list(p)]) for p in pairs])
        points = (corners[:, None] + 1e-6 * np.stack([np.cos(turn), np.sin(turn)], axis=1)).reshape(-1, 2)
        counts.append(len({tuple(row) for row in (points @ normal.T > offset).tolist()}))
        formula.append(1 + n + n * (n - 1) // 2)
    return Attempt(truth=np.abs(np.array(counts) - np.array(formula)), bound=np.zeros(draws))


@trial("zaslavsky-region-count")
def general_position(rng: "np.random.Generator", draws: int) -> Attempt:
    """The number of regions is the formula."""
    return _lines(rng, min(draws, 100), False)


@ablation("zaslavsky-region-count", breaks="general position")
def parallel_lines(rng: "np.random.Generator", draws: int) -> Attempt:
    """All lines but one are parallel."""
    return _lines(rng, min(draws, 100), True)
