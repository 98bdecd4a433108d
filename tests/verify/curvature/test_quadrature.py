"""The quadrature integrates polynomials exactly, up to twice its steps less one."""

import numpy as np
import pytest

from tests.verify.curvature.planted import Weights, with_spectrum
from verify.curvature.products import Products
from verify.curvature.quadrature import quadratures
from verify.subject import make_subject

pytestmark = pytest.mark.torch


def test_polynomials():
    values = np.linspace(0, 2, 30)
    inputs, vectors = with_spectrum(values)
    products = Products(make_subject(Weights(30), inputs, np.zeros((30, 1))))
    rules = quadratures(products, 7, 2, 6)
    stream = np.random.default_rng([7, 4]).standard_normal((30, 2))
    for rule, start in zip(rules, (stream / np.linalg.norm(stream, axis=0)).T, strict=True):
        shares = (vectors.T @ start) ** 2
        for power in range(12):
            assert np.isclose(rule.weights @ rule.nodes**power, shares @ values**power, rtol=1e-10)
        assert not np.isclose(rule.weights @ rule.nodes**14, shares @ values**14, rtol=1e-10)
        assert len(rule.first(3).nodes) == 3


def test_an_invariant_space_ends_it():
    inputs, _ = with_spectrum([3.0] * 5 + [1.0] * 5)
    rules = quadratures(Products(make_subject(Weights(10), inputs, np.zeros((10, 1)))), 0, 3, 8)
    assert all(len(rule.nodes) == 2 for rule in rules)
    assert all(np.isclose(rule.weights.sum(), 1) for rule in rules)
