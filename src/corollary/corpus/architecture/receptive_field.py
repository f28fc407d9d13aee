"""Size of the receptive field of a stack of layers."""

from typing import Any

from corollary.logic import Property, Quantity


class ReceptiveFieldSize(Quantity, says="the receptive field size of {network} along one axis", tex=r"r({network})"):
    network: str


class LayerStack(
    Property,
    says="{network} is a stack of convolution and pooling layers with kernel sizes {sizes}, dilations {dilations} "
    "and jumps {jumps} (the product of the strides before each layer)",
):
    network: str
    sizes: Any
    dilations: Any
    jumps: Any
