"""Rows of small dense networks: their numbers agree with other routes."""

# mypy: ignore-errors

import pytest

from algebraic.bezout import network_row
from algebraic.shell.budget import Budget
from algebraic.shell.errors import OutOfBudget


@pytest.fixture(autouse=True)
def few_paths(monkeypatch):
    monkeypatch.setattr("algebraic.bezout.small_networks.PATHS", 100)


def shape(widths, activation, *, hidden=False, output=False, last=False):
    return {
        "widths": widths,
        "activation": activation,
        "hidden_bias": hidden,
        "output_bias": output,
        "output_activation": last,
    }


@pytest.mark.parametrize(
    ("given", "bkk", "count"),
    [
        (shape([2, 1, 1, 1], "z**2+z"), 21, 21),  # S4 of the published table
        (shape([1, 1, 1], "z**3+z", hidden=True), 8, 6),  # S1
        (shape([1, 1], "z**2+z", last=True), 2, 2),
        (shape([1, 1, 1], "z**2+z", last=True), 4, 4),  # 2^2 times one
        (shape([1, 2, 1], "z**2"), 0, 0),
    ],
)
def test_counts_that_are_known(given, bkk, count):
    row = network_row(given, most=100, seed=1)
    assert (row["bkk"], row["complex_count"]) == (bkk, count)
    assert row["reals"] is None or row["reals"]["complex_count"] == count
    assert (row["complex_count_status"] == "exact") == (count == bkk)


def test_a_large_one_is_counted_through_its_last_activation():
    given = shape([2, 1, 1, 1], "z**2+z", last=True)
    row = network_row(given, most=100, seed=0)
    assert row["counted"] is None
    assert row["complex_count"] == 2**4 * 21


def test_a_large_one_without_is_not_counted():
    row = network_row(shape([2, 1, 1, 1], "z**2+z"), most=5, seed=0)
    assert (row["complex_count"], row["complex_count_status"], row["proved"]) == (None, "not_counted", False)


def test_what_no_groebner_basis_is_asked_of_is_a_lower_bound(monkeypatch):
    monkeypatch.setattr("algebraic.bezout.small_networks.MAX_DEGREE", 2)
    row = network_row(shape([1, 1, 1], "z**2+z", hidden=True), most=100, seed=0)
    assert (row["complex_count"], row["complex_count_status"], row["proved"]) == (2, "lower_bound", False)
    assert row["reals"] is None


def test_no_row_is_half_known():
    with pytest.raises(OutOfBudget):
        network_row(shape([2, 1, 1, 1], "z**2+z"), most=100, seed=0, budget=Budget(1e-6))
