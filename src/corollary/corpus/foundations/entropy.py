"""Shannon entropy."""

from corollary.logic import Quantity


class Entropy(Quantity, says="the entropy of {law}", tex="H({law})", unit="nats"):
    """−Σ p log p."""

    law: str
