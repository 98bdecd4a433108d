"""Printed numbers and what an enclosure says of them."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from algebraic.shell import WrongInput
from verify.reproduce.enclosure import Enclosure, exactly
from verify.reproduce.printed import DIFFERS, EQUAL, OUT_OF_REACH, compare, printed_range


@pytest.mark.parametrize("text", ["", "x", "1.", "3/0", "1e5", "about 4", "2-3", "½", "٣"])
def test_what_is_no_number(text):
    with pytest.raises(WrongInput, match="no number as printed"):
        printed_range(text)


def test_a_number_with_commas():
    assert printed_range("188,810") == (188810, 188810)


@given(st.integers(-(10**6), 10**6), st.integers(1, 6), st.booleans())
def test_what_is_rounded_or_cut_off_to_a_print_is_inside(numerator, places, rounded):
    value = Fraction(numerator, 997)
    size = round(abs(value) * 10**places) if rounded else int(abs(value) * 10**places)
    sign = "-" if value < 0 else ""
    low, high = printed_range(f"{sign}{size // 10**places}.{size % 10**places:0{places}}")
    assert low <= value <= high
    assert high - low == Fraction(3, 2 * 10**places)


def test_a_unit_of_the_last_place_is_seen():
    assert compare("0.166", exactly("1/6", "")) == compare("0.167", exactly("1/6", "")) == EQUAL
    assert compare("0.165", exactly("1/6", "")) == compare("0.168", exactly("1/6", "")) == DIFFERS


@given(st.integers(-1000, 1000), st.integers(-3, 3))
def test_whole_numbers_are_equal_or_differ(printed, off):
    expected = EQUAL if off == 0 else DIFFERS
    assert compare(str(printed), exactly(printed + off, "")) == expected


def test_a_bound_decides_on_one_side_only():
    bound = Enclosure(Fraction(17), None, "")
    assert compare("16", bound) == DIFFERS
    assert compare("17", bound) == compare("99", bound) == OUT_OF_REACH
    assert compare("1", Enclosure(None, None, "")) == OUT_OF_REACH


def test_an_interval_that_straddles_the_rounding_is_no_evidence():
    assert compare("0.3", Enclosure(Fraction("0.39"), Fraction("0.41"), "")) == OUT_OF_REACH
    assert compare("0.28…", Enclosure(Fraction("0.2801"), Fraction("0.2899"), "")) == EQUAL
    assert compare("0.28…", exactly("0.279", "")) == DIFFERS
