"""Cross-entropy: separable, not separable, and nearly so."""

from math import log

import pytest

from tests.verify.audit.theorems.cases import Skips, case, drawn, mlp, nn, seeded, told, torch
from verify.audit.theorems.separation import least_of_equal_samples

pytestmark = pytest.mark.torch

LINE = torch.tensor([[1.0], [2.0], [3.0]]).double()


def ask(model, x, y):
    return told(model, x, torch.tensor(y), loss="cross-entropy")["T3-04"]


def linear(inputs, outputs, bias=True):
    return mlp(inputs, outputs, bias=bias)


@pytest.mark.parametrize(
    ("x", "y", "bias", "applies"),
    [
        ([[1.0], [2.0], [3.0]], [0, 0, 1], True, "yes"),
        ([[1.0], [2.0], [3.0]], [0, 0, 1], False, "no"),  # on one side of 0: a ray, with a positive dependence
        ([[1.0], [2.0], [3.0]], [0, 1, 0], True, "no"),
        ([[1.0], [2.0], [3.0]], [0, 1, 2], True, "yes"),  # lines of slopes 0, 1, 2 as tangents
        ([[0.0], [1.0]], [0, 1], False, "no"),  # f(0) = 0 for all weights: a tie
        ([[-1.0], [1.0]], [0, 1], False, "yes"),
        ([[0.0, 0], [1, 1], [1, 0], [0, 1]], [0, 0, 1, 1], True, "no"),  # exclusive or
        ([[1.0], [1.0]], [0, 1], True, "no"),
    ],
)
def test_linear_classifiers(x, y, bias, applies):
    x = torch.tensor(x).double()
    found = ask(linear(x.shape[1], max(y) + 1, bias), x, y)
    assert (found.applies, found.corrected) == (applies, True)
    assert "0 at no weights" in found.follows or applies == "no"


@pytest.mark.parametrize("gap", [1e-3, 1e-9, 2.0**-52])
def test_nearly_separable(gap):
    """x = 1 and 1 + gap of different classes are separable; with a point of the first class beyond they are not:
    whatever is answered must be true."""
    x = torch.tensor([[1.0], [1.0 + gap]], dtype=torch.float64)
    assert x[0] != x[1]
    found = ask(linear(1, 2), x, [0, 1])
    assert found.applies in ("yes", "unknown")
    assert found.applies == "yes" or gap < 1e-6
    beyond = torch.tensor([[1.0], [1.0 + gap], [1.0 + 2 * gap]], dtype=torch.float64)
    found = ask(linear(1, 2), beyond, [0, 1, 0])
    assert found.applies in ("no", "unknown")
    assert found.applies == "no" or gap < 1e-6


def test_linear_layers_that_are_too_narrow():
    """5-1-3: not every linear map is a product, so that nothing is decided by the data alone."""
    x = drawn(3, 5)
    assert ask(mlp(5, 3, 3, activation=nn.Identity), x, [0, 1, 2]).applies == "yes"
    assert ask(mlp(5, 1, 3, activation=nn.Identity), x, [0, 1, 2]).applies == "unknown"


def test_equal_samples_of_different_classes():
    """Two of class 0 and one of 1 at one place, another sample alone: (2 log(3/2) + log 3)/4 at least."""
    x = torch.tensor([[1.0], [1.0], [1.0], [2.0]]).double()
    one = case(mlp(1, 4, 2), x, torch.tensor([0, 0, 1, 1]), loss="cross-entropy")
    assert least_of_equal_samples(one) == pytest.approx((2 * log(1.5) + log(3)) / 4)
    found = ask(mlp(1, 4, 2), x, [0, 0, 1, 1])
    assert found.applies == "no"
    assert "at least 0.4774" in found.follows


def test_networks():
    assert ask(seeded(lambda: Skips(1, (3,), 2)), LINE, [0, 1, 0]).because.endswith("allow it")
    assert ask(seeded(lambda: Skips(1, (2,), 2)), LINE, [0, 1, 0]).applies == "unknown"
    nonlinear = seeded(lambda: nn.Sequential(nn.Linear(1, 3), nn.Tanh(), nn.Linear(3, 2), nn.Tanh()))
    assert ask(nonlinear, LINE, [0, 1, 0]).applies == "no"


def test_weights_that_classify_are_enough():
    """f = (0, x − 3/2·…): class 1 from 2.5 on."""
    model = linear(1, 2)
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([[0.0], [1.0]]))
        model[0].bias.copy_(torch.tensor([0.0, -2.5]))
    assert ask(model, LINE, [0, 0, 1]).because.split("; ")[-1].startswith("these weights do")


class Attention(nn.Module):
    """Softmax of values, multiplied, and a linear output with a bias, which may go through a tanh."""

    def __init__(self, bent):
        super().__init__()
        self.a, self.b, self.bent = nn.Linear(1, 3), nn.Linear(3, 2), bent

    def forward(self, x):
        h = torch.softmax(self.a(x), dim=1)
        y = self.b(h * h)
        return torch.tanh(y) if self.bent else y


def test_outputs_of_models_that_are_not_read():
    """They are linear in the last layer, or not known to be; that no weights classify is another question."""
    asked = {}
    for bent in (False, True):
        found = told(seeded(lambda bent=bent: Attention(bent)), LINE, torch.tensor([0, 1, 0]), loss="cross-entropy")
        assert found["T3-04"].applies == "unknown"
        asked[bent] = {each.name: each.holds for each in found["T3-04"].hypotheses}["scalable_readout"]
    assert asked == {False: "yes", True: "unknown"}


def test_square_loss():
    assert told(mlp(1, 2), LINE, drawn(3, 2))["T3-04"].applies == "no"
