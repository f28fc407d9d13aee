"""Averaging a predictor over the symmetry group."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.architecture.invariant_map import CompactGroup, InvariantLaw
from corollary.corpus.learning.risk import Risk
from corollary.logic import AtMost, Attempt, Property, ablation, role, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class ConvexInPrediction(Property, says="{loss} is nonnegative and convex in the prediction, a vector"):
    """u ↦ ℓ(u, y) is convex for every y."""

    loss: str


class OrbitAverage(
    Property,
    says="{predictor} is the average over {group} of {comparator}, both integrable and independent of the data "
    "on which their risk is taken",
):
    """∫ f(gx) dg of the vector of predictions itself, not of a decision made from it."""

    predictor: str
    comparator: str
    group: str


@theorem
def orbit_averaging_reduces_convex_risk(
    compact: CompactGroup,
    invariant_law: InvariantLaw,
    convex: ConvexInPrediction,
    average: OrbitAverage,
    risk: Annotated[AtMost[Risk], role(predictor="comparator")],
) -> AtMost[Risk]:
    """Jensen's inequality on the orbits."""
    return risk.value


def _claimed(risk: "np.ndarray") -> "np.ndarray":
    given = CompactGroup(), InvariantLaw(), ConvexInPrediction(), OrbitAverage()
    return orbit_averaging_reduces_convex_risk(*given, AtMost[Risk](risk, predictor="comparator")).value


def _finite(rng: "np.random.Generator", draws: int, tilt: float) -> "tuple[np.ndarray, ...]":
    """Four orbits of three inputs each, two labels: law of (x, y), predictions, their averages, labels.

    Shapes (draws, 4, 3, 2), (draws, 4, 3, 1), (draws, 4, 1, 1) and (2,); with tilt 0 the law is invariant.
    """
    import numpy as np

    law = rng.random(size=(draws, 4, 1, 2)) * (1 + tilt * rng.uniform(-1, 1, size=(draws, 4, 3, 2)))
    law = law / law.sum(axis=(1, 2, 3), keepdims=True)
    f = rng.normal(size=(draws, 4, 3, 1)) * rng.choice([0.01, 1.0, 10.0], size=(draws, 1, 1, 1))
    return law, f, f.mean(axis=2, keepdims=True), np.array([-1.0, 1.0])


def _risk(law: "np.ndarray", loss: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return np.asarray((law * loss).sum(axis=(1, 2, 3)))


def _squares(rng: "np.random.Generator", draws: int, tilt: float) -> Attempt:
    law, f, average, y = _finite(rng, draws, tilt)
    return Attempt(_risk(law, (average - y) ** 2), _claimed(_risk(law, (f - y) ** 2)))


@trial(orbit_averaging_reduces_convex_risk)
def squared_loss(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random finite invariant laws."""
    return _squares(rng, draws, 0.0)


@trial(orbit_averaging_reduces_convex_risk)
def hinge_loss(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same for the hinge loss, for which small predictions give equality."""
    import numpy as np

    law, f, average, y = _finite(rng, draws, 0.0)
    return Attempt(_risk(law, np.maximum(0, 1 - average * y)), _claimed(_risk(law, np.maximum(0, 1 - f * y))))


@trial("orbit-averaging-reduces-convex-risk")
def exact_gain(rng: "np.random.Generator", draws: int) -> Attempt:
    """The gain in squared loss is the mean squared distance to the average."""
    import numpy as np

    law, f, average, y = _finite(rng, draws, 0.0)
    gain = _risk(law, (f - y) ** 2) - _risk(law, (average - y) ** 2)
    return Attempt(np.abs(gain - _risk(law, (f - average) ** 2 + 0 * y)), 1e-8)


@ablation(orbit_averaging_reduces_convex_risk, breaks="invariant_law")
def tilted_laws(rng: "np.random.Generator", draws: int) -> Attempt:
    """Laws that depend on the place in the orbit."""
    return _squares(rng, draws, 0.9)


@ablation(orbit_averaging_reduces_convex_risk, breaks="convex")
def decisions(rng: "np.random.Generator", draws: int) -> Attempt:
    """The zero-one loss of the sign."""
    law, f, average, y = _finite(rng, draws, 0.0)
    return Attempt(_risk(law, average * y <= 0), _claimed(_risk(law, f * y <= 0)))


@ablation(orbit_averaging_reduces_convex_risk, breaks="average")
def one_place_for_all(rng: "np.random.Generator", draws: int) -> Attempt:
    """The prediction at the first place of each orbit, invariant too, in place of the average."""
    law, f, _, y = _finite(rng, draws, 0.0)
    return Attempt(_risk(law, (f[:, :, :1] - y) ** 2), _claimed(_risk(law, (f - y) ** 2)))
