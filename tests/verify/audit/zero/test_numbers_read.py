"""Numbers from a file: what they may be."""

from fractions import Fraction

import numpy as np
import pytest

from verify.audit.zero.numbers_read import exact_number, finite_numbers, whole_number


def test_rational_numbers():
    assert exact_number("-3/4") == Fraction(-3, 4)
    assert exact_number(0.1) == Fraction(0.1)
    assert exact_number(7) == 7
    for other in ("1/0", "9" * 399, "9" * 401, 10**400, "x", "1e5", True, None, [1], float("nan"), float("inf")):
        with pytest.raises((ValueError, ArithmeticError)):
            exact_number(other)


def test_whole_numbers():
    assert whole_number(3, 1, 3) == 3
    for other in (0, 4, True, 2.0, "2", None, 10**400):
        with pytest.raises(ValueError, match="whole"):
            whole_number(other, 1, 3)


def test_rows_of_numbers():
    assert finite_numbers([[1, 2.5]], 2).tolist() == [1.0, 2.5]
    assert finite_numbers(np.ones((1, 2)), 2).tolist() == [1.0, 1.0]
    for other in ([1], [1, 2, 3], [1, float("inf")], ["1", "2"], [True, False], [None, 1], [10**400, 1], [[1], [2, 3]]):
        with pytest.raises((ValueError, ArithmeticError)):
            finite_numbers(other, 2)
