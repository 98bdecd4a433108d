"""Exact numbers from text, floats and flint; and arrays of what numpy would take apart."""

from fractions import Fraction

import flint
import numpy as np
import pytest
from hypothesis import given, strategies as st

from algebraic.shell.exact import as_fraction, exact_number, object_array, rationals

numbers = st.fractions(max_denominator=10**9)


@given(numbers)
def test_what_is_written_is_read_back(value):
    assert exact_number(str(value)) == value
    assert as_fraction(str(value)) == as_fraction(value) == value
    assert as_fraction(flint.fmpq(value.numerator, value.denominator)) == value
    assert as_fraction(flint.fmpz(value.numerator)) == value.numerator


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_the_binary_numbers_that_they_are(value):
    for kind in (float, np.float64):
        assert as_fraction(kind(value)) == Fraction(*value.as_integer_ratio())


@pytest.mark.parametrize("value", ["", "x", "1/0", "nan", "1e401", "1e-401", None, 1j, float("nan"), float("inf"), [1]])
def test_what_is_no_number(value):
    with pytest.raises((ValueError, TypeError, OverflowError, ZeroDivisionError)):
        as_fraction(value)


def test_nested_numbers_of_every_kind():
    found = rationals([["1/3", 0.5], [flint.fmpz(2), np.int8(-1)]])
    assert found.tolist() == [[Fraction(1, 3), Fraction(1, 2)], [2, -1]]
    assert all(type(x) is Fraction for x in found.flat)
    assert rationals(np.array([[0.25]], dtype=np.float32)).tolist() == [[Fraction(1, 4)]]


def test_polynomials_are_entries_and_not_sequences():
    context = flint.fmpq_mpoly_ctx.get(("a", "b"), flint.Ordering.degrevlex)
    a, b = context.gens()
    entries = object_array([[a + b, a * b + 1]])
    assert entries.shape == (1, 2)
    assert entries[0, 1] == a * b + 1
    assert object_array([]).shape == (0,)
    assert object_array(np.eye(2)).dtype == object


@pytest.mark.parametrize("rows", [[[1], [2, 3]], [[1, 2], [3]], [[1], 2], [[[1]], [[1], [2]]]])
def test_rows_have_one_length(rows):
    with pytest.raises(ValueError, match=r"a row has \d entries"):
        rationals(rows)
