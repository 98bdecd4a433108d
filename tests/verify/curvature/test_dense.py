"""The whole Hessian, beside torch's own and closed forms."""

import numpy as np
import pytest

from tests.verify.curvature.planted import Weights, with_spectrum
from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.curvature.dense import dense_hessian
from verify.curvature.products import Products
from verify.subject import make_subject

pytestmark = pytest.mark.torch


def test_it_is_the_hessian_of_torch():
    model = seeded(lambda: nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)))
    subject = make_subject(model, numbers(5, 3), numbers(5, 2, seed=1))
    matrix, asymmetry = dense_hessian(Products(subject))

    def loss(weights):
        return subject.loss_function(subject.call(weights, subject.batch()), subject.targets)

    other = torch.func.hessian(loss)(subject.weights).numpy()
    assert np.allclose(matrix, other, atol=1e-12)
    assert 0 <= asymmetry < 1e-12


def test_linear_least_squares():
    inputs, _ = with_spectrum([4.0, 3.0, 2.0])
    subject = make_subject(Weights(3), inputs, np.zeros((3, 1)))
    assert np.allclose(dense_hessian(Products(subject))[0], inputs.T @ inputs)
