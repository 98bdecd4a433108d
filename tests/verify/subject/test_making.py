"""A module and data become a subject; what was given stays as it was."""

import numpy as np
import pytest

from algebraic.shell import WrongInput
from tests.verify.subject.models import images, nn, numbers, seeded, torch
from verify.subject import make_subject

pytestmark = pytest.mark.torch


def test_the_module_given_stays_as_it_was():
    model = seeded(images)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    make_subject(model, numbers(4, 1, 8, 8), numbers(4, 2)).jacobian()
    assert model.training
    assert all(module.training for module in model.modules())
    assert next(model.parameters()).dtype == torch.float32
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())


def test_classes_become_vectors():
    found = make_subject(nn.Linear(2, 3), np.eye(4)[:, :2], np.array([0, 2, 1, 1]))
    assert found.targets.tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 0]]
    assert "classes" in found.choices[0]


def test_tied_weights_are_counted_once():
    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = nn.Linear(3, 3, bias=False), nn.Linear(3, 3, bias=False)
            self.b.weight = self.a.weight

        def forward(self, x):
            return self.b(torch.tanh(self.a(x)))

    found = make_subject(Tied(), numbers(4, 3), numbers(4, 3))
    assert found.parameter_names == ("a.weight",)
    assert [node.parameters[0] for node in found.graph if node.kind == "dense"] == [0, 0]
    vector = numbers(9)
    step = 1e-6
    quotient = (found.outputs(found.weights + step * vector) - found.outputs(found.weights - step * vector)) / (
        2 * step
    )
    assert torch.allclose(quotient.reshape(-1), found.jvp(vector), atol=1e-8)


def test_what_is_no_module():
    with pytest.raises(WrongInput, match="type int"):
        make_subject(3, numbers(2, 2), numbers(2, 1))
