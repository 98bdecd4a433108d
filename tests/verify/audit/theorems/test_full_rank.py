"""Full rank of matrices that are known up to errors."""

import numpy as np
import pytest

from verify.audit.theorems.boxes import Box, exactly
from verify.audit.theorems.full_rank import full_rank


def test_more_rows_than_columns():
    found = full_rank(exactly(np.ones((3, 2))))
    assert (found.proved, found.smallest, found.size) == (False, 0.0, 3)


@pytest.mark.parametrize("gap", [1e-2, 1e-6, 1e-9, 0.0])
def test_nearly_equal_rows(gap):
    """The errors decide: of size gap/10 they leave the rank, of size gap they may take it."""
    rows = np.array([[1.0, 2.0, 3.0], [1.0, 2.0 + gap, 3.0]])
    assert full_rank(Box(rows, np.full(rows.shape, gap / 10))).proved == (gap > 0)
    assert not full_rank(Box(rows, np.full(rows.shape, gap))).proved


def test_a_matrix_beyond_float64():
    """Hilbert's matrix of size 14 is regular, and rounded entries cannot show it."""
    places = np.arange(14)
    rows = 1.0 / (places[:, None] + places + 1)
    assert not full_rank(Box(rows, 2.0**-53 * rows)).proved
    assert full_rank(exactly(rows[:4])).proved
