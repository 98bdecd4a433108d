"""Pieces of one unit: the intervals between the real roots of its activation, and a single point."""

import pytest

from verify.instruments import pieces_of_one_unit


@pytest.mark.parametrize(
    ("activation", "inputs", "targets", "pieces"),
    [
        ([0, 1, 1], ["1000000", "1000000"], ["2", "2"], 3),  # v u (u + 1) = 2, and u = 10⁶ w
        ([0, 1, 1], ["1", "2"], ["2", "6"], 1),  # v w = v w² = 1: one point
        ([0, 1], ["1", "2"], ["1", "3"], 0),  # v w = 1 and 2 v w = 3
    ],
)
def test_pieces(activation, inputs, targets, pieces):
    assert pieces_of_one_unit(activation, inputs, targets) == (pieces, pieces)
    assert pieces_of_one_unit(tuple(activation), inputs[::-1], targets[::-1]) == (pieces, pieces)
