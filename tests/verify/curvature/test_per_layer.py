"""Blocks of layers, beside those of the whole matrix; with and without it."""

import numpy as np
import pytest

from tests.verify.subject.models import nn, numbers, seeded
from verify.curvature.dense import dense_hessian
from verify.curvature.per_layer import blocks_of
from verify.curvature.products import Products
from verify.spectra import dense_pairs
from verify.subject import make_subject

pytestmark = pytest.mark.torch


def test_blocks(monkeypatch):
    model = seeded(lambda: nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)))
    subject = make_subject(model, numbers(5, 3), numbers(5, 2, seed=1))
    products = Products(subject)
    matrix = dense_hessian(products)[0]
    pairs = dense_pairs(matrix)
    bare = type(pairs)(pairs.values, pairs.vectors, pairs.residuals, False)
    for given in (pairs, bare):
        first, last = blocks_of(subject, products, given, 0)
        assert (first.layer, first.num_params, first.whole) == ("0", 16, True)
        assert last.layer == "2"
        assert last.status == "estimated"
        assert last.eigenvalues[0]["radius"] > 0
        exact = np.linalg.eigvalsh(matrix[16:, 16:])[::-1]
        assert abs(last.eigenvalues[0]["value"] - exact[0]) < 1e-10
        assert last.eigenvalues[0]["multiplicity"] == 2  # the two outputs have the same block


def test_a_large_block(monkeypatch):
    import sys

    monkeypatch.setattr(sys.modules["verify.curvature.per_layer"], "DENSE", 4)
    subject = make_subject(seeded(lambda: nn.Linear(30, 1)), numbers(50, 30), numbers(50, 1, seed=1))
    products = Products(subject)
    matrix = dense_hessian(products)[0]
    pairs = dense_pairs(matrix)
    (block,) = blocks_of(subject, products, type(pairs)(pairs.values, pairs.vectors, pairs.residuals, False), 0)
    assert not block.whole
    values = [each["value"] for each in block.eigenvalues]
    assert np.allclose(values, pairs.values[[0, 1, 2, -1]], atol=1e-5)
