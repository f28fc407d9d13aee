"""What does its architecture impose? Receptive field, translation equivariance, parameter sharing, the shape of its function."""

import math

from corollary.observe.layers import Convolution
from corollary.observe.network import Network
from corollary.observe.receptive import receptive_fields, spatial_trunk
from corollary.observe.setting import TEST, TRAIN
from corollary.report.case import Case
from corollary.report.model import Line, Section

GOALS = ()
QUESTION = "What does its architecture impose?"
EXAMPLES = 64  # inputs on which equivariance is measured


def answer(case: Case) -> Section:
    """The section."""
    network = case.setting.model.network
    if network is None:
        words = "Its internals are not known: its architecture is not known to impose anything."
        return Section("architecture", QUESTION, words, (Line("not known", words),))
    convolutions = [node for node in network.nodes if isinstance(node.layer, Convolution)]
    lines = [_shape(network)]
    if not convolutions:
        words = "It imposes no locality and no symmetry: every unit of its first layer reads every input."
        lines.append(Line("measured", "No layer shares parameters between positions."))
        return Section("architecture", QUESTION, words, tuple(lines))
    fields = _receptive(network)
    lines += [*fields, *_sharing(network), *_equivariance(case, network)]
    trunk = spatial_trunk(network)
    if trunk is None:
        words = "It has convolutions, but no layer of it is known to look through windows only."
        return Section("architecture", QUESTION, words, tuple(lines))
    words = f"Up to layer {trunk} it looks at its input through windows that share their weights: each unit there sees one window, "
    words += "and away from the border not where the window lies. What comes after may read everything."
    return Section("architecture", QUESTION, words, tuple(lines))


def _shape(network: Network) -> Line:
    from corollary.observe.architecture import architecture

    facts = architecture(network)
    scores = (
        "Its scores are continuous and affine on finitely many pieces"
        if facts.piecewise_linear
        else "Its scores are not piecewise affine"
    )
    exact = ", without biases" if facts.bias_free else ""
    layers = f"{facts.depth} weight layer" + ("" if facts.depth == 1 else "s")
    units = f"{layers}{exact}, {facts.hidden_units:,} hidden units"
    return Line("measured", f"{scores}: {units}.", "relu-networks-are-cpwl" if facts.piecewise_linear else None)


def _receptive(network: Network) -> list[Line]:
    trunk = spatial_trunk(network)
    if trunk is None:
        return []
    axes = [field for field in receptive_fields(network)[trunk][1:] if field is not None]
    if not axes:
        return []
    size = " × ".join(str(f.size) for f in axes)
    whole = " × ".join(str(network.input_shape[f.input_axis]) for f in axes)
    stride = " × ".join(str(f.stride) for f in axes)
    words = f"A unit of {trunk}, the last layer with positions, reads at most a window of {size} of the input's {whole} positions; neighbours are {stride} apart."
    return [Line("proved", words, "receptive-field-recursion", float(axes[0].size))]


def _sharing(network: Network) -> list[Line]:
    shared = dense = 0
    for node in network.nodes:
        if isinstance(node.layer, Convolution):
            shared += node.layer.kernel.size
            dense += math.prod(network.shape_of(node.inputs[0])) * math.prod(node.shape)
    words = (
        f"Its convolutions have {shared:,} weights where dense layers between the same tensors would have {dense:,}."
    )
    return [Line("proved", words, "parameter-and-multiplication-count", float(shared))]


def _equivariance(case: Case, network: Network) -> list[Line]:
    from corollary.observe.equivariance import equivariance_defect, stacked_convolutions

    sample = TEST if TEST in case.setting.data else TRAIN if TRAIN in case.setting.data else None
    if sample is None:
        return []
    inputs = case.setting.data[sample].inputs[:EXAMPLES]
    lines = []
    inside, around = equivariance_defect(network, inputs), equivariance_defect(network, inputs, "circular")
    if inside is not None:
        exact = stacked_convolutions(network, inside.node)
        words = f"Away from the border it commutes with shifts of the input by multiples of its stride, up to layer {inside.node}"
        words += "." if exact else f": relative defect {inside.value:.1g} on {len(inputs)} inputs."
        note = (
            f"Measured on {len(inputs)} inputs: relative defect {inside.value:.1g}, the rounding of the forward pass."
        )
        statement = "zero-padding-breaks-equivariance"
        lines.append(Line("proved" if exact else "measured", words, statement, note=note if exact else ""))
    if around is not None:
        words = f"With cyclic shifts of the whole input the relative defect reaches {around.value:.2g} on these inputs: that is the padding's doing."
        lines.append(Line("measured", words, "zero-padding-breaks-equivariance", around.value))
    return lines
