"""Ranks by python-flint against planted ranks, determinants, and the elimination in float64."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from algebraic.modular.by_flint import as_nmod, modular_rank
from algebraic.modular.elimination import eliminate
from algebraic.shell.budget import Budget
from algebraic.shell.errors import OutOfBudget

PRIME = 2_147_483_629  # the largest below 2^31


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 12), st.integers(0, 2**32))
def test_planted_ranks(rows, columns, rank, seed):
    """(I; A) (I, B) has the rank of its identity."""
    rank = min(rank, rows, columns)
    stream = np.random.default_rng(seed)
    left = np.concatenate([np.eye(rank, dtype=np.int64), stream.integers(0, 1000, (rows - rank, rank))])
    right = np.concatenate([np.eye(rank, dtype=np.int64), stream.integers(0, 1000, (rank, columns - rank))], axis=1)
    assert modular_rank(left @ right % PRIME, PRIME) == rank


@given(st.integers(1, 8), st.integers(1, 8), st.sampled_from([2, 3, 5, 7]), st.integers(0, 2**32))
def test_the_same_rank_as_the_elimination(rows, columns, prime, seed):
    matrix = np.random.default_rng(seed).integers(0, prime, (rows, columns))
    assert modular_rank(matrix, prime) == eliminate(matrix.astype(float), prime).rank


def test_entries_stand_where_they_stood():
    matrix = np.arange(6).reshape(2, 3).T  # not contiguous
    assert [[int(x) for x in row] for row in as_nmod(matrix, 7).tolist()] == matrix.tolist()


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_empty_matrices_have_rank_zero(shape):
    assert modular_rank(np.zeros(shape, dtype=np.int64), 7) == 0


def test_a_rank_that_takes_too_long_is_not_begun():
    with pytest.raises(OutOfBudget, match="4000 × 4000"):
        modular_rank(np.zeros((4000, 4000), dtype=np.int64), 7, Budget(1))
