"""Lines that only measure: norms of the layers, the log loss."""

from corollary.observe.setting import Setting
from corollary.report.figures import shown
from corollary.report.model import Line


def layers(setting: Setting) -> list[Line]:
    """Certified upper bounds of the norms of each weight layer, and its distance from the initial weights if those are given."""
    from corollary.observe.norms import layer_norms

    if setting.model.network is None:
        return []
    lines = []
    for norms in layer_norms(setting.model.network, setting.initial):
        words = f"Layer {norms.name} ({norms.kind}, {norms.rows} × {norms.columns} as a matrix): spectral norm at most {shown(norms.spectral.upper)}, "
        words += f"Frobenius norm at most {shown(norms.frobenius.upper)}, sum of row norms at most {shown(norms.row_sum.upper)}"
        if norms.distance is not None:
            words += f", Frobenius distance from its initial weights at most {shown(norms.distance.upper)}"
        lines.append(Line("measured", words + ".", value=norms.spectral.upper, note="Rounded up; biases not counted."))
    return lines


def log_loss(setting: Setting, sample: str) -> Line | None:
    """The mean log loss on a sample, rounded up, None if the model gives neither scores nor probabilities of classes."""
    from corollary.errors import InputError
    from corollary.observe.margins import log_loss as mean

    kinds = {"scores": "logits", "probabilities": "probabilities"}
    kind = kinds.get(setting.model.outputs)
    if kind is None:
        return None
    try:
        found = mean(setting.scores(sample), setting.labels(sample), kind)  # type: ignore[arg-type]
    except InputError:
        return None
    of = " of its scores, taken as logits," if kind == "logits" else ""
    if found.upper == float("inf"):
        words = f"Mean log loss{of} on {sample}: infinite, for it gives probability 0 to a label that is there."
        return Line("measured", words, value=found.upper, unit="nats")
    words = f"Mean log loss{of} on {sample}: at most {shown(found.upper)} nats."
    return Line("measured", words, value=found.upper, unit="nats")


def squared_loss(setting: Setting, sample: str) -> Line | None:
    """The mean squared error on a sample, rounded up, None if the model does not give one number for each example."""
    from corollary.observe.margins import squared_loss as mean

    scores = setting.scores(sample)
    if scores.ndim != 1:
        return None
    found = mean(scores, setting.data[sample].labels)
    return Line("measured", f"Mean squared error on {sample}: at most {shown(found.upper)}.", value=found.upper)
