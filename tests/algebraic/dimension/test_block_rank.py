"""Independence of columns by blocks: as by python-flint, for matrices whose rank is built in."""

import numpy as np
import pytest

from algebraic.dimension import block_rank
from algebraic.modular import modular_rank


def of_rank(stream, rows, columns, rank, prime):
    left, right = stream.integers(0, prime, (rows, rank)), stream.integers(0, prime, (rank, columns))
    product = left.astype(object) @ right.astype(object) % prime
    return product.astype(np.float64)


@pytest.mark.parametrize("prime", [2, 3, 101, 2_131_813, 8_388_593])
@pytest.mark.parametrize("block", [1, 3, 256])
@pytest.mark.parametrize(
    ("rows", "columns", "rank"), [(9, 7, 7), (7, 7, 7), (9, 7, 6), (6, 7, 6), (40, 3, 3), (3, 0, 0)]
)
def test_as_by_flint(monkeypatch, prime, block, rows, columns, rank):
    monkeypatch.setattr(block_rank, "BLOCK", block)
    monkeypatch.setattr(block_rank, "MORE_ROWS", 1)
    stream = np.random.default_rng(rows * columns + rank)
    matrix = of_rank(stream, rows, columns, rank, prime)
    matrix[: rows // 2] = matrix[: rows // 2] * (stream.integers(0, 3, (rows // 2, 1)) > 0)  # rows of zeros on top
    kept = matrix.copy()
    true = modular_rank(matrix.astype(np.int64), prime) == columns
    assert block_rank.columns_independent(matrix, prime) is true
    assert np.array_equal(matrix, kept)


@pytest.mark.parametrize("changed", [False, True])
def test_blocks_of_the_real_size(changed):
    """The last column is a combination of those in all blocks, but for one entry."""
    prime, stream = 8_388_593, np.random.default_rng(5)
    matrix = stream.integers(0, prime, (420, 400))
    matrix[:, -1] = matrix[:, :-1].astype(object) @ stream.integers(0, prime, 399).astype(object) % prime
    if changed:
        matrix[7, -1] = (matrix[7, -1] + 1) % prime
    assert block_rank.columns_independent(matrix.astype(np.float64), prime) is changed


def test_it_can_be_ended():
    def late(done, total):
        raise TimeoutError(total)

    with pytest.raises(TimeoutError, match="2"):
        block_rank.columns_independent(np.eye(2), 7, late)
