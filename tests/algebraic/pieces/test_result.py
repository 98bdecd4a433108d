"""What is said of a number of pieces."""

import pytest

from algebraic.pieces import pieces_in_words

BLANK = {"lower": 1, "upper": 1, "exact": True, "euler_characteristic": None}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "1 connected piece"),
        ({"lower": 0, "upper": 0, "euler_characteristic": 0}, "0 connected pieces"),
        ({"lower": 2, "upper": 2, "euler_characteristic": -1}, "2 connected pieces, Euler characteristic -1"),
        ({"upper": 3, "exact": False}, "between 1 and 3 connected pieces"),
    ],
)
def test_words(changed, words):
    assert pieces_in_words({**BLANK, **changed}) == words
