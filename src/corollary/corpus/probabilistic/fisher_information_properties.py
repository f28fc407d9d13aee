"""Properties of the Fisher information."""

from typing import TYPE_CHECKING

from corollary.corpus.probabilistic.fisher_information import DirectionalInformation, RegularModel, SampleInformation
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import Attempt, Equals, Property, ablation, require, theorem, trial

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class WellSpecified(Property, says="{law} is a member of {model}"):
    """P = P_θ for some θ: the true parameter."""

    law: str
    model: str


@theorem
def fisher_information_properties(
    sample: Iid, model: RegularModel, member: WellSpecified, information: Equals[DirectionalInformation]
) -> Equals[SampleInformation]:
    """Scores of independent observations add up, and are centred."""
    require(sample.n >= 1, "n >= 1")
    return sample.n * information.value


def _family(rng: "Generator", draws: int, points: int = 4) -> "tuple[Any, Any, Any]":
    """Curved families with two parameters on a few points: mass functions at θ, and a function that gives them at θ + h."""
    import numpy as np

    linear, square = rng.normal(size=(2, draws, 2, points))

    def mass(h: "Any") -> "Any":
        logits = np.einsum("nk,nkp->np", h, linear) + np.einsum("nk,nkp->np", h**2, square)
        weights = np.exp(logits)
        return weights / weights.sum(axis=1, keepdims=True)

    theta = rng.normal(size=(draws, 2)) / 2
    direction = rng.normal(size=(draws, 2))
    return theta, direction, mass


def _information(of: "Any", theta: "Any", direction: "Any") -> "Any":
    """Σ (∂p)² / p over the points, the derivative in the direction by a central difference of fourth order."""
    e = 1e-3 * direction
    slope = (8 * (of(theta + e) - of(theta - e)) - (of(theta + 2 * e) - of(theta - 2 * e))) / 12e-3
    return (slope**2 / of(theta)).sum(axis=1)


def _sample(rng: "Generator", draws: int, copies: bool) -> Attempt:
    """Three observations: the joint law over all 64 outcomes, or three copies of one observation."""
    import numpy as np

    theta, direction, mass = _family(rng, draws)

    def joint(h: "Any") -> "Any":
        p = mass(h)
        return p if copies else np.einsum("na,nb,nc->nabc", p, p, p).reshape(draws, -1)

    one = _information(mass, theta, direction)
    facts = Iid(n=3), RegularModel(), WellSpecified(), Equals[DirectionalInformation](one)
    bound = fisher_information_properties(*facts).value
    return Attempt(np.abs(_information(joint, theta, direction) / bound - 1), 0.0, tolerance=1e-6)


@trial(fisher_information_properties)
def three_observations(rng: "Generator", draws: int) -> Attempt:
    """The joint law of three independent observations."""
    return _sample(rng, draws, copies=False)


@ablation(fisher_information_properties, breaks="sample")
def three_copies(rng: "Generator", draws: int) -> Attempt:
    """One observation, counted three times."""
    return _sample(rng, draws, copies=True)


@ablation(fisher_information_properties, breaks="member")
def another_parameter(rng: "Generator", draws: int) -> Attempt:
    """The law of the three observations is not that of the parameter whose score is squared: the score is not centred."""
    import numpy as np

    theta, direction, mass = _family(rng, draws)
    e, p, law = 1e-4 * direction, mass(theta), mass(theta + 1)
    score = (mass(theta + e) - mass(theta - e)) / (2e-4 * p)
    first, second = (law * score).sum(axis=1), (law * score**2).sum(axis=1)
    facts = Iid(n=3), RegularModel(), WellSpecified(), Equals[DirectionalInformation](second)
    whole = 3 * second + 6 * first**2  # the mean square of the sum of the three scores
    return Attempt(np.abs(whole / fisher_information_properties(*facts).value - 1), 0.0, tolerance=1e-6)


@trial("fisher-information-properties")
def hellinger(rng: "Generator", draws: int) -> Attempt:
    """(f): the squared Hellinger distance of parameters at distance 10^-4, relative to a quarter of the information."""
    import numpy as np

    theta, direction, mass = _family(rng, draws)
    distance = ((np.sqrt(mass(theta + 1e-4 * direction)) - np.sqrt(mass(theta))) ** 2).sum(axis=1) / 1e-8
    quarter = _information(mass, theta, direction) / 4
    return Attempt(np.abs(distance / quarter - 1), 0.0, tolerance=0.02)


@trial("fisher-information-properties")
def merged_points(rng: "Generator", draws: int) -> Attempt:
    """(e): the statistic that merges two points has no more information."""
    import numpy as np

    theta, direction, mass = _family(rng, draws)
    merge = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    image = _information(lambda h: mass(h) @ merge, theta, direction)
    return Attempt(image, _information(mass, theta, direction), tolerance=1e-7)


def _location(mixing: "Any", hessian: bool) -> "Any":
    """Information of the location of a mixture of a logistic and a normal law: from scores or from second derivatives."""
    import numpy as np

    x = np.linspace(-60, 60, 24001)
    f = 1 / (4 * np.cosh(x / 2) ** 2)
    tanh = np.tanh(x / 2)
    g = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    p = mixing * f + (1 - mixing) * g
    first = -mixing * f * tanh - (1 - mixing) * g * x
    second = mixing * f * (tanh**2 - (1 - tanh**2) / 2) + (1 - mixing) * g * (x**2 - 1)
    scores = (first / p) ** 2
    return np.trapezoid((scores - second / p if hessian else scores) * p, x, axis=-1)


@trial("fisher-information-properties")
def expected_hessian(rng: "Generator", draws: int) -> Attempt:
    """(d): location families; 1/3 for the logistic law alone."""
    import numpy as np

    mixing = np.append(rng.uniform(0.1, 1, size=min(draws, 30)), 1.0)[:, None]
    fault = np.abs(_location(mixing, True) - _location(mixing, False))
    fault[-1] = max(fault[-1], abs(_location(mixing, True)[-1] - 1 / 3))
    return Attempt(fault, 0.0)


@ablation("fisher-information-properties", breaks="model")
def uniform_laws(rng: "Generator", draws: int) -> Attempt:
    """Uniform laws on [0, θ]: the squared Hellinger distance, against a quarter of the mean of the squared derivative."""
    import numpy as np

    theta, h = rng.uniform(0.5, 2, size=draws), 1e-4
    distance = 2 - 2 * np.sqrt(theta / (theta + h))
    return Attempt(np.abs(distance / (h**2 / (4 * theta**2)) - 1), 0.0, tolerance=0.02)
