"""Points as exact numbers."""

from fractions import Fraction

import numpy as np
import pytest

from algebraic.shell import WrongInput
from algebraic.thresholds.points import no_zero, numbers


def test_forms():
    expected = [Fraction(1, 2), 0, 3, 1]
    assert numbers([["1/2", 0], [3, 1.0]], 4, "weights") == expected
    assert numbers(np.array([0.5, 0, 3, 1]), 4, "weights") == expected
    assert numbers(7, 1, "unknowns") == [7]


@pytest.mark.parametrize("value", ["a", float("nan"), float("inf"), None, 1j, {}])
def test_what_is_no_number_is_named(value):
    with pytest.raises(WrongInput, match="number 2 of the point"):
        numbers([1, value], 2, "weights")


def test_another_number_of_them():
    with pytest.raises(WrongInput, match="the point has 2 numbers, and there are 3 unknowns"):
        numbers([1, 2], 3, "unknowns")


def test_the_value_is_shown():
    assert "equation 2 has the value 3/4 there" in str(no_zero("equation 2", Fraction(3, 4)))
