"""Networks of torch modules have the modules' own values."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402

from algebraic import Network  # noqa: E402
from algebraic.networks import torch_weights  # noqa: E402
from algebraic.shell import WrongInput  # noqa: E402


class Polynomial(nn.Module):
    def __init__(self, *coefficients):
        super().__init__()
        self.coefficients = coefficients

    def forward(self, z):
        return sum(c * z**k for k, c in enumerate(self.coefficients))


class PolyOfTensor(Polynomial):
    def __init__(self, *coefficients):
        nn.Module.__init__(self)
        self.coefficients = nn.Parameter(torch.tensor(coefficients, dtype=torch.float64))


class Square(nn.Module):
    def forward(self, z):
        return z**2


def convolutional():
    return nn.Sequential(
        nn.Conv2d(2, 3, (3, 2), stride=(2, 1), padding=(1, 0)),
        Polynomial(0.0, 1.0, 0.5),
        nn.Sequential(nn.Conv2d(3, 2, 2, bias=False), PolyOfTensor(1.0, 0.0, 0.25, 0.5)),
        nn.Identity(),
        nn.Flatten(),
        nn.Linear(12, 2),
        Square(),
        nn.Linear(2, 3, bias=False),
    )


CASES = {
    "dense": (lambda: nn.Sequential(nn.Linear(4, 3), Polynomial(0.0, 1.0, 1.0), nn.Linear(3, 2)), (4,), None),
    "one layer": (lambda: nn.Linear(4, 3), (4,), None),
    "flattened images": (lambda: nn.Sequential(nn.Flatten(), nn.Linear(12, 2), Square()), (2, 3, 2), None),
    "flattened images of a given shape": (lambda: nn.Sequential(nn.Flatten(), nn.Linear(12, 2)), (2, 3, 2), (2, 3, 2)),
    "convolutional": (convolutional, (2, 5, 5), (2, 5, 5)),
}


@pytest.mark.parametrize("name", CASES)
def test_values_are_those_of_torch(name):
    build, shape, input_shape = CASES[name]
    module = build().double()
    with torch.random.fork_rng():
        torch.manual_seed(7)
        for parameter in module.parameters():
            nn.init.normal_(parameter)
        inputs = torch.randn(6, *shape, dtype=torch.float64)
    network, weights = Network.from_torch(module, input_shape), torch_weights(module, input_shape)
    assert network.num_params == len(weights)
    with torch.no_grad():
        wanted = module(inputs).numpy()
    np.testing.assert_allclose(network(weights, inputs.flatten(1)), wanted, rtol=1e-10, atol=1e-10)


def test_every_parameter_of_the_layers_is_a_weight_once():
    module = nn.Sequential(nn.Linear(2, 2), Square(), nn.Linear(2, 1))
    assert sorted(torch_weights(module)) == sorted(
        float(value) for parameter in module.parameters() for value in parameter.detach().ravel()
    )
    assert Network.from_torch(module) == Network.dense([2, 2, 1], "z**2")


class Relu6Like(nn.Module):
    pass


class Poly(nn.Module):
    pass


def shared():
    layer = nn.Linear(2, 2)
    return nn.Sequential(layer, Square(), layer)


def tied():
    first, second = nn.Linear(2, 2), nn.Linear(2, 2)
    second.weight = first.weight
    return nn.Sequential(first, Square(), second)


REFUSED = {
    "ReLU": (lambda: nn.Sequential(nn.Linear(2, 2), nn.ReLU()), None, "1 is a ReLU"),
    "batch norm": (lambda: nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)), None, "BatchNorm1d"),
    "dropout": (lambda: nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.Dropout())), None, "1.0 is a Dropout"),
    "unknown": (Relu6Like, None, "the module is a Relu6Like"),
    "nothing": (nn.Sequential, None, "neither a Linear"),
    "polynomial without coefficients": (
        lambda: nn.Sequential(nn.Linear(2, 2), type("Poly", (nn.Module,), {})()),
        None,
        "Poly",
    ),
    "two activations": (lambda: nn.Sequential(nn.Linear(2, 2), Square(), Square()), None, "Square"),
    "activation first": (lambda: nn.Sequential(Square(), nn.Linear(2, 2)), None, "Square"),
    "shared": (shared, None, "one weight"),
    "tied": (tied, None, "one weight"),
    "no size": (convolutional, None, "how large"),
    "wrong size": (convolutional, (3, 5, 5), "channels"),
    "too large": (convolutional, (2, 9, 9), "has 12 inputs"),
    "no image": (convolutional, (50,), "channels"),
    "groups": (lambda: nn.Conv2d(2, 2, 3, groups=2), (2, 5, 5), "groups"),
    "dilation": (lambda: nn.Conv2d(2, 2, 3, dilation=2), (2, 5, 5), "dilation"),
    "same": (lambda: nn.Conv2d(2, 2, 3, padding="same"), (2, 5, 5), "padding"),
    "reflected": (lambda: nn.Conv2d(2, 2, 3, padding=1, padding_mode="reflect"), (2, 5, 5), "padding"),
    "no module": (lambda: "z**2", None, "a str"),
    "coefficients of text": (lambda: nn.Sequential(nn.Linear(1, 1), Polynomial("a", "b")), None, "'a', which is not"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_named(name):
    build, input_shape, said = REFUSED[name]
    with pytest.raises(WrongInput) as caught:
        Network.from_torch(build(), input_shape)
    assert said in f"{caught.value.message} {caught.value.hint}"
    assert caught.value.hint


def foreign(name, **attributes):
    """A module of a class of this name that is none of torch's."""
    return type(name, (), attributes)()


@pytest.mark.parametrize(
    "module",
    [
        foreign("Linear"),
        foreign("Linear", weight=3, in_features=2, out_features=1, bias=None),
        foreign("Linear", weight=torch.ones(1, 2), in_features="2", out_features=[1], bias=None),
        foreign("Sequential"),
        foreign("Polynomial", coefficients=None),
    ],
)
def test_a_class_of_torchs_name_that_is_built_otherwise_is_refused(module):
    with pytest.raises(WrongInput) as caught:
        Network.from_torch(module)
    assert caught.value.kind == "bad_network"
    assert caught.value.hint
