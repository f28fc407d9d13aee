"""Rademacher complexities: of the predictor class or of the loss class, empirical or expected, supremum without absolute value."""

from corollary.logic import Quantity


class EmpiricalRademacher(
    Quantity,
    says="the empirical Rademacher complexity of the predictors {hypotheses} on the inputs of {sample}",
    tex=r"\widehat{{\mathfrak R}}_{{{sample}}}({hypotheses})",
):
    """(1/n) E_σ sup_h Σ σ_i h(x_i) for real-valued predictors."""

    hypotheses: str
    sample: str


class LossRademacher(
    Quantity,
    says="the Rademacher complexity of the class of losses {loss} of {hypotheses} for samples of the size of {sample} from {law}",
    tex=r"\mathfrak R_n({loss} \circ {hypotheses})",
):
    """E over the sample of (1/n) E_σ sup_h Σ σ_i ℓ(h, Z_i)."""

    hypotheses: str
    loss: str
    law: str
    sample: str


class EmpiricalLossRademacher(
    Quantity,
    says="the empirical Rademacher complexity of the class of losses {loss} of {hypotheses} on {sample}",
    tex=r"\widehat{{\mathfrak R}}_{{{sample}}}({loss} \circ {hypotheses})",
):
    """(1/n) E_σ sup_h Σ σ_i ℓ(h, Z_i) for the sample drawn."""

    hypotheses: str
    loss: str
    sample: str
