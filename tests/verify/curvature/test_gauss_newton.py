"""The Gauss–Newton part apart from the rest."""

import numpy as np
import pytest

from tests.verify.subject.models import nn, numbers, seeded
from verify.curvature.dense import dense_hessian
from verify.curvature.gauss_newton import parts_of, shares
from verify.curvature.products import Products
from verify.spectra import dense_pairs
from verify.spectra.clusters import clusters_of
from verify.subject import make_subject

pytestmark = pytest.mark.torch


def parts(targets=None):
    model = seeded(lambda: nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))).double()
    inputs = numbers(6, 2)
    targets = model(inputs).detach() if targets is None else targets
    subject = make_subject(model, inputs, targets)
    products = Products(subject)
    pairs = dense_pairs(dense_hessian(products)[0])
    return subject, products, pairs


def test_at_a_zero_the_rest_is_nothing():
    subject, products, pairs = parts()
    found = parts_of(products, pairs)
    assert np.allclose(found.rest, 0, atol=1e-12)
    singular = np.linalg.svd(subject.jacobian().numpy())[1]
    assert np.isclose(found.gauss_newton[0], singular[0] ** 2)
    for (most, least), each in zip(shares(products, pairs, clusters_of(pairs.values, pairs.residuals, pairs.vectors)),
                                   clusters_of(pairs.values, pairs.residuals, pairs.vectors), strict=True):  # fmt: skip
        assert np.allclose([most, least], each.value, atol=1e-10)


def test_elsewhere_the_rest_has_the_negative_ones():
    _, products, pairs = parts(numbers(6, 1, seed=1) + 3)
    found = parts_of(products, pairs)
    assert pairs.values[-1] < -0.1
    assert found.gauss_newton[1] > -1e-10
    assert found.rest[1] < pairs.values[-1] + 1e-10
    assert found.error < 1e-12


def test_without_the_matrix_there_are_shares_only():
    _, products, pairs = parts()
    bare = type(pairs)(pairs.values, pairs.vectors, pairs.residuals, False)
    assert parts_of(products, bare).rest is None
