"""The network of a torch model: the same function, exactly; and models that are none say why."""

import pytest

from algebraic.networks import Rationals, forward
from algebraic.shell import as_fraction
from tests.verify.subject.models import Cubic, Skip, images, nn, numbers, seeded, torch
from verify.audit.as_network import Unlike, polynomial_network
from verify.subject import make_subject

pytestmark = pytest.mark.torch


class Twice(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Linear(2, 2, bias=False)

    def forward(self, x):
        return self.one(self.one(x) ** 2)


class Shifted(nn.Module):
    def forward(self, x):
        return 2 * x * x - 3 * x + 0.5


@pytest.mark.parametrize(
    "build",
    [
        lambda: nn.Sequential(nn.Linear(2, 3), Cubic(), nn.Linear(3, 2), Shifted(), nn.Linear(2, 2, bias=False)),
        lambda: nn.Sequential(nn.Linear(2, 3, bias=False), nn.Linear(3, 2, bias=False)),
        lambda: nn.Linear(2, 2),
        lambda: nn.Sequential(nn.Flatten(), nn.Linear(2, 3, bias=False), Cubic(), nn.Linear(3, 2)),
    ],
)
def test_it_is_the_same_function(build):
    model, inputs = seeded(build).double(), numbers(5, 2)
    own = polynomial_network(make_subject(model, inputs, numbers(5, 2)))
    ring = Rationals()
    found = forward(own.network, ring, ring.array(own.weights), ring.array(own.inputs)).output
    there = model(inputs).detach()
    assert own.network.num_params == sum(p.numel() for p in model.parameters())
    for i in range(5):
        for o in range(2):
            assert float(as_fraction(found[i, o])) == pytest.approx(float(there[i, o]), rel=1e-12, abs=1e-12)
    assert own.is_linear == (not any("bias" in name for name, _ in model.named_parameters()) and len(model) == 2)


@pytest.mark.parametrize(
    ("build", "words", "size"),
    [
        (lambda: nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2)), "relu is no polynomial", 2),
        (lambda: nn.Sequential(nn.Linear(2, 3), Cubic()), "outputs are activated", 2),
        (Skip, "no chain|several|concatenate|tanh", 5),
        (Twice, "used twice", 2),
        (lambda: nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2, bias=False), nn.Linear(2, 2)), "others have none", 2),
    ],
)
def test_what_is_none(build, words, size):
    model = seeded(build).double()
    inputs = numbers(3, size)
    outputs = model.eval()(inputs).detach()
    with pytest.raises(Unlike, match=words):
        polynomial_network(make_subject(model, inputs, outputs))


def test_weights_that_are_not_trained():
    model = seeded(lambda: nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 2)))
    model[0].weight.requires_grad_(False)
    with pytest.raises(Unlike, match="not trained"):
        polynomial_network(make_subject(model, numbers(3, 2), numbers(3, 2)))


def test_convolutions():
    model = seeded(images)
    inputs = torch.rand(2, 1, 8, 8)
    with pytest.raises(Unlike, match=r"convolution|no polynomial"):
        polynomial_network(make_subject(model, inputs, numbers(2, 2)))


def test_the_target_of_a_linear_network():
    model = seeded(lambda: nn.Linear(2, 2, bias=False))
    own = polynomial_network(make_subject(model, [[1.0, 2.0], [2.0, 4.0]], [[1.0, 1.0], [2.0, 2.0]]))
    assert own.linear_target() == (True, 1)
    own = polynomial_network(make_subject(model, [[1.0, 2.0], [2.0, 4.0]], [[1.0, 1.0], [2.0, 2.5]]))
    assert own.linear_target() == (False, 2)
