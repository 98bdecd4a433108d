"""A module is called with weights of ours, and has its own again afterwards."""

import pytest

from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.subject import make_subject
from verify.subject.calling import arguments_of, call_with, slots_of

pytestmark = pytest.mark.torch


def test_one_module_in_two_places():
    one = seeded(lambda: nn.Linear(3, 3)).double()
    model = nn.Sequential(one, nn.Tanh(), one, nn.Linear(3, 3).double())
    model[3].weight = one.weight
    places = {id(tensor): place for place, tensor in enumerate(model.parameters())}
    assert slots_of(model, places) == (("0.weight", 0), ("0.bias", 1), ("3.weight", 0), ("3.bias", 2))
    before = [tensor for tensor in model.parameters()]
    x, given = numbers(2, 3), [numbers(3, 3), numbers(3), numbers(3, seed=1)]
    expected = torch.tanh(x @ given[0].T + given[1]) @ given[0].T + given[1]
    found = call_with(model, slots_of(model, places), given, {"input": x})
    assert torch.allclose(found, expected @ given[0].T + given[2])
    torch.func.jacrev(lambda w: call_with(model, slots_of(model, places), [w, *given[1:]], {"input": x}))(given[0])
    assert all(tensor is own for tensor, own in zip(model.parameters(), before, strict=True))
    subject = make_subject(model, numbers(4, 3), numbers(4, 3))
    assert torch.allclose(subject.jacobian() @ subject.weights, subject.jvp(subject.weights))


def test_arguments_by_place_and_by_name():
    class Several(nn.Module):
        def forward(self, left, middle=None, *, right):
            return left

    class Any(nn.Module):
        def forward(self, *values):
            return values[0]

    left, right = torch.zeros(1), torch.ones(1)
    assert arguments_of(Several(), {"right": right, "left": left}) == ((left,), {"right": right})
    assert arguments_of(Any(), {"inputs": left}) == ((left,), {})
