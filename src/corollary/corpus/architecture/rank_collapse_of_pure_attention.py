"""Under pure attention tokens become equal doubly exponentially fast."""

from typing import TYPE_CHECKING

from corollary.corpus.architecture.softmax_lipschitz import softmax
from corollary.logic import AtMost, Attempt, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import power

if TYPE_CHECKING:
    import numpy as np


class PureAttention(
    Property,
    says="{network} is {layers} layers of self-attention without mask, skip connections and other layers",
):
    """X ↦ Σ_h softmax(X A_h Xᵀ) X W_h, layer by layer."""

    network: str
    layers: int


class LogitNorm(
    Quantity,
    says="the greatest operator norm, over layers and heads of {network}, of the product of the query matrix and the transposed "
    "key matrix, divided by the root of the key dimension",
    tex=r"\beta",
):
    """max ‖A_{l,h}‖, A = W_Q W_Kᵀ / √d_k."""

    network: str


class ValueNorm(
    Quantity,
    says="the sum, over the heads of a layer of {network}, of the operator norms of the products of value and output matrix, "
    "greatest over layers",
    tex=r"\omega",
):
    """max over l of Σ_h ‖W_{l,h}‖, W = W_V W_O."""

    network: str


class FirstTokenDistance(
    Quantity,
    says="the greatest distance between two tokens of {signal}, the input of {network}",
    tex=r"\operatorname{{osc}}(X_0)",
):
    """max ‖x_i − x_j‖ before the first layer."""

    network: str
    signal: str


class LastTokenDistance(
    Quantity,
    says="the greatest distance between two tokens that {network} puts out for {signal}",
    tex=r"\operatorname{{osc}}(X_L)",
):
    """max ‖x_i − x_j‖ after the last layer."""

    network: str
    signal: str


@theorem
def rank_collapse_of_pure_attention(
    network: PureAttention, logits: AtMost[LogitNorm], values: AtMost[ValueNorm], start: AtMost[FirstTokenDistance]
) -> AtMost[LastTokenDistance]:
    """The distance is cubed in every layer."""
    require(network.layers >= 1, "L >= 1")
    q = values.value * logits.value * start.value**2 / 4
    return start.value * power(q, (power(3, network.layers) - 1) / 2)


def distances(x: "np.ndarray") -> "np.ndarray":
    """Greatest distance between two rows, for each array (…, tokens, coordinates)."""
    import numpy as np

    return np.asarray(np.linalg.norm(x[..., :, None, :] - x[..., None, :, :], axis=-1).max(axis=(-2, -1)))


def _layer(x: "np.ndarray", a: "np.ndarray", w: "np.ndarray", causal: bool) -> "np.ndarray":
    """One layer; a and w are (heads, d, d)."""
    import numpy as np

    logits = x @ a @ x.T
    if causal:
        logits = np.where(np.tri(len(x)) > 0, logits, -np.inf)
    return np.asarray((softmax(logits) @ x @ w).sum(axis=0))


def _networks(rng: "np.random.Generator", draws: int, causal: bool, factor: float) -> Attempt:
    """Random heads, and two tokens on a line, for which every layer attains (a)."""
    import numpy as np

    truths, bounds = [], []
    for _ in range(draws):
        line = rng.random() < 0.5
        heads, tokens, d = (1, 2, 1) if line else (int(v) for v in rng.integers([1, 2, 1], [4, 7, 5]))
        layers = int(rng.integers(1, 3))
        a, w = rng.normal(size=(layers, heads, d, d)), rng.normal(size=(layers, heads, d, d))
        size = 10 ** rng.uniform(0, 6) if layers == 1 else 1.0
        a, w = (np.full_like(a, 0.7), np.full_like(w, 1.2 * size)) if line else (a, w)
        x = rng.normal(size=(tokens, d)) * rng.uniform(0.1, 0.7)
        x = np.array([[0.2], [-0.2]]) * rng.uniform(0.2, 1) if line else x
        beta = np.linalg.norm(a, 2, axis=(-2, -1)).max()
        omega = np.linalg.norm(w, 2, axis=(-2, -1)).sum(axis=-1).max()
        given = (
            PureAttention(layers=layers),
            AtMost[LogitNorm](beta),
            AtMost[ValueNorm](omega),
            AtMost[FirstTokenDistance](float(distances(x))),
        )
        bounds.append(factor * rank_collapse_of_pure_attention(*given).value)
        for layer in range(layers):
            x = _layer(x, a[layer], w[layer], causal)
        rounding = 1e-14 * omega**layers  # tokens that all but meet: their distance is not seen below this
        truths.append(max(0.0, float(distances(x)) - rounding))
    return Attempt(np.array(truths) / np.array(bounds), 1.0)


@trial(rank_collapse_of_pure_attention)
def random_heads(rng: "np.random.Generator", draws: int) -> Attempt:
    """Distances over the bound."""
    return _networks(rng, draws, False, 1.0)


@ablation(rank_collapse_of_pure_attention, breaks="network")
def causal_mask(rng: "np.random.Generator", draws: int) -> Attempt:
    """The first token attends to itself alone."""
    return _networks(rng, draws, True, 1.0)


@ablation(rank_collapse_of_pure_attention, breaks="constant")
def nine_tenths_of_the_bound(rng: "np.random.Generator", draws: int) -> Attempt:
    """For two tokens on a line near 0 the bound is nearly attained."""
    return _networks(rng, draws, False, 0.9)


@trial("rank-collapse-of-pure-attention")
def one_layer(rng: "np.random.Generator", draws: int) -> Attempt:
    """(a) with the hyperbolic tangent, at distances that are not small; equality for two tokens on a line."""
    import numpy as np

    ratios = []
    for _ in range(draws):
        tokens, d = (2, 1) if rng.random() < 0.5 else (int(v) for v in rng.integers([2, 1], [5, 4]))
        a, w, x = rng.normal(size=(1, d, d)), rng.normal(size=(1, d, d)), rng.normal(size=(tokens, d))
        a = 0.1 + np.abs(a) if d == 1 else a
        x *= rng.uniform(0.1, 3) / float(distances(x))  # nearer tokens drown in rounding
        before, beta, omega = float(distances(x)), np.linalg.norm(a[0], 2), np.linalg.norm(w[0], 2)
        after = float(distances(_layer(x, a, w, False)))
        ratios.append(after / (omega * np.tanh(beta * before**2 / 4) * before))
    return Attempt(np.array(ratios), 1.0)


@trial("rank-collapse-of-pure-attention")
def skip_connections(rng: "np.random.Generator", draws: int) -> Attempt:
    """(c) with the bound of (a) for the share of the attention."""
    import numpy as np

    after, bounds = [], []
    for _ in range(draws):
        x, a = rng.normal(size=(4, 3)) * 0.3, rng.normal(size=(1, 3, 3))
        w = -np.abs(rng.normal()) * np.eye(3)[None]
        before = float(distances(x))
        share = np.linalg.norm(w[0], 2) * np.tanh(np.linalg.norm(a[0], 2) * before**2 / 4)
        after.append(float(distances(x + _layer(x, a, w, False))))
        bounds.append((1 - share) * before)
    return Attempt(np.array(after), np.array(bounds), sense="at_least")
