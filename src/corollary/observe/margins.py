"""Margins, errors and empirical risks from scores and labels, rounded in the safe direction.

Scores are floating-point numbers: what is bounded is the risk of the function that computed them, in floating point.
Where the function meant is another one (the network in exact arithmetic, say), ``slack`` is a bound of the difference
in each score, and everything is bounded for every function within it.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corollary.errors import InputError
from corollary.observe.certified.arrays import add_down, add_up, as_array
from corollary.observe.certified.directed import add_down as down_sum
from corollary.observe.certified.directed import add_up as up_sum
from corollary.observe.certified.directed import arb_down, arb_up, div_down, div_up, mul_up, scale_down, scale_up
from corollary.observe.certified.enclosure import Enclosure
from corollary.observe.certified.sums import Array, outward_down, outward_up, scaled, sum_bounds

LARGEST_PROBABILITY = 1 + 1e-6
"""Probabilities above 1 by rounding are accepted up to here."""


@dataclass(frozen=True, eq=False)
class MarginBounds:
    """``lower <= margin <= upper`` for each of n examples; the margin is f_y - max over k != y of f_k, or y f for one
    score and y in {-1, 1}.

    A margin of 0 counts as an error, whatever the rule that breaks ties. Without slack the two arrays differ by a
    rounding at most and have the signs of the exact margins.
    """

    lower: Array
    upper: Array

    @property
    def size(self) -> int:
        """The number n of examples."""
        return len(self.lower)

    @property
    def errors(self) -> int:
        """An upper bound of the number of margins <= 0; the exact number without slack."""
        return int(np.count_nonzero(self.lower <= 0))

    @property
    def certain_errors(self) -> int:
        """A lower bound of the number of margins <= 0."""
        return int(np.count_nonzero(self.upper <= 0))

    @property
    def zero_one_risk(self) -> Enclosure:
        """The fraction of margins <= 0."""
        return _fraction(self.certain_errors, self.errors, self.size, "counted")

    def below(self, gamma: float) -> int:
        """An upper bound of the number of margins < ``gamma``; the exact number without slack.

        Exact because ``lower`` is then the largest float that is at most the margin, and ``gamma`` is a float.
        """
        return int(np.count_nonzero(self.lower < gamma))

    def margin_risk(self, gamma: float) -> Enclosure:
        """The fraction of margins < ``gamma``."""
        return _fraction(int(np.count_nonzero(self.upper < gamma)), self.below(gamma), self.size, "counted")

    def ramp_risk(self, gamma: float) -> Enclosure:
        """The mean of min(1, max(0, 1 - margin / gamma)). Raises `InputError` unless ``gamma`` is positive and
        finite.
        """
        if not 0 < gamma < np.inf:
            raise InputError(f"the ramp loss has margin {gamma}: give a positive number")
        high = outward_up(1 - outward_down(self.lower / gamma, 1), 1)
        low = outward_down(1 - outward_up(self.upper / gamma, 1), 1)
        high = np.where(self.lower >= gamma, 0.0, np.clip(high, 0.0, 1.0))
        low = np.where(self.upper <= 0, 1.0, np.clip(low, 0.0, 1.0))
        return mean_enclosure(low, high, "ramp loss of each example, rounded outward")

    def distribution(self) -> Array:
        """The lower bounds of the margins in ascending order."""
        return np.sort(self.lower)


def margins(scores: ArrayLike, labels: ArrayLike, slack: ArrayLike = 0.0) -> Array:
    """Lower bounds (n,) of the margins: the ``lower`` of `margin_bounds`, largest floats that are not above them."""
    return margin_bounds(scores, labels, slack).lower


def margin_bounds(scores: ArrayLike, labels: ArrayLike, slack: ArrayLike = 0.0) -> MarginBounds:
    """The margins of scores (n, K), K >= 2, at labels 0, ..., K - 1; or of one score, (n,) or (n, 1), at labels in {0,
    1} or {-1, 1}.

    ``slack``: one number, or one for each example. Raises `InputError` for empty data, shapes or labels that do not
    fit, and scores that are not finite.
    """
    values, classes = scores_and_labels(scores, labels)
    amount = slack_column(slack, len(values))[:, 0]
    rows = np.arange(len(values))
    if values.shape[1] == 1:
        exact = np.where(classes == 1, values[:, 0], -values[:, 0])
        return MarginBounds(add_down(exact, -amount), add_up(exact, amount))
    own = values[rows, classes]
    others = values.copy()
    others[rows, classes] = -np.inf
    rival = others.max(axis=1)
    return MarginBounds(add_down(add_down(own, -rival), -2 * amount), add_up(add_up(own, -rival), 2 * amount))


def slack_column(slack: ArrayLike, count: int) -> Array:
    """The slack of each example, shape (count, 1), or an `InputError`."""
    amount = as_array(slack, "the slack")
    if amount.shape not in ((), (count,)) or np.any(amount < 0):
        raise InputError(
            f"the slack has shape {amount.shape}: give one number, at least 0, or one for each of {count} examples"
        )
    return np.array(np.broadcast_to(amount.reshape(-1, 1), (count, 1)))


def zero_one_errors(margins: ArrayLike) -> int:
    """The number of margins <= 0."""
    return int(np.count_nonzero(as_array(margins, "the margins") <= 0))


def ramp_risk(margins: ArrayLike, gamma: float) -> float:
    """An upper bound of the mean of min(1, max(0, 1 - margin / gamma)), from lower bounds (n,) of the margins."""
    found = as_array(margins, "the margins", ndim=1)
    return MarginBounds(found, found).ramp_risk(gamma).upper


def scores_and_labels(scores: ArrayLike, labels: ArrayLike) -> tuple[Array, NDArray[np.int64]]:
    """Scores as (n, K) float64 and labels as (n,) integers 0, ..., K - 1 (0 and 1 for K = 1), or an `InputError`."""
    values, given = as_array(scores, "the scores"), as_array(labels, "the labels")
    values = values[:, None] if values.ndim == 1 else values
    given = given[:, 0] if given.ndim == 2 and given.shape[1] == 1 else given
    if values.ndim != 2 or values.shape[1] == 0 or given.shape != (len(values),):
        raise InputError(f"scores of shape {values.shape} need as many labels, not labels of shape {given.shape}")
    if len(values) == 0:
        raise InputError("there are no examples: a risk needs at least one")
    if values.shape[1] == 1 and np.all(np.isin(given, (-1, 1))):
        given = (given + 1) / 2
    count = max(2, values.shape[1])
    if np.any(given != np.floor(given)) or np.any(given < 0) or np.any(given >= count):
        raise InputError(f"the labels must be integers from 0 to {count - 1}, one for each class")
    return values, given.astype(np.int64)


def log_losses(
    scores: ArrayLike, labels: ArrayLike, kind: Literal["logits", "probabilities"] = "logits"
) -> tuple[Array, Array]:
    """Lower and upper bounds of the log loss (nats) of each example, by Arb.

    ``logits``: log(1 + sum over k != y of exp(f_k - f_y)), for one score log(1 + exp(-y f)). ``probabilities``: -log
    p_y, infinite for p_y = 0; one score is the probability of class 1.
    """
    values, classes = scores_and_labels(scores, labels)
    if kind == "probabilities":
        return _probability_losses(values, classes)
    if values.shape[1] == 1:
        values = np.hstack([np.zeros_like(values), values])
    from flint import arb

    bounds = []
    for row, own in zip(values.tolist(), classes.tolist(), strict=True):
        centre = arb(row[own])
        total = sum(((arb(other) - centre).exp() for k, other in enumerate(row) if k != own), arb(0))
        loss = total.log1p()
        bounds.append((max(0.0, arb_down(loss)), arb_up(loss)))
    ends = np.array(bounds)
    return ends[:, 0], ends[:, 1]


def _probability_losses(values: Array, classes: NDArray[np.int64]) -> tuple[Array, Array]:
    if np.any(values < 0) or np.any(values > LARGEST_PROBABILITY):
        raise InputError(
            "the scores are no probabilities: some lie outside [0, 1]; give logits, or say that they are logits"
        )
    if values.shape[1] == 1:
        values = np.hstack([add_up(np.ones_like(values), -values), values])
    from flint import arb

    own = values[np.arange(len(values)), classes]
    losses = [-arb(p).log() if p > 0 else None for p in own.tolist()]
    lower = [np.finfo(float).max if loss is None else arb_down(loss) for loss in losses]
    return np.array(lower), np.array([np.inf if loss is None else arb_up(loss) for loss in losses])


def log_loss(scores: ArrayLike, labels: ArrayLike, kind: Literal["logits", "probabilities"] = "logits") -> Enclosure:
    """The mean log loss in nats (see `log_losses`); its upper end is infinite if a label has probability 0."""
    return mean_enclosure(*log_losses(scores, labels, kind), "log loss of each example by Arb")


def squared_loss(predictions: ArrayLike, targets: ArrayLike) -> Enclosure:
    """The mean over examples of the squared Euclidean distance of predictions and targets, both (n,) or (n, d)."""
    values, wanted = as_array(predictions, "the predictions"), as_array(targets, "the targets")
    if values.shape != wanted.shape or values.size == 0:
        raise InputError(
            f"predictions of shape {values.shape} need targets of the same shape, not {wanted.shape}, and at least one"
        )
    high = np.maximum(np.abs(add_up(values, -wanted)), np.abs(add_down(values, -wanted)))
    low = np.minimum(np.abs(add_up(values, -wanted)), np.abs(add_down(values, -wanted)))
    squares = np.maximum(outward_down(low * low, 1), 0.0), np.where(high == 0, 0.0, outward_up(high * high, 1))
    return mean_enclosure(squares[0].ravel(), squares[1].ravel(), "squared distances, rounded outward", len(values))


def mean_enclosure(lower: Array, upper: Array, method: str, count: int | None = None) -> Enclosure:
    """The mean of numbers that are at least 0 and known between two arrays; an infinite entry gives an infinite upper
    end.

    ``count``: by what the sum is divided, if not by the number of entries.
    """
    divisor = float(count or len(lower))
    low, high = _sum(lower)[0], np.inf if np.any(np.isinf(upper)) else _sum(upper)[1]
    return Enclosure(div_down(low, divisor), div_up(high, divisor), method)


def _sum(terms: Array) -> tuple[float, float]:
    if not np.any(terms):
        return 0.0, 0.0
    small, exponent, loss = scaled(terms)
    low, high = sum_bounds(small)
    loss = mul_up(loss, float(terms.size))
    return max(0.0, scale_down(down_sum(float(low), -loss), exponent)), scale_up(up_sum(float(high), loss), exponent)


def _fraction(low: int, high: int, count: int, method: str) -> Enclosure:
    return Enclosure(div_down(float(low), float(count)), div_up(float(high), float(count)), method)
