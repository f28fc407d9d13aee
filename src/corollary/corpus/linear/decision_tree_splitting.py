"""Gains of splits."""

from fractions import Fraction
from typing import TYPE_CHECKING

from corollary.logic import AtLeast, Attempt, Constant, Property, Quantity, ablation, require, step, theorem, trial
from corollary.logic.checking import Verdict, cases, identity

if TYPE_CHECKING:
    import numpy as np


class TwoChildren(
    Property,
    says="{split} sends the share {left} of the observations of a node to its left child",
    suppose={"left": 0.5},
):
    """A share strictly between 0 and 1."""

    split: str
    left: float


class SquaredMeanDifference(
    Quantity, says="the squared difference of the mean labels of the two children of {split}", tex=r"(m_L - m_R)^2"
):
    """Of real labels, on the observations of the node."""

    split: str


class VarianceGain(
    Quantity, says="the decrease of the mean squared error in a node by {split}", tex="v - q v_L - (1 - q) v_R"
):
    """Gain for the variance impurity, on the observations of the node."""

    split: str


@theorem
def decision_tree_splitting(shares: TwoChildren, difference: AtLeast[SquaredMeanDifference]) -> AtLeast[VarianceGain]:
    """Between-group variance."""
    require(shares.left > 0, "the left share is positive")
    require(shares.left < 1, "the left share is less than 1")
    require(difference.value >= 0, "a square is not negative")
    return shares.left * (1 - shares.left) * difference.value


def _labels(
    rng: "np.random.Generator", draws: int, share: float = 1.0, more: float = 1.0, factor: float = 1.0
) -> Attempt:
    """Ten labels in a node, three of them to the left; wrong claims by factors."""

    y = rng.normal(size=(draws, 10)) ** 3
    left, right = y[:, :3], y[:, 3:]
    gain = y.var(axis=1) - 0.3 * left.var(axis=1) - 0.7 * right.var(axis=1)
    squared = (left.mean(axis=1) - right.mean(axis=1)) ** 2
    bound = decision_tree_splitting(TwoChildren(left=0.3 * share), AtLeast[SquaredMeanDifference](more * squared)).value
    return Attempt(gain, factor * bound, sense="at_least")


@trial(decision_tree_splitting)
def ten_labels(rng: "np.random.Generator", draws: int) -> Attempt:
    """The identity."""
    return _labels(rng, draws)


@ablation(decision_tree_splitting, breaks="shares")
def another_share(rng: "np.random.Generator", draws: int) -> Attempt:
    """0.36 claimed for 0.3."""
    return _labels(rng, draws, share=1.2)


@ablation(decision_tree_splitting, breaks="difference")
def difference_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """By a tenth."""
    return _labels(rng, draws, more=1.1)


@ablation(decision_tree_splitting, breaks="constant")
def a_tenth_more(rng: "np.random.Generator", draws: int) -> Attempt:
    """1.1 times the gain."""
    return _labels(rng, draws, factor=1.1)


def _gains(rng: "np.random.Generator", draws: int, impurity: str) -> "np.ndarray":
    """Gains of random splits of nodes with three labels."""
    import numpy as np

    def value(p: "np.ndarray") -> "np.ndarray":
        if impurity == "entropy":
            return np.asarray(-(p * np.log(np.maximum(p, 1e-300))).sum(axis=1))
        return np.asarray(1 - (p**2).sum(axis=1) if impurity == "gini" else p.max(axis=1))

    counts = rng.multinomial(12, rng.dirichlet(np.ones(6), size=draws)).reshape(draws, 2, 3) + np.array([[1, 0, 0]])
    total = counts.sum(axis=(1, 2))
    share = counts.sum(axis=2) / total[:, None]
    children = counts / counts.sum(axis=2, keepdims=True)
    before = value(counts.sum(axis=1) / total[:, None])
    return before - share[:, 0] * value(children[:, 0]) - share[:, 1] * value(children[:, 1])


@trial("decision-tree-splitting")
def concave_impurities(rng: "np.random.Generator", draws: int) -> Attempt:
    """Entropy and Gini: never a negative gain."""
    import numpy as np

    gains = np.concatenate([_gains(rng, draws, "entropy"), _gains(rng, draws, "gini")])
    return Attempt(gains, 0.0, sense="at_least")


@ablation("decision-tree-splitting", breaks="constant")
def greatest_share(rng: "np.random.Generator", draws: int) -> Attempt:
    """max p_k, which is convex."""
    return Attempt(_gains(rng, draws, "max"), 0.0, sense="at_least")


# Checked steps of the proof.


@step(decision_tree_splitting, 2, mutant={"one": 2})
def gini(one: Constant = 1) -> Verdict:
    r"""$q_L \norm{p_L}^2 + q_R \norm{p_R}^2 - \norm{q_L p_L + q_R p_R}^2 = q_L q_R \norm{p_L - p_R}^2$, shares `q` and `1 - q`."""
    return identity(
        lambda q, p, r: q * p**2 + (1 - q) * r**2 - (q * p + (1 - q) * r) ** 2,
        lambda q, p, r: one * q * (1 - q) * (p - r) ** 2,
        vectors="p r",
    )


@step(decision_tree_splitting, 3, mutant={"one": 2})
def variance(one: Constant = 1) -> Verdict:
    r"""$q (m_L - m)^2 + (1 - q)(m_R - m)^2$ is $q (1 - q) (m_L - m_R)^2$ with $m = q m_L + (1 - q) m_R$."""
    return identity(
        lambda q, a, b: q * (a - (q * a + (1 - q) * b)) ** 2 + (1 - q) * (b - (q * a + (1 - q) * b)) ** 2,
        lambda q, a, b: one * q * (1 - q) * (a - b) ** 2,
    )


@step(decision_tree_splitting, 4, mutant={"share": Fraction(2, 5)})
def no_gain(share: Constant = Fraction(1, 2)) -> Verdict:
    r"""$0.25 - \frac12 \cdot 0.1 - \frac12 \cdot 0.4 = 0$."""
    numbers = (Fraction(1, 4), Fraction(1, 10), Fraction(2, 5))
    return cases([numbers], lambda node, left, right: node - share * left - share * right == 0)
