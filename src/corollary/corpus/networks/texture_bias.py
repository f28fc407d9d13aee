"""Two cues that agree in training and contradict each other in the test."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


def _images(rng: "Generator", shape: "Any", texture: "Any") -> "Any":
    """Pixels, differences of neighbours and 1 of 8 × 8 images: brighter half ±1, direction of the stripes ±1; (n, 67)."""
    import numpy as np

    n = len(shape)
    half = np.where(np.arange(8) < 4, 1.0, -1.0)
    stripes = rng.choice([-1.0, 1.0], size=(n, 1, 1)) * np.where(np.arange(8) % 2, 1.0, -1.0)
    stripes = np.where(texture[:, None, None] > 0, stripes, stripes.transpose(0, 2, 1))
    images = 0.25 * shape[:, None, None] * half + stripes + 0.5 * rng.normal(size=(n, 8, 8))
    down, across = ((np.diff(images, axis=axis) ** 2).mean(axis=(1, 2)) for axis in (1, 2))
    return np.column_stack([images.reshape(n, 64), down, across, np.ones(n)])


def _conflict(rng: "Generator", draws: int, stylised: bool) -> Attempt:
    """How often the texture decides on images with contradicting cues."""
    import numpy as np

    decided = []
    for _ in range(min(draws, 40)):
        label, test = rng.choice([-1.0, 1.0], size=(2, 200))
        seen = rng.choice([-1.0, 1.0], size=200) if stylised else label
        weights = np.linalg.lstsq(_images(rng, label, seen), label, rcond=None)[0]
        decided.append((np.sign(_images(rng, test, -test) @ weights) == -test).mean())
    return Attempt(np.array(decided), 0.9, sense="at_least")


@trial("texture-bias")
def contradicting_cues(rng: "Generator", draws: int) -> Attempt:
    """Nine in ten decisions follow the stripes."""
    return _conflict(rng, draws, stylised=False)


@ablation("texture-bias", breaks="texture")
def random_stripes(rng: "Generator", draws: int) -> Attempt:
    """Stripes that do not tell the class in training."""
    return _conflict(rng, draws, stylised=True)
