"""Dropout on the inputs of a linear predictor is a penalty."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.linear.least_squares import ResidualSquares
from corollary.corpus.linear.noise_injection_tikhonov import NoisyResidualSquares
from corollary.logic import (
    Attempt,
    ChosenBefore,
    Equals,
    Expected,
    Property,
    Quantity,
    ablation,
    require,
    role,
    theorem,
    trial,
)

if TYPE_CHECKING:
    import numpy as np


class InputDropout(
    Property,
    says="{noise} keeps each entry of the inputs in {sample} with probability {keep}, independently of the others "
    "and of the labels, divided by that probability, and sets it to 0 otherwise",
):
    """m_ij x_ij / keep."""

    noise: str
    sample: str
    keep: float


class ColumnWeightedSquares(
    Quantity,
    says="the sum over the inputs in {sample} and their entries of the squares of entry times weight in {predictor}",
    tex=r"\textstyle\sum_j \lVert X_{\cdot j} \rVert^2 \theta_j^2",
):
    """Σ_j ‖X_·j‖² θ_j²."""

    predictor: str
    sample: str


@theorem
def dropout_ridge(
    mask: InputDropout,
    before: Annotated[ChosenBefore, role(hypotheses="predictor", sample="noise")],
    fit: Equals[ResidualSquares],
    weight: Equals[ColumnWeightedSquares],
) -> Equals[Expected[NoisyResidualSquares, "noise"]]:
    """For every linear predictor."""
    require(mask.keep > 0, "keep > 0")
    require(mask.keep <= 1, "keep <= 1")
    return fit.value + (1 - mask.keep) / mask.keep * weight.value


def _attempt(rng: "np.random.Generator", draws: int, shared: bool = False, fitted: bool = False) -> Attempt:
    """All masks of a row with their probabilities, the same for each of five rows.

    `shared`: one mask for all entries of a row. `fitted`: the predictor is 1.4 times as large on what is kept.
    """
    import itertools

    import numpy as np

    keep = 0.7
    masks = np.array(list(itertools.product([0.0, 1.0], repeat=4)))
    weight = np.prod(np.where(masks > 0, keep, 1 - keep), axis=1)
    if shared:
        masks, weight = np.array([[0.0] * 4, [1.0] * 4]), np.array([1 - keep, keep])
    x, y, theta = rng.normal(size=(draws, 5, 4)), rng.normal(size=(draws, 5)), rng.normal(size=(draws, 4))
    used = np.einsum("mj,nj->nmj", (1.4 if fitted else 1.0) * masks, theta) / keep
    truth = ((y[:, None] - np.einsum("nij,nmj->nmi", x, used)) ** 2).sum(axis=2) @ weight
    facts = (
        InputDropout(keep=keep),
        ChosenBefore("predictor", "noise"),
        Equals[ResidualSquares](((y - np.einsum("nij,nj->ni", x, theta)) ** 2).sum(axis=1)),
        Equals[ColumnWeightedSquares]((x**2 * theta[:, None] ** 2).sum(axis=(1, 2))),
    )
    return Attempt(np.abs(truth - dropout_ridge(*facts).value), 0.0)


@trial(dropout_ridge)
def all_masks(rng: "np.random.Generator", draws: int) -> Attempt:
    """All sixteen masks of a row, with their probabilities."""
    return _attempt(rng, draws)


@trial("dropout-ridge")
def minimiser(rng: "np.random.Generator", draws: int) -> Attempt:
    """The minimiser solves the normal equations of all masked rows, weighted by their probabilities."""
    import itertools

    import numpy as np

    keep = 0.6
    masks = np.array(list(itertools.product([0.0, 1.0], repeat=3)))
    weight = np.prod(np.where(masks > 0, keep, 1 - keep), axis=1)
    x, y = rng.normal(size=(draws, 4, 3)), rng.normal(size=(draws, 4))
    masked = x[:, None] * masks[:, None] / keep
    gram = np.einsum("m,nmij,nmik->njk", weight, masked, masked)
    moment = np.einsum("m,nmij,ni->nj", weight, masked, y)
    plain = x.transpose(0, 2, 1) @ x
    penalty = (1 - keep) / keep * np.einsum("njj->nj", plain)[:, :, None] * np.eye(3)
    formula = np.linalg.solve(plain + penalty, np.einsum("nij,ni->nj", x, y)[..., None])[..., 0]
    return Attempt(np.abs(np.einsum("njk,nk->nj", gram, formula) - moment).max(axis=1), 0.0)


@ablation(dropout_ridge, breaks="mask")
def one_mask_a_row(rng: "np.random.Generator", draws: int) -> Attempt:
    """All entries of a row are dropped together."""
    return _attempt(rng, draws, shared=True)


@ablation(dropout_ridge, breaks="before")
def predictor_follows(rng: "np.random.Generator", draws: int) -> Attempt:
    """The parameters of the entries kept grow by 1.4 after the mask is seen."""
    return _attempt(rng, draws, fitted=True)
