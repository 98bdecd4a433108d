"""Singular values, and verdicts on either side of every threshold."""

import numpy as np
import pytest

from verify.audit.rank.spectrum import decide, decompose, equilibrate, gram_matrix


@pytest.mark.parametrize("shape", [(7, 30), (30, 7), (9, 9)])
@pytest.mark.parametrize("exact", [True, False])
def test_singular_values(shape, exact):
    matrix = np.random.default_rng(0).standard_normal(shape)
    found = decompose(matrix, exact=exact)
    assert np.allclose(found.values, np.linalg.svd(matrix, compute_uv=False))
    side = matrix if found.of_rows else matrix.T
    turned = found.left.T / found.values[:, None] @ side
    assert np.allclose(turned @ turned.T, np.eye(min(shape)), atol=1e-10)
    assert ("Gram" in found.method) != exact


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("shape", [(3, 5), (5, 3)])
def test_the_gram_matrix(shape, order):
    matrix = np.array(np.random.default_rng(1).standard_normal(shape), order=order)
    literal = matrix @ matrix.T if shape[0] < shape[1] else matrix.T @ matrix
    assert np.allclose(np.tril(gram_matrix(matrix)), np.tril(literal))


def test_scales_do_not_count():
    rng = np.random.default_rng(2)
    matrix = rng.standard_normal((6, 20)) @ np.diag(10.0 ** rng.integers(-150, 150, 20))
    matrix[2] *= 1e-120
    matrix[:, 3] = 0
    scaled = matrix.copy()
    rows, columns = equilibrate(scaled)
    assert np.allclose(scaled, matrix * rows[:, None] * columns)
    assert np.allclose(np.linalg.norm(scaled, axis=1), 1)
    assert columns[3] == 1
    again = matrix * np.where(np.arange(20) < 10, 1000.0, 1.0)
    equilibrate(again)
    assert np.allclose(again, scaled, rtol=1e-6, atol=1e-9)


def test_between_full_and_deficient_nothing_is_decided():
    """With ν = 1e-14 the last value decides from 1e-12 on, or where it is rounding and the one before far above."""
    others = [1.0, 0.5, 0.2]
    full = {1e-3: (4, True), 1.1e-12: (4, True), 9e-13: (4, False)}
    for last, (rank, decided) in (full | {5e-14: (3, False), 2e-14: (3, False), 9e-15: (3, True)}).items():
        found = decide(np.array([*others, last]), 1e-14, 10)
        assert (found.rank, found.decided) == (rank, decided), last


def test_a_theorem_replaces_the_gap_below_but_not_the_distance_from_rounding():
    values = np.array([1.0, 1e-3, 3e-14])
    assert not decide(values, 1e-14, 3).decided
    assert decide(values, 1e-14, 2).decided
    assert not decide(np.array([1.0, 9e-13, 3e-14]), 1e-14, 2).decided


def test_more_than_a_theorem_allows_is_a_contradiction():
    found = decide(np.array([1.0, 0.9, 0.8]), 1e-14, 2)
    assert not found.decided
    assert "one of both is wrong" in found.because


def test_a_value_in_the_middle_of_a_decade_leaves_no_gap():
    found = decide(np.array([1.0, 1e-11, 1e-13, 1e-15]), 1e-14, 4)
    assert not found.decided


def test_a_gap_as_wide_among_those_that_count_shows_nothing():
    """One rule for Jacobians and Hessians: 1,000 wide, and 100 times as wide as any above it."""
    assert decide(np.array([1.0, 0.5, 1e-16]), 1e-15, 3).decided
    found = decide(np.array([1.0, 1e-7, 1e-16]), 1e-15, 3)
    assert not found.decided
    assert "a gap of 1.0e+07 is among those" in found.because
    assert decide(np.array([1.0, 1e-5, 1e-12]), 1e-14, 3).decided  # all count: there is no gap to ask for


def test_what_lies_below_rounding_may_be_as_large_as_rounding():
    """A value of exactly 0 makes no gap of its own: it is known to the level of rounding only."""
    assert decide(np.array([1.0, 0.5, 0.0]), 1e-15, 3).decided
    assert not decide(np.array([1.0, 1e-8, 0.0]), 1e-15, 3).decided


def test_nothing():
    assert decide(np.zeros(3), 0.0, 3).rank == 0
    assert decompose(np.zeros((0, 4))).values.size == 0
