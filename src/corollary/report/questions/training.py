"""Will training get there? What the curvature at the trained parameters forbids, and what no theorem guarantees."""

from corollary.logic.arithmetic import printed_lower
from corollary.observe.curvature import Curvature
from corollary.observe.setting import TRAIN
from corollary.report.case import Case
from corollary.report.figures import shown
from corollary.report.model import Line, Section

GOALS = ()
QUESTION = "Will training get there?"
LOSSES = {
    True: "the mean cross-entropy on the training sample",
    False: "half the mean squared error on the training sample",
}
LARGEST = 20_000_000  # parameters times examples for which curvature is measured


def answer(case: Case) -> Section:
    """The section."""
    setting = case.setting
    if setting.model.network is None or TRAIN not in setting.data:
        words = "Without the network and its training sample nothing can be said of its training."
        return Section("training", QUESTION, words, (Line("not known", words),))
    if not setting.model.network.weight_layers:
        words = "It has no weights to train."
        return Section("training", QUESTION, words, (Line("measured", words),))
    found = _curvature(case)
    lines = [] if found is None else _lines(found, LOSSES[setting.classification])
    if found is None:
        words = "Its curvature was not measured: the network or the sample is too large for it."
        lines.append(Line("not known", words))
    elif found.lower > 0:
        words = f"Near a minimum this curved, gradient descent with a step above {shown(found.step_threshold)} does not stay; a smaller one may."
    else:
        words = "No positive curvature was found at these parameters, so no step is ruled out."
    unknown = "Whether training reaches a global minimum, or how fast: "
    if setting.form is not None and setting.form.depth == 1:
        unknown += "the loss of a linear model is convex in its parameters, but no theorem is applied to it here."
    else:
        unknown += "the loss of a network is not convex in its parameters, and no theorem of this corpus applies to it at this width."
    lines.append(Line("not known", unknown))
    return Section("training", QUESTION, words, tuple(lines))


def _curvature(case: Case) -> Curvature | None:
    from corollary.observe.curvature import curvature, training_loss

    setting = case.setting
    network, data = setting.model.network, setting.data[TRAIN]
    assert network is not None
    if network.parameter_count * len(data.labels) > LARGEST:
        return None
    loss = "cross_entropy" if setting.classification else "squared"
    objective, point = training_loss(network, data.inputs, data.labels, loss)  # type: ignore[arg-type]
    return curvature(objective, point)


def _lines(found: Curvature, loss: str) -> list[Line]:
    eigenvalue = Line(
        "measured",
        f"The largest eigenvalue of the Hessian of {loss} is at least {printed_lower(found.lower, 4)}.",
        value=found.lower,
        note=f"{found.status[:1].upper()}{found.status[1:]}; residual {found.residual:.2g}.",
    )
    gradient = Line(
        "measured",
        f"The gradient of {loss} has norm {found.gradient_norm:.3g} here.",
        value=found.gradient_norm,
    )
    if found.lower <= 0:
        return [eigenvalue, gradient]
    threshold = Line(
        "measured",
        f"At a critical point with this eigenvalue gradient descent with a constant step above {shown(found.step_threshold, 4)} is unstable: "
        "from some starts arbitrarily near, it leaves.",
        "gradient-descent-stability-threshold",
        found.step_threshold,
        note="A theorem about critical points, with a measured eigenvalue; these parameters are critical only up to the gradient above. "
        "Full gradients, no momentum.",
    )
    below = Line(
        "not known",
        f"Whether a step below {shown(found.step_threshold, 4)} is stable: that needs an upper bound on the largest eigenvalue.",
    )
    return [eigenvalue, gradient, threshold] + ([below] if found.upper == float("inf") else [])
