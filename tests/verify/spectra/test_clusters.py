"""Clusters of computed eigenvalues: planted multiplicities are found, and one value several times is none."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings, strategies as st

from tests.verify.spectra.makers import symmetric
from verify.spectra.clusters import clusters_of


def found(matrix, residuals=1e-10):
    values, vectors = np.linalg.eigh(matrix)
    return clusters_of(values, np.full(len(values), residuals), vectors)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(1, 5)), min_size=1, max_size=5, unique_by=lambda p: p[0]),
       st.integers(0, 1000), st.sampled_from([1.0, 1e3, 1e-3]))  # fmt: skip
def test_planted_multiplicities(planted, seed, scale):
    values = [scale * value for value, many in planted for _ in range(many)]
    clusters = found(symmetric(values, seed), 1e-10 * scale)
    assert [each.multiplicity for each in clusters] == [many for _, many in sorted(planted, reverse=True)]
    for each, (value, _) in zip(clusters, sorted(planted, reverse=True), strict=True):
        assert each.low <= scale * value <= each.high


def test_intervals_are_disjoint_and_in_order():
    clusters = found(np.diag([1.0, 1.0 + 1e-11, 2.0, 3.0, 3.0 + 1e-6]))
    assert [each.multiplicity for each in clusters] == [1, 1, 1, 2]
    assert all(one.low > other.high for one, other in pairwise(clusters))


def test_one_value_five_times_is_no_fivefold_eigenvalue():
    """As a Lanczos method without reorthogonalisation returns it."""
    vectors = np.eye(6)[:, [0] * 5]
    (cluster,) = clusters_of(np.full(5, 2.0), np.full(5, 1e-12), vectors)
    assert cluster.radius == np.inf
