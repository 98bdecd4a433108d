"""Residues in float64 at the edge of what it holds, and primes that the seed decides."""

from fractions import Fraction

import flint
import numpy as np
import pytest
from hypothesis import given, strategies as st

from algebraic.modular.elimination import PANEL
from algebraic.modular.residues import (
    EXACT,
    PRIME_LIMIT,
    check_integers,
    check_prime,
    longest_inner,
    random_byte_prime,
    random_small_prime,
    reduce_in_place,
    residues_of,
)
from algebraic.shell.errors import WrongInput

USUAL, LARGE = 4_194_301, 8_388_593  # the largest primes below 2^22 and 2^23


@pytest.mark.parametrize("prime", [2, 3, 5, 1009, USUAL, LARGE])
def test_the_longest_inner_dimension(prime):
    largest, inner = prime // 2 + 2, longest_inner(prime)
    assert inner * largest**2 + 2 * largest <= EXACT < (inner + 1) * largest**2 + 2 * largest
    assert inner >= PANEL


@given(prime=st.sampled_from([2, 5, 7, 1009, USUAL, LARGE]), quotient=st.integers(0, EXACT), rest=st.integers(-2, 2))
def test_reduction_is_exact(prime, quotient, rest):
    limit = EXACT - prime // 2 - 2
    for value in (quotient, quotient // prime * prime + rest, (2 * quotient + 1) * prime // 2 % limit, limit):
        value = min(abs(value), limit)
        given_values = np.array([value, -value], dtype=float)
        reduce_in_place(np, given_values, prime)
        for x, residue in zip((value, -value), given_values.tolist(), strict=True):
            assert (x - int(residue)) % prime == 0
            assert abs(residue) <= prime // 2 + 2
            assert (residue == 0) == (x % prime == 0)


@pytest.mark.parametrize("prime", [2, 101, USUAL, LARGE])
def test_the_longest_product_is_exact_and_one_more_is_not_promised(prime):
    """The largest residues, all of one sign: the sum is the Python integer."""
    inner, largest = min(longest_inner(prime), 10_000), prime // 2 + 2
    row = np.full((1, inner), float(largest))
    assert int((row @ row.T)[0, 0]) == inner * largest**2 <= EXACT


@given(st.lists(st.integers(-(2**70), 2**70), min_size=1, max_size=6), st.sampled_from([2, 7, USUAL]))
def test_residues_of_integers_of_any_size(values, prime):
    found = residues_of(np.array([values], dtype=object), prime)
    assert found.dtype == np.float64
    assert [int(x) for x in found[0]] == [x % prime for x in values]


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, np.uint64, bool])
def test_residues_of_machine_integers(dtype):
    info = (0, 1) if dtype is bool else (np.iinfo(dtype).min, np.iinfo(dtype).max)
    assert residues_of(np.array([info], dtype=dtype), 101).tolist() == [[int(x) % 101 for x in info]]


@pytest.mark.parametrize("matrix", [np.array([[Fraction(1, 2)]]), np.ones((1, 1), dtype=np.float32), np.array([["1"]])])
def test_what_is_no_integer(matrix):
    with pytest.raises(WrongInput) as caught:
        residues_of(matrix, 7)
    assert caught.value.kind == "not_integers"


def test_primes_are_drawn_and_checked():
    primes = [random_small_prime(seed) for seed in range(20)]
    assert all(check_prime(p) == p and 2**21 < p < 2**22 for p in primes)
    assert random_small_prime(3) == primes[3]
    assert random_small_prime(0, denominators=[primes[0], 0]) != primes[0]
    for wrong in (-7, 1, 9, PRIME_LIMIT + 9):
        assert not (wrong < PRIME_LIMIT and flint.fmpz(wrong).is_prime())
        with pytest.raises(WrongInput, match="not a prime below"):
            check_prime(wrong)


def test_primes_below_256():
    found = {random_byte_prime(seed) for seed in range(300)}
    assert found == {p for p in range(128, 256) if flint.fmpz(p).is_prime()}
    assert len(found) == 23
    assert random_byte_prime(5) == random_byte_prime(5)
    others = np.prod([p for p in sorted(found) if p != 197], dtype=object)
    assert random_byte_prime(0, denominators=[others, 0, 1]) == 197
    assert random_byte_prime(0, denominators=[others * 197]) is None


@pytest.mark.parametrize("value", [0.5, np.nan, np.inf, 2.0**52 + 1])
def test_what_is_no_integer_is_named(value):
    check_integers(np.array([[0.0, -7.0, 2.0**52]]))
    with pytest.raises(WrongInput, match="common denominator"):
        check_integers(np.array([[1.0, value]]))
