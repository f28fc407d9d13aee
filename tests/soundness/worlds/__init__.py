"""Every world, by name: a function of a seed and a number of draws."""

from collections.abc import Callable
from functools import cache, partial

from tests.soundness.world import World
from tests.soundness.worlds import (
    algorithms,
    approximation,
    classification,
    codebook,
    concentration,
    descent,
    gaussian,
    information,
    interval,
    layers,
    learnability,
    linear,
    minimax,
    network_world,
    regression,
    shapes,
)

MAKERS: dict[str, Callable[[int, int], World]] = {
    "noisy classification": partial(classification.world, noise="much"),
    "realisable classification": partial(classification.world, noise="none"),
    "linear scorers": linear.world,
    "gaussian posterior": gaussian.world,
    "codebook": codebook.world,
    "one output": partial(network_world.world, classes=1),
    "three outputs": partial(network_world.world, classes=3),
    "interval": interval.world,
    "concentration": concentration.world,
    "ridge": algorithms.ridge,
    "averaging": algorithms.averaging,
    "half-lines": algorithms.half_lines,
    "conformal": algorithms.conformal,
    "information": information.world,
    "learnability": learnability.world,
    "approximation": approximation.world,
    "shapes": shapes.world,
    "layers": layers.world,
    "descent": descent.world,
    "regression": regression.world,
    "minimax": minimax.world,
}


@cache
def made(name: str, seed: int, draws: int) -> World:
    """The world, made once."""
    return MAKERS[name](seed, draws)
