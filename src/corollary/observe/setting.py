"""A model with its data: what is looked at, under the names by which every sentence of a report calls it."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corollary.errors import InputError

if TYPE_CHECKING:
    from corollary.observe.dataset import Data
    from corollary.observe.duplicates import Duplicates
    from corollary.observe.feedforward import FeedforwardForm, WeightProducts
    from corollary.observe.lipschitz import LipschitzBounds
    from corollary.observe.margins import MarginBounds
    from corollary.observe.network import Network
    from corollary.observe.posterior import Posterior
    from corollary.observe.readers.model import Model

MODEL, LAW, ZERO_ONE = "the model", "the law of the data", "the zero-one loss"
TRAIN, TEST = "the training sample", "the test sample"
PART = {TRAIN: "train", TEST: "test"}

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Setting:
    """What was given. `train` and `test` are None where there are no such data; `initial` is the network before training."""

    model: "Model"
    train: "Data | None"
    test: "Data | None"
    initial: "Network | None" = None

    @property
    def data(self) -> "dict[str, Data]":
        """The samples that are there, by the name that sentences use."""
        return {name: data for name, data in ((TRAIN, self.train), (TEST, self.test)) if data is not None}

    @property
    def classification(self) -> bool:
        """Whether the model decides between classes."""
        tasks = {data.task for data in self.data.values()}
        return self.model.kind == "classification" or (self.model.kind == "unknown" and tasks == {"classification"})

    @cached_property
    def _scores(self) -> dict[str, Floats]:
        return {name: self.model.scores(data.inputs, PART[name]) for name, data in self.data.items()}

    def scores(self, sample: str) -> Floats:
        """The scores on a sample, (n, K) or (n,)."""
        return self._scores[sample]

    def labels(self, sample: str) -> NDArray[np.int64]:
        """The labels of a sample as indices of the model's outputs."""
        return np.asarray(self.data[sample].labels, dtype=np.int64)

    def errors(self, sample: str) -> tuple[int, int]:
        """Number of wrong decisions and of examples. A tie that involves the true class counts as an error."""
        from corollary.observe.margins import margin_bounds

        found = margin_bounds(self.decisive(sample), self.labels(sample))
        return found.errors, found.size

    def decisive(self, sample: str) -> Floats:
        """Scores whose sign or order decides: a single score is shifted so that it decides at 0."""
        scores = self.scores(sample)
        return scores - self.model.threshold if scores.ndim == 1 else scores

    @cached_property
    def network_scores(self) -> dict[str, Floats]:
        """Scores of the network before any final softmax or sigmoid, (n, K) or (n,), by sample; empty without a network."""
        if self.model.network is None:
            return {}
        from corollary.observe.forward import forward

        run = forward(self.model.network.without_link())
        found = {name: run(data.inputs).reshape(len(data.labels), -1) for name, data in self.data.items()}
        return {name: s[:, 0] if s.shape[1] == 1 else s for name, s in found.items()}

    def margins(self, sample: str) -> "MarginBounds":
        """Margins of the network's scores on a sample: the true class's score minus the largest other; signed for one score."""
        from corollary.observe.margins import margin_bounds

        return margin_bounds(self.network_scores[sample], self.labels(sample), self.slack(sample))

    def slack(self, sample: str) -> Floats:
        """For each example of a sample, how far the computed scores can be from the network's in exact arithmetic.

        Zero where no bound is known (`rounding_bounded` tells).
        """
        return np.zeros(len(self.labels(sample))) if self._slack is None else self._slack[sample]

    @property
    def rounding_bounded(self) -> bool:
        """Whether the rounding of the forward pass is bounded, so that margins are those of the network in exact arithmetic."""
        return self._slack is not None

    @cached_property
    def _slack(self) -> dict[str, Floats] | None:
        from corollary.observe.certified.propagate import forward_error

        assert self.model.network is not None
        scores = self.model.network.without_link()
        try:
            return {n: forward_error(scores, self.data[n].inputs, s) for n, s in self.network_scores.items()}
        except InputError:  # a layer without a sound enclosure
            return None

    @cached_property
    def form(self) -> "FeedforwardForm | None":
        """The network as weight matrices and activations, None if it is of another kind."""
        from corollary.observe.feedforward import NotFeedforward, feedforward_form

        if self.model.network is None:
            return None
        try:
            return feedforward_form(self.model.network)
        except NotFeedforward:
            return None

    @cached_property
    def constant(self) -> float:
        """c_0 of statement constant-input: a power of two near the size of an input, so that it adds little to it."""
        if self.train is None:
            return 1.0
        x = self.train.inputs.reshape(len(self.train.inputs), -1)
        typical = float(np.sqrt(np.mean(np.sum(x**2, axis=1))))
        return 2.0 ** round(float(np.log2(typical))) if typical > 0 else 1.0

    @cached_property
    def products(self) -> "WeightProducts":
        """Certified products of the norms of the weight matrices."""
        from corollary.observe.feedforward import balanced_constants, weight_products

        assert self.form is not None
        return weight_products(self.form, None if self.form.bias_free else balanced_constants(self.form, self.constant))

    @cached_property
    def lipschitz(self) -> "LipschitzBounds | None":
        """Certified Lipschitz bounds of the score map, None without a network."""
        from corollary.observe.lipschitz import lipschitz_bounds

        return None if self.model.network is None else lipschitz_bounds(self.model.network)

    def radii(self, sample: str) -> Floats:
        """Certified radii of right answers on a sample, rounded down; 0 where the answer is wrong. For the network in exact arithmetic."""
        from corollary.observe.lipschitz import certified_radii

        assert self.lipschitz is not None
        found = np.asarray(
            certified_radii(self.network_scores[sample], self.lipschitz.pairs, self.slack(sample)), dtype=np.float64
        )
        return np.where(self.margins(sample).lower > 0, found, 0.0)

    @cached_property
    def posterior(self) -> "Posterior | None":
        """A Gaussian around the network's parameters, None without a network or a training sample, or if it is too large."""
        from corollary.observe.posterior import LARGEST, Posterior

        network = self.model.network
        if network is None or self.train is None or network.parameter_count > LARGEST:
            return None
        return Posterior(network, self.initial, self.train.inputs, self.labels(TRAIN))

    @cached_property
    def duplicates(self) -> "Duplicates | None":
        """Test examples that are in the training sample too, None unless both samples are there."""
        from corollary.observe.duplicates import duplicates

        return duplicates(self.train, self.test) if self.train is not None and self.test is not None else None


def read_setting(model: Any, train: Any = None, test: Any = None, initial: Any = None) -> Setting:
    """Read a model and its data, and make them fit: examples in the network's shape, labels as indices of its outputs.

    Raises:
        InputError: something cannot be read or does not fit; the sentence says what and where.
    """
    from corollary.observe.data import read_data
    from corollary.observe.labels import aligned
    from corollary.observe.readers import read_model

    first = None if train is None else read_data(train, part="train")
    known = None if first is None else first.classes
    task = None if first is None else first.task
    second = None if test is None else read_data(test, part="test", task=task, classes=known)
    shape = next((data.shape for data in (first, second) if data is not None), None)
    read = read_model(model, shape)
    fitted = []
    for part, data in (("train", first), ("test", second)):
        if data is not None:
            data = data if read.network is None else data.shaped(read.network.input_shape)
            scores = read.scores(data.inputs, part)
            data = aligned(data, read, 1 if scores.ndim == 1 else scores.shape[1])
        fitted.append(data)
    if read.network is None and first is None and second is None:
        raise InputError(f"{read.name} shows only what it predicts; give --test or --train data to compare that with.")
    return Setting(read, fitted[0], fitted[1], _initial(initial, read))


def _initial(initial: Any, trained: "Model") -> "Network | None":
    from corollary.observe.readers import read_model

    if initial is None:
        return None
    start = read_model(initial)
    if trained.network is None or start.network is None:
        name = (trained if trained.network is None else start).name
        raise InputError(f"The weights of {name} cannot be read, so it has no distance from initialisation.")
    shapes = [[a.shape for node in net.nodes for a in node.layer.arrays] for net in (start.network, trained.network)]
    if shapes[0] != shapes[1]:
        raise InputError(f"The initial model {start.name} does not have the architecture of {trained.name}.")
    return start.network
