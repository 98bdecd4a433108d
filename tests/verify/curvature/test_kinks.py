"""The nearest kink, planted; and the distance is where the unit switches."""

import numpy as np
import pytest

from tests.verify.subject.models import images, nn, numbers, seeded, torch
from verify.curvature.kinks import nearest_kink
from verify.subject import make_subject

pytestmark = pytest.mark.torch


def subject(bend=nn.ReLU, bias=0.001):
    model = seeded(lambda: nn.Sequential(nn.Linear(1, 2), bend(), nn.Linear(2, 1))).double()
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([[1.0], [2.0]]))
        model[0].bias.copy_(torch.tensor([bias - 1.0, 5.0]))
    return make_subject(model, np.array([[1.0], [3.0]]), np.zeros((2, 1)))


def test_the_nearest():
    """z = w·1 + b = 0.001, and ∂z/∂(w, b) = (1, 1)."""
    found = nearest_kink(subject())
    assert found.there
    assert np.isclose(found.value, 1e-3)
    assert np.isclose(found.distance, 1e-3 / np.sqrt(2))
    assert found.on_kink == 0
    assert "unit 0" in found.because
    assert "sample 0" in found.because


def test_on_it():
    assert nearest_kink(subject(bias=0.0)).on_kink == 1


def test_none_and_nobody_looked():
    assert nearest_kink(subject(nn.Tanh)).there is False
    unread = seeded(lambda: nn.Sequential(nn.Linear(1, 2), nn.Mish(), nn.Linear(2, 1)))
    assert nearest_kink(make_subject(unread, np.ones((2, 1)), np.zeros((2, 1)))).there is None


def test_maxima_are_named():
    model = seeded(images).eval()
    found = nearest_kink(make_subject(model, numbers(3, 1, 8, 8), np.zeros((3, 2))))
    assert found.there
    assert "not measured" in found.because
