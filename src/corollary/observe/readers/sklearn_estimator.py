"""scikit-learn estimators in memory: networks and linear models with internals, all others by their predictions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corollary.errors import InputError
from corollary.observe.network import Activation, ActivationKind, Affine, Array, Dense, Layer, Softmax, chain
from corollary.observe.readers.emit import Unsupported
from corollary.observe.readers.model import Kind, Model, Outputs, confirmed, network_model, source_model
from corollary.observe.readers.simplify import simplify

Layers: TypeAlias = list[Layer]
LINEAR = (
    "ElasticNet", "ElasticNetCV", "HuberRegressor", "Lasso", "LassoCV", "LinearRegression", "LinearSVC", "LinearSVR",
    "Perceptron", "Ridge", "RidgeCV", "RidgeClassifier", "RidgeClassifierCV", "SGDClassifier", "SGDRegressor",
)  # fmt: skip
UNRULY = ("NearestCentroid", "NuSVC", "SVC")  # whose largest score need not be that of the class they predict
EXCHANGED = "Where its largest score is not that of the class it predicts, the two scores are exchanged."
ACTIVATIONS: dict[str, ActivationKind | None] = {
    "identity": None,
    "logistic": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
}


def read_estimator(estimator: Any) -> Model:
    """The model of a fitted scikit-learn estimator or pipeline.

    `MLPClassifier`, `MLPRegressor`, linear models, `SVC`, `SVR` and `KernelRidge` with linear kernels become networks,
    preceded by the scalers and PCA of a pipeline; others predict only. Raises InputError when it is not fitted.
    """
    from sklearn.base import is_classifier, is_regressor
    from sklearn.exceptions import NotFittedError
    from sklearn.utils.validation import check_is_fitted

    try:
        check_is_fitted(estimator)
    except (NotFittedError, TypeError):
        raise InputError(
            f"The {type(estimator).__name__} is not a fitted scikit-learn estimator; fit it first."
        ) from None
    steps = [step for _, step in estimator.steps] if type(estimator).__name__ == "Pipeline" else [estimator]
    final, name = steps[-1], type(steps[-1]).__name__
    kind: Kind = (
        "classification" if is_classifier(estimator) else "regression" if is_regressor(estimator) else "unknown"
    )
    classes = np.asarray(estimator.classes_) if kind == "classification" else None
    origin = f"a scikit-learn {name}"
    predict, outputs = _source(estimator, classes)
    try:
        layers = [layer for step in steps[:-1] for layer in _transformer(step)] + _estimator(final)
        network = simplify(chain(name, (int(estimator.n_features_in_),), layers))
        model = network_model(network, origin, kind=kind, classes=classes)
        return confirmed(model, _comparable(estimator, model.outputs, predict))
    except Unsupported as problem:
        notes = (EXCHANGED,) if name in UNRULY else ()
        known: dict[str, Any] = {"outputs": outputs, "classes": classes, "notes": notes}
        return source_model(name, predict, origin, str(problem), kind=kind, **known)


def _source(estimator: Any, classes: NDArray[Any] | None) -> tuple[Callable[[ArrayLike], NDArray[np.float64]], Outputs]:
    """The estimator's own scores: probabilities, decision values, or the label itself."""
    if classes is None:
        return lambda x: np.asarray(estimator.predict(_flat(x))), "scores"
    pairwise = len(classes) > 2 and getattr(estimator, "decision_function_shape", "ovr") == "ovo"
    if hasattr(estimator, "predict_proba"):
        return lambda x: _deciding(estimator, _probabilities(estimator, x), x, classes, 0.5), "probabilities"
    if hasattr(estimator, "decision_function") and not pairwise:
        return lambda x: _deciding(estimator, estimator.decision_function(_flat(x)), x, classes, 0.0), "scores"
    return lambda x: _indicator(estimator.predict(_flat(x)), classes), "scores"


def _deciding(
    estimator: Any, scores: Any, inputs: ArrayLike, classes: NDArray[Any], threshold: float
) -> NDArray[np.float64]:
    """Scores that decide as `predict` does: where they do not (some `SVC`), two classes' scores are exchanged."""
    table = np.array(scores, dtype=np.float64)
    decided = (np.asarray(estimator.predict(_flat(inputs)))[:, None] == classes).argmax(axis=1)
    if table.ndim == 1:
        return np.where((table > threshold) == decided, table, 2 * threshold - table)
    rows, highest = np.arange(len(table)), table.argmax(axis=1)
    table[rows, highest], table[rows, decided] = table[rows, decided], table[rows, highest]
    return table


def _comparable(estimator: Any, outputs: Outputs, predict: Callable[[ArrayLike], Any]) -> Callable[[ArrayLike], Any]:
    """The estimator's scores of the kind that the network gives."""
    if outputs == "scores" and hasattr(estimator, "decision_function"):
        return lambda x: estimator.decision_function(_flat(x))
    return predict


def _flat(inputs: ArrayLike) -> NDArray[np.float64]:
    examples = np.asarray(inputs, dtype=np.float64)
    return examples.reshape(len(examples), -1)


def _probabilities(estimator: Any, inputs: ArrayLike) -> NDArray[np.float64]:
    """Probabilities (n, K), or (n,) of the second class if there are two."""
    table = np.asarray(estimator.predict_proba(_flat(inputs)), dtype=np.float64)
    return table[:, 1] if table.shape[1] == 2 else table


def _indicator(labels: Any, classes: NDArray[Any]) -> NDArray[np.float64]:
    """1 for the predicted class, 0 for the others; for two classes ±1."""
    table = (np.asarray(labels)[:, None] == classes).astype(np.float64)
    return np.asarray(2 * table[:, 1] - 1) if len(classes) == 2 else table


def _transformer(step: Any) -> Layers:
    """A pipeline's step as an affine layer."""
    name = type(step).__name__
    if step in ("passthrough", None):
        return []
    if name == "StandardScaler":
        zero, one = np.zeros(step.n_features_in_), np.ones(step.n_features_in_)
        mean, scale = (b if a is None else a for a, b in ((step.mean_, zero), (step.scale_, one)))
        return [Affine(1 / scale, -mean / scale)]
    if name == "MinMaxScaler" and not step.clip:
        return [Affine(np.array(step.scale_), np.array(step.min_))]
    if name == "MaxAbsScaler":
        return [Affine(1 / step.scale_, np.zeros(()))]
    if name == "PCA":
        factors = 1 / np.sqrt(step.explained_variance_) if step.whiten else np.ones(len(step.components_))
        weight = step.components_ * factors[:, None]
        return [Dense(weight, -weight @ step.mean_)]
    raise Unsupported(f"The scikit-learn step {name} is not supported.")


def _estimator(estimator: Any) -> Layers:
    name = type(estimator).__name__
    if name in ("MLPClassifier", "MLPRegressor"):
        return _perceptron(estimator)
    if name in ("LogisticRegression", "LogisticRegressionCV"):
        return _linear(estimator) + _logistic_link(estimator)
    if name in LINEAR:
        return _linear(estimator)
    if name in ("SVC", "SVR", "NuSVC", "NuSVR") and estimator.kernel == "linear":
        if len(getattr(estimator, "classes_", ())) > 2:
            raise Unsupported(f"The internals of {name} with more than two classes are not supported.")
        return [Dense(_dense(estimator.coef_), np.array(estimator.intercept_, np.float64))]
    if name == "KernelRidge" and estimator.kernel == "linear":
        weight = np.atleast_2d(np.asarray(estimator.dual_coef_, np.float64).T) @ _dense(estimator.X_fit_)
        return [Dense(weight, None)]
    raise Unsupported(f"The internals of {name} are not supported.")


def _linear(estimator: Any) -> Layers:
    weight = np.atleast_2d(_dense(estimator.coef_))
    return [Dense(weight, np.broadcast_to(np.asarray(estimator.intercept_, np.float64), len(weight)).copy())]


def _logistic_link(estimator: Any) -> Layers:
    """What turns the scores of a logistic regression into its probabilities."""
    if len(estimator.classes_) == 2:
        return [Activation("sigmoid")]
    return [] if estimator.solver == "liblinear" else [Softmax(0)]  # liblinear fits one class against the rest


def _perceptron(estimator: Any) -> Layers:
    layers: Layers = []
    for i, (weight, bias) in enumerate(zip(estimator.coefs_, estimator.intercepts_, strict=True)):
        layers.append(Dense(np.array(weight.T), np.array(bias)))
        hidden = ACTIVATIONS[estimator.activation] if i < len(estimator.coefs_) - 1 else None
        layers += [Activation(hidden)] if hidden else []
    if estimator.out_activation_ == "softmax":
        return [*layers, Softmax(0)]
    if estimator.out_activation_ == "logistic":
        return [*layers, Activation("sigmoid")]
    return layers


def _dense(matrix: Any) -> Array:
    """A copy in float64 of an array that may be sparse."""
    return np.array(matrix.toarray() if hasattr(matrix, "toarray") else matrix, dtype=np.float64)
