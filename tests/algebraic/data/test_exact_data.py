"""What makes a data set: exact numbers of the network's shape, and no input twice."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from algebraic import Network
from algebraic.data.exact_data import check_data, within_float64
from algebraic.shell.errors import TooLarge, WrongInput

NETWORK = Network.dense([2, 1, 1])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_count_as_their_exact_binary_value(value):
    assert float(check_data([[value, 1.0]], [[2.0]], NETWORK).inputs[0, 0]) == value


def test_conflicts_and_duplicates_have_their_own_kind():
    with pytest.raises(WrongInput) as conflict:
        check_data([[1, 2], [1, 2]], [[3], [4]], NETWORK)
    with pytest.raises(WrongInput) as duplicate:
        check_data([[1, 2], [1, 2]], [[3], [3]], NETWORK)
    assert (conflict.value.kind, duplicate.value.kind) == ("conflicting_targets", "duplicate_samples")
    assert len(check_data([[1, 2], [1, 2]], [[3], [4]], NETWORK, repeated=True).inputs) == 2


@pytest.mark.parametrize(
    ("inputs", "targets", "kind"),
    [
        ([], [], "bad_data"),
        ([[1, 2]], [[3], [4]], "bad_data"),
        ([[1, 2, 3]], [[4]], "bad_shape"),
        ([[1, 2]], [[3, 4]], "bad_shape"),
        ([[1, float("nan")]], [[3]], "bad_value"),
        ([[1, float("inf")]], [[3]], "bad_value"),
        ([[1, "1/0"]], [[3]], "bad_value"),
        ([[1, None]], [[3]], "bad_value"),
    ],
)
def test_refuses(inputs, targets, kind):
    with pytest.raises(WrongInput) as caught:
        check_data(inputs, targets, NETWORK)
    assert caught.value.kind == kind
    assert caught.value.hint


def test_equal_numbers_are_equal_however_they_are_written():
    with pytest.raises(WrongInput, match="samples 1 and 3 have the same input"):
        check_data([["0.5", 1], [2, 1], [Fraction(1, 2), 1.0]], [[1], [2], [3]], NETWORK)
    assert len(check_data([[0.1, 1], ["0.1", 1]], [[1], [2]], NETWORK).inputs) == 2  # a float is no decimal


def test_float64_that_fails_at_huge_numbers_is_a_message_and_at_small_ones_a_defect(recwarn):
    huge, small = (check_data([[number]], [[1]], Network.dense([1, 1])) for number in (10**3000, 3))
    for data, kind in ((huge, TooLarge), (small, OverflowError)):
        with pytest.raises(kind), within_float64(data):
            float(10**3000)
    with within_float64(small):
        assert np.isinf(np.float64(1e300) * np.float64(1e300))
    assert not recwarn.list
