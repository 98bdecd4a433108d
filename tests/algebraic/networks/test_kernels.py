import pytest

from algebraic.networks.kernels import whole_kernel


@pytest.mark.parametrize(
    ("ties", "count", "expected"),
    [
        ([], 2, [[1, 0], [0, 1]]),
        ([(2, 3, 0)], 3, [[-3, 2, 0], [0, 0, 1]]),
        ([(1, 1), (1, -1)], 2, []),
        ([(6, 4, 2), (3, 2, 1)], 3, [[-2, 3, 0], [-1, 0, 3]]),
    ],
)
def test_whole_vectors_that_meet_all_ties(ties, count, expected):
    assert whole_kernel(ties, count) == expected
    for vector in expected:
        assert all(sum(a * b for a, b in zip(tie, vector, strict=True)) == 0 for tie in ties)
