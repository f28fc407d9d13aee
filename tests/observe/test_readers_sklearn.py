"""scikit-learn estimators against their own predictions."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import make_classification, make_regression
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge, RidgeClassifier, SGDClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import NearestCentroid
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, Normalizer, StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC

from corollary.errors import InputError
from corollary.observe.readers import read_model

pytestmark = pytest.mark.usefixtures("quick_compilation")


def problem(classes: int) -> tuple[np.ndarray, np.ndarray]:
    x, y = make_classification(80, 6, n_informative=5, n_redundant=0, n_classes=classes, random_state=0)
    return x, np.array(["ant", "bee", "cow", "dog"])[y]


def fitted(estimator: Any, x: np.ndarray, y: np.ndarray) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return estimator.fit(x, y)


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize(
    ("estimator", "internals"),
    [
        (MLPClassifier((5, 4), max_iter=5, random_state=0), True),
        (MLPClassifier((5,), activation="tanh", max_iter=5, random_state=0), True),
        (MLPClassifier((5,), activation="logistic", max_iter=5, random_state=0), True),
        (LogisticRegression(), True),
        (RidgeClassifier(), True),
        (SGDClassifier(random_state=0), True),
        (LinearSVC(), True),
        (SVC(), False),
        (SVC(probability=True, C=0.01, random_state=0), False),
        (SVC(decision_function_shape="ovo"), False),
        (RandomForestClassifier(5, random_state=0), False),
        (GaussianNB(), False),
        (NearestCentroid(), False),
        (make_pipeline(StandardScaler(), MinMaxScaler(), PCA(4, whiten=True), LogisticRegression()), True),
        (make_pipeline(StandardScaler(with_mean=False), "passthrough", MaxAbsScaler(), SVC()), False),
        (make_pipeline(Normalizer(), LogisticRegression()), False),
    ],
    ids=lambda value: str(value).replace("\n", "")[:30],
)
def test_classifiers(estimator: Any, internals: bool, classes: int) -> None:
    x, y = problem(classes)
    fitted(estimator, x, y)
    read = read_model(estimator)
    assert (read.network is not None) == internals, read.notes
    assert read.kind == "classification"
    scores = read.predict(x)
    assert scores.shape == ((len(x),) if classes == 2 else (len(x), classes))
    np.testing.assert_array_equal(read.classes[read.decide(scores)], estimator.predict(x))
    if read.outputs == "probabilities":
        expected = estimator.predict_proba(x)
        if classes == 2:  # up to exchanges where probabilities and decisions disagree
            np.testing.assert_allclose(np.abs(scores - 0.5), np.abs(expected[:, 1] - 0.5), rtol=1e-6, atol=1e-9)
        else:
            np.testing.assert_allclose(np.sort(scores), np.sort(expected), rtol=1e-6, atol=1e-9)
    elif hasattr(estimator, "decision_function") and getattr(estimator, "decision_function_shape", "ovr") == "ovr":
        np.testing.assert_allclose(scores, estimator.decision_function(x), rtol=1e-9, atol=1e-12)
    if internals:
        assert "agrees with its source" in read.notes[-1]


def test_a_linear_support_vector_machine_of_two_classes() -> None:
    x, y = problem(2)
    read = read_model(SVC(kernel="linear").fit(x, y))
    np.testing.assert_allclose(read.network.nodes[0].layer.weight, SVC(kernel="linear").fit(x, y).coef_)
    x, y = problem(3)
    assert read_model(SVC(kernel="linear").fit(x, y)).network is None


@pytest.mark.parametrize(
    ("estimator", "internals"),
    [
        (MLPRegressor(hidden_layer_sizes=(5,), max_iter=5, random_state=0), True),
        (LinearRegression(), True),
        (LinearRegression(fit_intercept=False), True),
        (make_pipeline(StandardScaler(), Ridge()), True),
        (SVR(kernel="linear"), True),
        (KernelRidge(kernel="linear"), True),
        (KernelRidge(kernel="rbf"), False),
    ],
    ids=lambda value: str(value)[:30],
)
def test_regressors(estimator: Any, internals: bool) -> None:
    x, y = make_regression(60, 6, random_state=0)
    fitted(estimator, x, y)
    read = read_model(estimator)
    assert (read.network is not None) == internals and read.kind == "regression"
    np.testing.assert_allclose(read.predict(x), estimator.predict(x), rtol=1e-7, atol=1e-7)


def test_images_are_flattened_for_estimators_without_internals() -> None:
    x, y = problem(2)
    read = read_model(GaussianNB().fit(x, y))
    np.testing.assert_array_equal(read.predict(x.reshape(-1, 2, 3)), read.predict(x))


def test_estimators_that_are_not_fitted_are_refused() -> None:
    for estimator in (MLPClassifier(), make_pipeline(StandardScaler(), LogisticRegression())):
        with pytest.raises(InputError, match="fit it first"):
            read_model(estimator)


def test_pickles_are_never_loaded(tmp_path: Path) -> None:
    (tmp_path / "model.pkl").write_bytes(b"cos\nsystem\n(S'echo never'\ntR.")
    with pytest.raises(InputError, match="never loaded"):
        read_model(tmp_path / "model.pkl")
