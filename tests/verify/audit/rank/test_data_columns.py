"""Columns that span the data, and the rows they reach, beside exact ranks."""

import flint
import numpy as np
from hypothesis import given, strategies as st

from verify.audit.rank.data_columns import (
    _depend,
    binary_fractions,
    reachable_rank,
    residues_of_fractions,
    spanning_columns,
)


def rank_of(matrix):
    return flint.fmpz_mat([[int(v) for v in row] for row in matrix]).rank() if matrix.size else 0


@given(st.integers(0, 10**6))
def test_the_columns_span_all(seed):
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(1, 8, 2)
    left = rng.integers(-3, 4, (rows, rng.integers(1, 4)))
    data = left @ rng.integers(-3, 4, (left.shape[1], columns)) * (rng.random((rows, columns)) < rng.choice([0.3, 1.0]))
    found = spanning_columns(data[:, None, :].astype(float))
    assert found.rank == rank_of(data) == rank_of(data[:, list(found.columns)])
    assert found.num_dead == (data == 0).all(axis=0).sum()
    assert found.num_all == columns == found.rank + found.num_dead + found.num_repeated + found.num_dependent


def test_fractions_are_what_they_are():
    """0.1 + 0.2 is not 0.3, as floats; but half the sum of two floats is one where nothing is lost."""
    data = np.array([[0.1, 0.2, 0.3], [1.0, 2.0, 3.0], [1.0, 0.0, 1.0]])
    assert spanning_columns(data[:, None, :]).rank == 3
    first, second = np.array([0.5, 0.25, 3.0, 1e-3]), np.array([1.0, 0.75, 2.0, 2.0**40])
    halves = np.stack([first, second, first * 0.5, first * 2.0**100], axis=1)
    assert spanning_columns(halves[:, None, :]).num_dependent == 2


def test_columns_that_are_lit_in_few_samples_come_first():
    data = np.zeros((6, 1, 3))
    data[:, 0, 0], data[:3, 0, 1], data[3:, 0, 2] = 1.0, 1.0, 1.0  # the first is the sum of the others
    assert spanning_columns(data).columns == (1, 2)


def test_what_is_dependent_modulo_the_prime_only_is_kept():
    from algebraic.modular import random_small_prime

    data = np.array([[1.0, 1.0], [1.0, 1.0 + random_small_prime(0)], [2.0, 2.0]])
    assert spanning_columns(data[:, None, :]).rank == 2


def test_a_dependence_is_checked_in_all_rows():
    rows = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 1.0, 3.0]])
    assert not _depend(*binary_fractions(rows), [0, 1], [0, 1], [2])
    rows[2, 2] = 2.0
    assert _depend(*binary_fractions(rows), [0, 1], [0, 1], [2])


def test_residues():
    values = np.array([0.75, -3.0, 0.0, 2.0**-60])
    found = residues_of_fractions(*binary_fractions(values), 101)
    assert found.tolist() == [3 * pow(4, -1, 101) % 101, 98, 0, pow(2, -60, 101)]


@given(st.integers(0, 10**6))
def test_no_matrix_of_this_form_has_a_larger_rank(seed):
    """J[(i, k), (u, j)] = δ_i[k, u] x_ij with random δ, whose rank is exact."""
    rng = np.random.default_rng(seed)
    samples, columns, units, outputs = rng.integers(1, 5, 4)
    data = rng.integers(0, 3, (samples, columns)) * (rng.random((samples, columns)) < 0.5)
    slopes = rng.integers(-4, 5, (samples, outputs, units))
    jacobian = np.einsum("iku,ij->ikuj", slopes, data).reshape(samples * outputs, -1)
    found = spanning_columns(data[:, None, :].astype(float))
    assert rank_of(jacobian) <= reachable_rank(found.lit, int(units), int(min(outputs, units)))


def test_the_cut_is_better_than_each_column_alone():
    """Three columns lit in the same two samples reach four rows together, and not 3 · min(3, 4)."""
    lit = np.zeros((5, 4), dtype=bool)
    lit[:2, :3], lit[:, 3] = True, True
    assert reachable_rank(lit, 3, 2) == 4 + 3
    assert reachable_rank(np.zeros((4, 0), dtype=bool), 3, 2) == 0
