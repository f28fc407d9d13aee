"""What two small kernels compose to."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, Equals, Property, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class LinearKernelPair(
    Property,
    says="{network} is two linear convolutions of stride 1 in {dimensions} dimensions with kernels of sides {first} and "
    "{second}, and with one input, one hidden and one output channel",
):
    """No nonlinearity between the layers."""

    network: str
    first: int
    second: int
    dimensions: int


class ComposedKernelRank(
    Quantity,
    says="the greatest rank of the derivative of the map from the kernels of {network} to the kernel of their composition",
    tex=r"\operatorname{{rank}} D({network})",
):
    """The dimension of the set of composed kernels, where it is a manifold."""

    network: str


@theorem
def stacked_small_kernels(shape: LinearKernelPair) -> Equals[ComposedKernelRank]:
    """All parameters but the one that scales the first kernel against the second."""
    require(shape.first >= 1, "p >= 1")
    require(shape.second >= 1, "q >= 1")
    require(shape.dimensions >= 1, "d >= 1")
    return shape.first**shape.dimensions + shape.second**shape.dimensions - 1


def _multiplication(kernel: "np.ndarray", side: int) -> "np.ndarray":
    """Matrix of b ↦ kernel * b for b of the given side, in the kernel's number of dimensions."""
    import numpy as np

    total = [size + side - 1 for size in kernel.shape]
    columns = []
    for place in np.ndindex(*[side] * kernel.ndim):
        image = np.zeros(total)
        image[tuple(slice(i, i + size) for i, size in zip(place, kernel.shape, strict=True))] = kernel
        columns.append(image.ravel())
    return np.stack(columns, axis=1)


def _ranks(rng: "np.random.Generator", draws: int, channels: int) -> Attempt:
    import numpy as np

    errors = []
    for _ in range(min(draws, 100)):
        p, q, d = (int(v) for v in rng.integers([1, 1, 1], [5, 5, 3]))
        blocks = []
        for _ in range(channels):
            a, b = rng.normal(size=(p,) * d), rng.normal(size=(q,) * d)
            blocks += [_multiplication(b, p), _multiplication(a, q)]
        claimed = stacked_small_kernels(LinearKernelPair(first=p, second=q, dimensions=d)).value
        errors.append(abs(np.linalg.matrix_rank(np.concatenate(blocks, axis=1), tol=1e-8) - claimed))
    return Attempt(np.array(errors, float), 0.0)


@trial(stacked_small_kernels)
def derivatives(rng: "np.random.Generator", draws: int) -> Attempt:
    """Ranks of explicit Jacobians at random kernels in one and two dimensions."""
    return _ranks(rng, draws, 1)


@ablation(stacked_small_kernels, breaks="shape")
def two_hidden_channels(rng: "np.random.Generator", draws: int) -> Attempt:
    """A second hidden channel fills more."""
    return _ranks(rng, draws, 2)


def _factored(rng: "np.random.Generator", draws: int, pairs: bool) -> Attempt:
    """Relative error of random kernels of size 5 or 7 rebuilt from real factors of size 3, or size 2."""
    import numpy as np

    errors = []
    for _ in range(draws):
        count = int(rng.integers(2, 4))
        kernel = rng.normal(size=2 * count + 1)
        roots = np.roots(kernel)
        upper = [np.real([1, -2 * r.real, abs(r) ** 2]) for r in roots if r.imag > 0]
        real = np.sort([r.real for r in roots if r.imag == 0])
        if pairs:
            factors = upper + [np.convolve([1, -one], [1, -two]) for one, two in real.reshape(-1, 2)]
        else:
            factors = [np.array([1, -r.real]) for r in roots]
        product = np.array([kernel[0]])
        for factor in factors:
            product = np.convolve(product, factor)
        enough = len(factors) == count if pairs else True
        errors.append(np.abs(product - kernel).max() / np.abs(kernel).max() if enough else np.inf)
    return Attempt(np.array(errors), 1e-8)


@trial("stacked-small-kernels")
def one_dimension(rng: "np.random.Generator", draws: int) -> Attempt:
    """(b): two or three real factors of size 3 give back the kernel."""
    return _factored(rng, draws, True)


@ablation("stacked-small-kernels", breaks="constant")
def size_two(rng: "np.random.Generator", draws: int) -> Attempt:
    """Real factors of size 2 do not."""
    return _factored(rng, draws, False)


@trial("stacked-small-kernels")
def rank_by_hidden_channels(rng: "np.random.Generator", draws: int) -> Attempt:
    """(c): rank 25 at a random point for two hidden channels, and 17 C² for C to C to C."""
    import numpy as np

    missing = []
    for _ in range(min(draws, 5)):
        kernels = [_multiplication(rng.normal(size=(3, 3)), 3) for _ in range(4)]
        missing.append(25 - np.linalg.matrix_rank(np.concatenate(kernels, axis=1)))
        first, second = rng.normal(size=(2, 2, 2, 3, 3))  # a[c, i] and b[o, c]
        jacobian = np.zeros((2, 2, 25, 2, 2, 2, 9))  # output o, i, place; which layer; its two channel indices; entry
        for o, i, c in np.ndindex(2, 2, 2):
            jacobian[o, i, :, 0, c, i] += _multiplication(second[o, c], 3)
            jacobian[o, i, :, 1, o, c] += _multiplication(first[c, i], 3)
        missing.append(abs(17 * 4 - np.linalg.matrix_rank(jacobian.reshape(100, 72), tol=1e-8)))
    return Attempt(np.array(missing, float), 0.0)
