"""Modules of torch are read, or refused by name."""

import random
from contextlib import suppress

import numpy as np
import pytest

from netsim.models import Layer, NetworkSpec, network_of_module, weights_of_module
from netsim.shell import WrongInput

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
nn = torch.nn


class PolySquare(nn.Module):
    coefficients = (0, 1, 0.5)

    def forward(self, z):
        return z + z**2 / 2


class InOrder(nn.Module):
    """Its own forward, which is that of its parts one after the other."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 3), nn.Tanh())
        self.head = nn.Linear(3, 2)

    def forward(self, x):
        return self.head(self.body(x))


class Residual(InOrder):
    def forward(self, x):
        return self.head(self.body(x) + x[:, :3])


class Softmax(InOrder):
    def forward(self, x):
        return super().forward(x).softmax(1)


class Backwards(InOrder):
    def forward(self, x):
        return self.body(self.head(x))


def images():
    return nn.Sequential(
        nn.Conv2d(1, 3, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(3, affine=False, track_running_stats=False),
        nn.Softplus(beta=20),
        nn.Flatten(),
        nn.Linear(48, 5),
        nn.BatchNorm1d(5, affine=False),
        nn.Softplus(beta=20),
        nn.Linear(5, 10),
    )


def test_convolutions_with_batch_normalisation():
    spec = network_of_module(images(), (1, 8, 8))
    layers = (Layer(3, 3, 2, 1, bias=False), Layer(5), Layer(10))
    assert spec == NetworkSpec((1, 8, 8), layers, "softplus:20", True)


@pytest.mark.parametrize(
    ("module", "activation"),
    [
        (nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2)), "relu"),
        (nn.Sequential(nn.Linear(4, 3), nn.Sequential(nn.Sigmoid(), nn.Identity()), nn.Linear(3, 2)), "sigmoid"),
        (nn.Sequential(nn.Linear(4, 3), PolySquare(), nn.Linear(3, 2)), "coefficients:0,1,0.5"),
        (InOrder(), "tanh"),
    ],
)
def test_dense_networks(module, activation):
    spec = network_of_module(module, (4,), init="scaled")
    assert spec == NetworkSpec((4,), (Layer(3), Layer(2)), activation, init="scaled")
    weights = weights_of_module(module, (4,))
    first = next(iter(module.parameters())).detach().numpy()
    assert np.array_equal(weights["layer1.weight"][0], first.astype(float))


def test_pooling_and_scales_of_normalisations():
    """The default of torch's batch normalisation is affine."""
    module = nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1),
        nn.BatchNorm2d(3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(3, 4, 3, padding=1),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(4, 10),
    )
    with torch.no_grad():
        module[1].weight.copy_(torch.tensor([1.0, 2.0, -1.0]))
        module[5].bias.copy_(torch.arange(4.0))
    spec = network_of_module(module, (1, 8, 8))  # and computes what the module computes, to 1e-9
    assert (spec.batch_norm, spec.affine) == (True, True)
    assert [layer.pool for layer in spec.layers] == ["max", "all", "none"]
    assert weights_of_module(module, (1, 8, 8))["norm1.weight"].tolist() == [[1, 2, -1]]


def test_weights_that_are_shared_or_frozen():
    """Outputs would be the same, and training another."""
    again = nn.Linear(4, 4)
    with pytest.raises(WrongInput, match="2 and 0 have one weight"):
        network_of_module(nn.Sequential(again, nn.Tanh(), again, nn.Tanh(), nn.Linear(4, 2)), (4,))
    tied = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 4))
    tied[2].bias = tied[0].bias
    with pytest.raises(WrongInput, match="2 and 0 have one bias"):
        network_of_module(tied, (4,))
    frozen = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 4))
    frozen[0].weight.requires_grad_(False)
    with pytest.raises(WrongInput, match="the weight of 0 is frozen"):
        network_of_module(frozen, (4,))


def test_a_linear_network_has_one_layer():
    assert network_of_module(nn.Sequential(nn.Flatten(), nn.Linear(64, 10)), (1, 8, 8)).layers == (Layer(10),)


@pytest.mark.parametrize(
    ("module", "words"),
    [
        (None, "the module is a NoneType"),
        (nn.ReLU(), "the module is a ReLU"),
        (nn.Sequential(), "the module is a Sequential"),
        (nn.Sequential(nn.Linear(4, 3), nn.Dropout(), nn.Linear(3, 2)), "1 is a Dropout"),
        (nn.Sequential(nn.Linear(4, 3), nn.GELU(), nn.Linear(3, 2)), "1 is a GELU"),
        (nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 2)), "1 is a Linear.*put an activation"),
        (nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 2)), "3 is a Tanh.*relu"),
        (nn.Sequential(nn.Linear(4, 3), nn.ReLU()), "ends with ReLU"),
        (nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 2)),
         "an affine normalisation and no normalisation"),
        (nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(3), nn.Linear(2, 2)), "2 is a MaxPool2d.*2×2"),
        (nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(2)), "output_size=1"),
        (nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3, 0.1, affine=False), nn.ReLU(), nn.Linear(3, 2)), "eps=1e-05"),
        (nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.BatchNorm1d(3, affine=False), nn.Linear(3, 2)), "2 is a Batch"),
        (nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Linear(3, 2)), "2 is a MaxPool2d"),
        (nn.Sequential(nn.Linear(5, 3), nn.ReLU(), nn.Linear(3, 2)), "do not fit together"),
        (nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Linear(2, 2)), "do not fit|convolution|fails on inputs"),
        (nn.LSTM(4, 2), "the module is a LSTM"),
        (Residual(), "something else than its parts"),
        (Softmax(), "something else than its parts"),
        (Backwards(), "fails on inputs"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(module, words):
    with pytest.raises(WrongInput, match=words) as caught:
        network_of_module(module, (4,))
    assert caught.value.hint
    assert caught.value.kind == "bad_network"


@pytest.mark.parametrize(
    "convolution",
    [nn.Conv2d(2, 2, 3, groups=2), nn.Conv2d(2, 2, (3, 1)), nn.Conv2d(2, 2, 3, padding="same"),
     nn.Conv2d(2, 2, 3, dilation=2), nn.Conv2d(2, 2, 3, padding=1, padding_mode="circular")],
)  # fmt: skip
def test_convolutions_of_another_kind(convolution):
    with pytest.raises(WrongInput, match="0 is a Conv2d"):
        network_of_module(nn.Sequential(convolution, nn.ReLU(), nn.Flatten(), nn.Linear(1, 1)), (2, 8, 8))


class Dropping(InOrder):
    """Draws from the streams that all of a process share."""

    def forward(self, x):
        noise = random.random() + np.random.random()
        return super().forward(nn.functional.dropout(x, noise / 4))


def test_random_streams_are_as_before():
    """Also where a module that is tried out, and refused, draws from them."""
    modules = [InOrder(), Dropping()]  # torch draws their weights
    of_torch, of_numpy, of_python = torch.random.get_rng_state(), np.random.get_state()[1].copy(), random.getstate()
    for module in modules:
        with suppress(WrongInput):
            network_of_module(module, (4,))
    assert torch.equal(torch.random.get_rng_state(), of_torch)
    assert np.array_equal(np.random.get_state()[1], of_numpy)
    assert random.getstate() == of_python
    modules[1](torch.zeros(1, 4))  # what is compared can differ
    assert not torch.equal(torch.random.get_rng_state(), of_torch)
    assert random.getstate() != of_python
