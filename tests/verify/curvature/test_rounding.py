"""The estimate of what rounding does to a Hessian: beside one in 200 bits, and larger where digits cancel."""

import numpy as np
import pytest

from tests.verify.subject.models import nn, numbers, seeded
from verify.curvature.dense import dense_hessian
from verify.curvature.products import Products
from verify.curvature.rounding import estimated_error
from verify.subject import make_subject

pytestmark = pytest.mark.torch


def estimate(subject):
    matrix, asymmetry = dense_hessian(Products(subject))
    return matrix, estimated_error(subject, np.eye(len(matrix)), matrix, 0, asymmetry)


def test_it_is_more_than_the_error_of_a_known_hessian():
    """H = XᵀX of linear least squares, in exact arithmetic."""
    inputs = numbers(6, 3)
    subject = make_subject(seeded(lambda: nn.Linear(3, 1, bias=False)), inputs, np.zeros((6, 1)))
    matrix, error = estimate(subject)
    exact = inputs.numpy().astype(np.longdouble)
    assert np.linalg.norm((matrix - exact.T @ exact).astype(float)) <= max(error, 1e-15 * np.linalg.norm(matrix))


def test_it_grows_with_what_cancels():
    def error(shift):
        model = seeded(lambda: nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1)))
        return estimate(make_subject(model, numbers(4, 2), numbers(4, 1, seed=1) + shift))[1]

    assert 0 < error(0.0) < 1e-12
    assert error(1e6) > 1e3 * error(0.0)
