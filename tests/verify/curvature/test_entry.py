"""The curvature in Python: what it refuses, and that the model stays as it is."""

import copy

import numpy as np
import pytest

import verify
from algebraic.shell import OutOfBudget, WrongInput
from tests.verify.subject.models import nn, numbers, seeded, torch

pytestmark = pytest.mark.torch


def found(model=None, inputs=None, targets=None, **options):
    model = seeded(lambda: nn.Linear(2, 1)) if model is None else model
    return verify.curvature(model, numbers(4, 2) if inputs is None else inputs,
                            numbers(4, 1) if targets is None else targets, **options)  # fmt: skip


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"top": 4}, "too_many_eigenvalues"),
        ({"lowest": 4}, "too_many_eigenvalues"),
        ({"method": "power"}, "bad_method"),
        ({"loss": "tests.verify.subject.factories:infinite"}, "bad_loss"),
        ({"model": nn.Linear(2, 1).half()}, "half_precision"),
        ({"targets": np.full((4, 1), np.nan)}, "bad_data"),
    ],
)
def test_what_is_refused(options, kind):
    with pytest.raises(WrongInput) as caught:
        found(**options)
    assert caught.value.kind == kind
    assert caught.value.hint


def test_time():
    with pytest.raises(OutOfBudget):
        found(timeout=1e-9)


def test_the_model_and_the_streams_stay():
    model = seeded(lambda: nn.Sequential(nn.Linear(2, 3), nn.Dropout(), nn.Linear(3, 1)))
    before, state = copy.deepcopy(model.state_dict()), torch.random.get_rng_state()
    first = found(model, seed=1)
    assert model.training
    assert all(torch.equal(model.state_dict()[name], tensor) for name, tensor in before.items())
    assert torch.equal(state, torch.random.get_rng_state())
    assert first.as_dict() == found(model, seed=1).as_dict()
    assert "Dropout" in first.as_dict()["guards"][0]["what"]


def test_a_permuted_model_has_the_same_spectrum():
    model = seeded(lambda: nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1)))
    other = copy.deepcopy(model)
    order = [2, 0, 1]
    with torch.no_grad():
        other[0].weight.copy_(model[0].weight[order])
        other[0].bias.copy_(model[0].bias[order])
        other[2].weight.copy_(model[2].weight[:, order])
    for one, two in zip(found(model).eigenvalues, found(other).eigenvalues, strict=True):
        assert abs(one.value - two.value) <= one.radius + two.radius
