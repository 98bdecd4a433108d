"""Directions that change no output: counted by hand for models that have them, and none where there are none."""

from itertools import pairwise

import numpy as np
import pytest

from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.curvature.products import Products
from verify.curvature.symmetries import known_directions
from verify.subject import make_subject

pytestmark = pytest.mark.torch


def known(model, inputs, targets, **options):
    subject = make_subject(model, inputs, targets, **options)
    found = known_directions(subject, Products(subject), 0)
    for each in found:
        if not each.places and not each.changes_outputs:
            assert torch.stack([subject.jvp(subject.weights.new_tensor(v)) for v in each.vectors.T]).abs().max() < 1e-12
    return {each.what.split()[0]: each.count for each in found}


def relu(*widths):
    def build():
        layers = [part for a, b in pairwise(widths) for part in (nn.Linear(a, b), nn.ReLU())]
        return nn.Sequential(*layers[:-1])

    model = seeded(build).double()
    for layer in model[::2]:
        nn.init.zeros_(layer.bias)
    for layer in model[2::2]:
        layer.weight.data.abs_()  # no unit is dead
    return model


def test_units_that_can_be_rescaled():
    assert known(relu(3, 4, 1), numbers(40, 3), np.zeros((40, 1))) == {"rescalings": 4}
    assert known(relu(3, 4, 5, 1), numbers(60, 3), np.zeros((60, 1)))["rescalings"] == 9


def test_tanh_has_none():
    model = seeded(lambda: nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1)))
    assert known(model, numbers(20, 3), np.zeros((20, 1))) == {}


def test_a_dead_unit_and_a_dead_input():
    model = relu(3, 4, 1)
    with torch.no_grad():
        model[0].bias[1] = -100.0
    assert known(model, numbers(40, 3), np.zeros((40, 1))) == {"weights": 5, "rescalings": 3}
    inputs = numbers(40, 3)
    inputs[:, 2] = 0
    assert known(relu(3, 4, 1), inputs, np.zeros((40, 1))) == {"weights": 4, "rescalings": 4}


def test_a_number_added_to_all_outputs():
    model = seeded(lambda: nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 3)))
    assert known(model, numbers(20, 3), np.arange(20) % 3, loss="cross-entropy") == {"the": 5}
    assert known(model, numbers(20, 3), np.zeros((20, 3))) == {}


def test_filters_can_be_rescaled():
    model = seeded(lambda: nn.Sequential(nn.Conv2d(1, 3, 2), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(3, 2)))
    assert known(model, numbers(20, 1, 3, 3), np.zeros((20, 2)))["rescalings"] == 3
