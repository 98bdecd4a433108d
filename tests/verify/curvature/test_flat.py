"""Flat directions: those that change no output, those that change no loss, and others, planted."""

import numpy as np
import pytest

import verify
from tests.verify.curvature.planted import Quadratic
from tests.verify.spectra.makers import symmetric
from tests.verify.subject.models import nn, numbers, seeded, torch

pytestmark = pytest.mark.torch


def test_a_linear_model_with_few_samples():
    """8 weights, 3 samples: 5 directions change no output, all flat."""
    found = verify.curvature(seeded(lambda: nn.Linear(8, 1, bias=False)), numbers(3, 8), numbers(3, 1, seed=1))
    trivial = found.trivial_directions
    assert (trivial.count, trivial.status) == (5, "proved")
    assert vars(trivial.flat) == {"count": 5, "no_output": 5, "no_loss": 0, "others": 0, "status": "gap"}


def test_softmax_shifts_change_outputs_and_no_loss():
    """A linear classifier, more samples than weights: J is one to one, and the loss has 3 + 1 shifts."""
    found = verify.curvature(seeded(lambda: nn.Linear(3, 3)), numbers(30, 3), np.arange(30) % 3, loss="cross-entropy")
    trivial = found.trivial_directions
    assert trivial.count == 0
    assert trivial.named[0].changes_outputs
    assert vars(trivial.flat) == {"count": 4, "no_output": 0, "no_loss": 4, "others": 0, "status": "gap"}


def test_rescalings_at_a_zero_of_the_loss():
    """Targets that the model has: the gradient is 0, and each ReLU unit's rescaling is flat."""
    model = seeded(lambda: nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))).double()
    inputs = numbers(60, 2)
    found = verify.curvature(model, inputs, model(inputs).detach())
    assert found.trivial_directions.count == found.trivial_directions.flat.no_output == 3
    assert found.trivial_directions.flat.others == 0


def test_flat_though_outputs_change_and_the_loss_too():
    """Output ½wᵀAw at w ≠ 0 with the loss linear in it: H = A, whose null space J does not know."""
    model = Quadratic(symmetric([2.0, 1.0, 0.0, 0.0]))
    with torch.no_grad():
        model.w.copy_(torch.arange(1.0, 5.0))
    found = verify.curvature(model, np.ones((2, 1)), np.zeros((2, 1)), loss="tests.verify.curvature.planted:mean")
    flat = found.trivial_directions.flat
    assert flat.count == 2
    assert flat.no_output == 2  # J = wᵀA vanishes on the null space of A
    assert found.trivial_directions.count == 3


def test_too_large_to_decompose(monkeypatch):
    import sys

    monkeypatch.setattr(sys.modules["verify.curvature.flat"], "OPERATIONS", 1.0)
    trivial = verify.curvature(seeded(lambda: nn.Linear(8, 1)), numbers(3, 8), numbers(3, 1)).trivial_directions
    assert (trivial.count, trivial.status) == (None, "undecided")
    assert "was not decomposed" in trivial.because
