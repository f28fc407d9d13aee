"""Every world, by name: a function of a seed and a number of draws."""

from collections.abc import Callable
from functools import cache, partial

from tests.soundness.world import World
from tests.soundness.worlds import (
    algorithms,
    approximation,
    attention,
    classification,
    classifiers,
    codebook,
    concentration,
    cubes,
    descent,
    dynamics,
    ensembles,
    filters,
    gaussian,
    gaussian_design,
    information,
    interval,
    layers,
    learnability,
    linear,
    minimax,
    network_world,
    orbits,
    regression,
    shapes,
    statistics,
    stochastic,
    wide,
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
    "filters": filters.world,
    "classifiers": classifiers.world,
    "cubes": cubes.world,
    "wide": wide.world,
    "statistics": statistics.world,
    "ensembles": ensembles.world,
    "orbits": orbits.world,
    "attention": attention.world,
    "dynamics": dynamics.world,
    "stochastic": stochastic.world,
    "gaussian design": gaussian_design.world,
}


@cache
def made(name: str, seed: int, draws: int) -> World:
    """The world, made once."""
    return MAKERS[name](seed, draws)
