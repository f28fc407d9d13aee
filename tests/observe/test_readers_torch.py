"""PyTorch modules against their own forward pass."""

import contextlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corollary.errors import InputError
from corollary.observe.readers import read_model

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

pytestmark = pytest.mark.usefixtures("quick_compilation")


def agrees(module: Any, shape: tuple[int, ...]) -> Any:
    """Holds the network against the module in inference mode, in float64, after a step of random statistics."""
    torch.manual_seed(0)
    module = module.double()
    with torch.no_grad(), contextlib.suppress(StopIteration):
        for parameter in module.parameters():
            parameter.add_(torch.randn_like(parameter) / 3)
        module.train()(torch.randn(4, *shape, dtype=torch.float64) * 2)  # moves running statistics
    flags = [part.training for part in module.modules()]
    x = torch.randn(4, *shape, dtype=torch.float64)
    copy = x.clone()
    read = read_model(module, shape)
    assert read.network is not None, read.notes
    assert [part.training for part in module.modules()] == flags
    with torch.no_grad():
        expected = module.eval()(x.clone()).numpy()
    found = read.predict(copy.numpy())
    np.testing.assert_allclose(found, expected.reshape(found.shape), rtol=1e-9, atol=1e-11)
    return read


def test_nested_sequentials() -> None:
    inner = nn.Sequential(nn.Linear(5, 5), nn.Tanh())
    module = nn.Sequential(nn.Linear(6, 5), nn.ReLU(), nn.Dropout(), inner, nn.Linear(5, 3), nn.LogSoftmax(dim=1))
    read = agrees(module, (6,))
    assert read.network.is_feedforward_chain and read.outputs == "log-probabilities"
    assert read.network.parameter_count == sum(parameter.numel() for parameter in module.parameters())
    assert read_model(module).network.input_shape == (6,)


class Block(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first, self.second = (nn.Conv2d(channels, channels, 3, padding="same", bias=False) for _ in range(2))
        self.norms = nn.ModuleList([nn.BatchNorm2d(channels), nn.GroupNorm(2, channels)])
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: Any) -> Any:
        y = self.relu(self.norms[0](self.first(x)))
        y = self.norms[1](self.second(y))
        y += x
        return F.leaky_relu(y, 0.2)


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(2, 4, (2, 3), stride=(2, 1), padding=(1, 2), dilation=(1, 2))
        self.blocks = nn.Sequential(Block(4), Block(4))
        self.pool = nn.MaxPool2d(2, ceil_mode=True)
        self.head = nn.Linear(4, 3)
        self.register_buffer("scale", torch.tensor([[0.5, 2.0, 1.0]]))

    def forward(self, x: Any) -> Any:
        x = (x - 0.5) / 2
        x = self.pool(F.pad(self.blocks(self.stem(x)), (1, 0, 0, 1)))
        x = x.mean(dim=[2, 3])
        x = x.view(x.size(0), -1)
        return torch.softmax(1 - self.head(x) * self.scale, dim=-1)


def test_a_residual_network() -> None:
    read = agrees(Residual(), (2, 7, 6))
    assert read.outputs == "probabilities" and not read.network.is_feedforward_chain
    assert sum(type(node.layer).__name__ == "Add" for node in read.network.nodes) == 2


@pytest.mark.parametrize("space", [1, 2, 3])
def test_layers_over_space(space: int) -> None:
    def of(name: str) -> Any:
        return getattr(nn, f"{name}{space}d")

    module = nn.Sequential(
        of("Conv")(4, 6, 3, padding=1, groups=2),
        of("BatchNorm")(6),
        nn.PReLU(6),
        of("ConstantPad")(1, 0.5),
        of("AvgPool")(3, 2, padding=1, ceil_mode=True),
        of("InstanceNorm")(6, affine=True),
        of("MaxPool")(2, 1, dilation=2),
        of("AdaptiveAvgPool")(1),
        nn.Flatten(),
    )
    agrees(module, (4, *(9, 8, 7)[:space]))


def test_every_activation_module() -> None:
    kinds = [nn.ReLU(), nn.ReLU6(), nn.LeakyReLU(0.2), nn.ELU(0.7), nn.SELU(), nn.CELU(0.7), nn.GELU(), nn.GELU("tanh"),
             nn.Tanh(), nn.Hardtanh(-0.3, 2.0), nn.Sigmoid(), nn.Hardsigmoid(), nn.Hardswish(), nn.SiLU(), nn.Mish(),
             nn.Softplus(), nn.Softplus(beta=2), nn.Softsign(), nn.PReLU(), nn.Softmax(dim=-1), nn.LayerNorm(5),
             nn.Unflatten(1, (5, -1)), nn.Flatten(), nn.Identity()]  # fmt: skip
    agrees(nn.Sequential(nn.Linear(5, 5), *(nn.Sequential(kind, nn.Identity()) for kind in kinds)), (5,))


class Functional(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(6, 6))
        self.linear = nn.Linear(6, 6)
        self.linear.weight = self.weight

    def forward(self, x: Any) -> Any:
        batch, rows = x.shape[0], x.shape[1]
        x = F.dropout(self.linear(x), 0.5, self.training)
        x = x.transpose(1, 2).reshape(batch, 6 * rows).unsqueeze(1)
        x = torch.cat([x, -x], dim=1).permute(0, 2, 1).flatten(1)
        x = F.linear(x.view(batch, -1, 6), self.weight).clamp(min=-1.0).abs()
        return x.amax(dim=1) + torch.sum(x, 1, keepdim=True).squeeze(1) * 0.1 - torch.tanh(x.mean(1))


def test_functions_and_methods() -> None:
    read = agrees(Functional(), (3, 6))
    first, second = read.network.weight_layers
    assert np.shares_memory(first.layer.weight, second.layer.weight)
    assert read.network.parameter_count == 36 + 6 + 2 * 4  # the weight once, and four constant factors with offsets


class InPlace(nn.Module):
    def forward(self, x: Any) -> Any:
        y = x * 2
        z = F.relu(y, inplace=True)
        return y + z


def test_what_is_changed_in_place_is_changed_everywhere() -> None:
    read = agrees(InPlace(), (4,))
    x = np.array([[1.0, -1.0, 2.0, -3.0]])
    np.testing.assert_allclose(read.predict(x), 4 * np.maximum(x, 0))


class Branching(nn.Module):
    def forward(self, x: Any) -> Any:
        return x if x.sum() > 0 else -x


class Mixing(nn.Module):
    def forward(self, x: Any) -> Any:
        return x / x.shape[0] * 2


@pytest.mark.parametrize(
    ("module", "word"),
    [
        (nn.Sequential(nn.Linear(4, 4), nn.Hardshrink()), "Hardshrink"),
        (Branching(), "cannot be traced"),
        (Mixing(), "size of the batch"),
        (nn.Sequential(nn.Softmax(dim=0)), "mixes the examples"),
        (nn.Sequential(nn.BatchNorm1d(4, track_running_stats=False)), "running statistics"),
        (nn.Sequential(nn.Unflatten(1, (2, 2)), nn.Conv1d(2, 2, 1, padding_mode="reflect"), nn.Flatten()), "reflect"),
    ],
)
def test_what_is_unsupported_is_named_and_predictions_still_run(module: Any, word: str) -> None:
    read = read_model(module, (4,))
    assert read.network is None and word in read.notes[0]
    x = torch.randn(3, 4)
    with torch.no_grad():
        np.testing.assert_allclose(read.predict(x.numpy()), module.eval()(x).numpy(), rtol=1e-5)


def test_a_network_with_space_needs_its_input_shape() -> None:
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten())
    read = read_model(module)
    assert read.network is None and "give the shape of one example" in read.notes[0]


def test_the_network_keeps_its_weights_to_itself() -> None:
    module = nn.Linear(2, 2)
    read = read_model(module)
    before = read.predict(np.ones((1, 2)))
    with torch.no_grad():
        module.weight.add_(1)
    np.testing.assert_array_equal(read.predict(np.ones((1, 2))), before)


def test_half_precision_is_read_exactly() -> None:
    module = nn.Linear(3, 2).to(torch.bfloat16)
    layer = read_model(module).network.nodes[0].layer
    assert layer.weight.dtype == np.float32
    np.testing.assert_array_equal(layer.weight, module.weight.detach().float().numpy())


def test_weights_that_are_not_finite_are_refused() -> None:
    module = nn.Linear(3, 2)
    with torch.no_grad():
        module.weight[0, 0] = torch.nan
    with pytest.raises(InputError, match="not finite"):
        read_model(module)


def test_pickles_are_never_loaded(tmp_path: Path) -> None:
    torch.save(nn.Linear(2, 2), tmp_path / "model.pt")
    with pytest.raises(InputError, match=r"torch\.onnx\.export"):
        read_model(tmp_path / "model.pt")


def test_a_module_in_training_mode_is_read_as_it_predicts() -> None:
    module = torch.nn.Sequential(
        torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Dropout(0.5), torch.nn.Linear(4, 2)
    )
    inputs = np.random.default_rng(0).standard_normal((5, 3))
    scores = []
    for training in (True, False):
        model = read_model(module.train(training))
        assert any("training mode" in note for note in model.notes) == training
        assert module.training == training
        scores.append(model.predict(inputs))
    np.testing.assert_array_equal(*scores)
    assert not any("training mode" in note for note in read_model(torch.nn.Linear(3, 2)).notes)
