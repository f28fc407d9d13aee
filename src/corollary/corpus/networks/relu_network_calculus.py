"""Operations on ReLU networks with their weights in hand.

A network is a list of (W, b), W of shape (outputs, inputs), b of shape (outputs,); the ReLU stands between them.
"""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike

    Network = list[tuple[np.ndarray, np.ndarray]]


def realise(network: "Network", x: "np.ndarray") -> "np.ndarray":
    """The function of the network at inputs of shape (..., inputs)."""
    import numpy as np

    for weight, bias in network[:-1]:
        x = np.maximum(x @ weight.T + bias, 0)
    weight, bias = network[-1]
    return np.asarray(x @ weight.T + bias)


def size(network: "Network") -> int:
    """Number of entries of weights and biases that are not 0."""
    import numpy as np

    return sum(int(np.count_nonzero(weight) + np.count_nonzero(bias)) for weight, bias in network)


def hidden_widths(network: "Network") -> list[int]:
    """Widths of the hidden layers."""
    return [len(bias) for _, bias in network[:-1]]


def affine(weight: "ArrayLike", bias: "ArrayLike | None" = None) -> "Network":
    """An affine map, without hidden layers."""
    import numpy as np

    matrix = np.atleast_2d(np.asarray(weight, float))
    return [(matrix, np.zeros(len(matrix)) if bias is None else np.asarray(bias, float))]


def merge(first: "Network", *others: "Network") -> "Network":
    """(a): the composition, first network first."""
    for then in others:
        (inner, shift), (outer, offset) = first[-1], then[0]
        first = [*first[:-1], (outer @ inner, outer @ shift + offset), *then[1:]]
    return first


def identity(dimension: int, layers: int) -> "Network":
    """(c): the identity with this number of hidden layers (none: an affine map)."""
    import numpy as np

    eye = np.eye(dimension)
    if layers == 0:
        return affine(eye)
    double = np.eye(2 * dimension), np.zeros(2 * dimension)
    ends = affine(np.vstack([eye, -eye])), affine(np.hstack([eye, -eye]))
    return ends[0] + [double] * (layers - 1) + ends[1]


def concatenate(first: "Network", then: "Network") -> "Network":
    """(b): the composition with one more hidden layer, where sizes at most double."""
    width = len(first[-1][1])
    return merge(first, identity(width, 1), then)


def prolong(network: "Network", layers: int) -> "Network":
    """(e): the same function with so many more hidden layers."""
    return merge(network, identity(len(network[-1][1]), layers))


def parallel(*networks: "Network") -> "Network":
    """(d): networks of equal depth side by side, each with its own inputs."""
    import numpy as np
    from scipy.linalg import block_diag

    layers = zip(*networks, strict=True)
    return [(block_diag(*(w for w, _ in layer)), np.concatenate([b for _, b in layer])) for layer in layers]


def fan_out(*networks: "Network") -> "Network":
    """(d): networks of equal depth that share their input."""
    import numpy as np

    shared = np.vstack([w for w, _ in (network[0] for network in networks)])
    return [(shared, np.concatenate([network[0][1] for network in networks])), *parallel(*(n[1:] for n in networks))]


def random_network(rng: "np.random.Generator", widths: list[int]) -> "Network":
    """Normal weights and biases, a third of the weights 0."""
    import numpy as np

    shapes = zip(widths[1:], widths[:-1], strict=True)
    return [(rng.normal(size=s) * (rng.random(s) < 2 / 3), rng.normal(size=s[0]) / np.sqrt(s[1])) for s in shapes]


def _difference(x: "np.ndarray", y: "np.ndarray") -> float:
    import numpy as np

    return float(np.max(np.abs(x - y) / (1 + np.abs(y))))


def _errors(rng: "np.random.Generator") -> list[float]:
    """Relative errors of the operations on random networks; 1 where a width or a size is not as claimed."""
    f, g = random_network(rng, [3, 4, 2]), random_network(rng, [2, 5, 3, 1])
    other = random_network(rng, [3, 6, 2])
    x, y = rng.normal(size=(2, 20, 3))
    composed = realise(g, realise(f, x))
    merged, sparse, longer = merge(f, g), concatenate(f, g), prolong(f, 3)
    both = merge(fan_out(f, other), affine([[2.0, 0.0, -3.0, 0.0], [0.0, 2.0, 0.0, -3.0]]))
    pair = realise(parallel(f, other), _columns(x, y))
    as_claimed = (
        hidden_widths(merged) == [4, 5, 3]
        and hidden_widths(sparse) == [4, 4, 5, 3]
        and size(sparse) <= 2 * size(f) + 2 * size(g)
        and hidden_widths(longer) == [4, 4, 4, 4]
        and size(longer) <= 2 * size(f) + 2 * 3 * 2
        and hidden_widths(both) == [10]
        and size(parallel(f, other)) == size(f) + size(other)
        and size(identity(3, 2)) == 2 * 3 * 3
    )
    return [
        0.0 if as_claimed else 1.0,
        _difference(realise(merged, x), composed),
        _difference(realise(sparse, x), composed),
        _difference(realise(longer, x), realise(f, x)),
        _difference(realise(identity(3, 2), x), x),
        _difference(realise(both, x), 2 * realise(f, x) - 3 * realise(other, x)),
        _difference(pair, _columns(realise(f, x), realise(other, y))),
    ]


def _columns(*blocks: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return np.concatenate(blocks, axis=-1)


@trial("relu-network-calculus")
def operations(rng: "np.random.Generator", draws: int) -> Attempt:
    """Every operation on random networks: functions, widths and sizes."""
    return Attempt([max(_errors(rng)) for _ in range(draws)], 1e-10)


@ablation("relu-network-calculus", breaks="constant")
def identity_of_width_one(rng: "np.random.Generator", draws: int) -> Attempt:
    """The identity of the line with one unit a layer in place of two: right on the half-line only."""
    import numpy as np

    network = affine([[1.0]]) + affine([[1.0]])
    x = rng.normal(size=(draws, 1))
    return Attempt(np.abs(realise(network, x) - x).ravel(), 1e-10)
