"""Inertia at a zero of the loss: the rank of the Jacobian, not of the Hessian of floats (Theorem 3 of Theory III)."""

import numpy as np
import pytest

import verify
from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.curvature.at_zero import inertia_at_zero
from verify.subject import make_subject

pytestmark = pytest.mark.torch


def near_a_zero(noise):
    """49 weights and 12 samples, targets that the model has up to some noise."""
    model = seeded(lambda: nn.Sequential(nn.Linear(2, 12), nn.Tanh(), nn.Linear(12, 1))).double()
    inputs = numbers(12, 2)
    return model, inputs, model(inputs).detach() + noise * numbers(12, 1, seed=1)


def test_the_rank_is_that_of_the_jacobian():
    model, inputs, targets = near_a_zero(1e-4)
    found = verify.curvature(model, inputs, targets)
    assert found.rank > 12  # of the Hessian at these weights: residuals multiply second derivatives
    zero = found.at_zero
    assert (zero.status, zero.positive, zero.negative, zero.zero, zero.rank_status) == ("proved", 12, 0, 37, "proved")
    assert "12 positive eigenvalues, none negative, 37 zeros" in " ".join(found.sentences)


def test_where_none_is_asked_for():
    model, inputs, targets = near_a_zero(1.0)
    assert inertia_at_zero(make_subject(model, inputs, targets + 9), 0).status == "not_tried"
    classes = make_subject(seeded(lambda: nn.Linear(2, 2)), inputs, np.arange(12) % 2, loss="cross-entropy")
    assert inertia_at_zero(classes, 0).status == "not_applicable"


def test_repeated_samples_are_not_onto():
    model, inputs, targets = near_a_zero(0.0)
    twice = torch.cat([inputs, inputs[:2]]), torch.cat([targets, targets[:2]])
    found = inertia_at_zero(make_subject(model, *twice), 0)
    assert (found.status, found.positive, found.zero, found.rank_status) == ("proved", 12, 37, "proved")
