"""Bounds of residuals and singular values hold for exact rational arithmetic, and bite where they must."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings, strategies as st

from verify.spectra.bounds import norm, norms, pairing_bound, residual_norms, smallest_singular_value


def exactly(array):
    return [[Fraction(float(x)) for x in row] for row in array]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(1, 3), st.sampled_from([1.0, 1e3, 1e-120, 1e150]))
def test_the_residual_is_at_most_the_bound_exactly(seed, size, count, scale):
    stream = np.random.default_rng(seed)
    products = stream.standard_normal((size, count)) * scale
    vectors, values = stream.standard_normal((size, count)), stream.standard_normal(count) * scale
    bounds = residual_norms(products, 0.0, vectors, values)
    for k in range(count):
        square = sum(
            (p[k] - v[k] * Fraction(float(values[k]))) ** 2
            for p, v in zip(exactly(products), exactly(vectors), strict=True)
        )
        assert square <= Fraction(float(bounds[k])) ** 2
        assert float(bounds[k]) <= 1.0001 * float(square) ** 0.5 + 1e-12 * scale


def test_norms_survive_any_size():
    array = np.array([[3e200, 3e-120], [4e200, 4e-120]])
    assert np.allclose(norms(array) / [5e200, 5e-120], 1, rtol=1e-8)
    assert norm(np.zeros((2, 2))) == 0
    assert norm(np.array([[np.inf]])) == np.inf


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5), st.floats(0, 0.1))
def test_the_smallest_singular_value_is_at_least_the_bound(seed, count, off):
    stream = np.random.default_rng(seed)
    vectors, _ = np.linalg.qr(stream.standard_normal((8, count)))
    vectors += off * stream.standard_normal((8, count)) / 8
    assert smallest_singular_value(vectors) <= np.linalg.svd(vectors)[1].min() * (1 + 1e-12)


def test_one_vector_twice_bounds_nothing():
    one = np.eye(4)[:, [0, 0]]
    assert smallest_singular_value(one) == 0
    assert pairing_bound(np.zeros(2), one) == np.inf
    assert smallest_singular_value(np.full((2, 2), np.nan)) == 0
    assert pairing_bound(np.array([3.0, 4.0]), np.eye(4)[:, :2]) >= 5
