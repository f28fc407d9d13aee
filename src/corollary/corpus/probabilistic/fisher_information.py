"""Fisher information in a direction."""

from corollary.logic import Property, Quantity


class RegularModel(Property, says="{model} is a regular statistical model"):
    """Fixed support, densities continuously differentiable in the parameter, Fisher information finite and continuous."""

    model: str


class DirectionalInformation(
    Quantity,
    says="the Fisher information of one observation from {law} for {model} in the direction {direction}, "
    "at the true parameter",
    tex=r"\langle u, I(\theta) u \rangle",
):
    """⟨u, I(θ) u⟩ = E ⟨u, s_θ⟩², θ being the parameter of the law."""

    law: str
    model: str
    direction: str


class SampleInformation(
    Quantity,
    says="the Fisher information of {sample} for {model} in the direction {direction}, at the true parameter",
    tex=r"\langle u, I_n(\theta) u \rangle",
):
    """⟨u, I_n(θ) u⟩ of all observations together."""

    sample: str
    model: str
    direction: str
