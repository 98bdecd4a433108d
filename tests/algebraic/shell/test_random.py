"""Streams that the seed, the role and the index decide alone; primes that are primes."""

import inspect
from itertools import product

import flint
import numpy as np
import pytest

from algebraic.shell import random
from algebraic.shell.random import PRIME_LIMIT, random_primes, random_stream

ROLES = [value for name, value in inspect.getmembers(random) if name.startswith("ROLE_")]


def test_every_role_has_a_stream_of_its_own():
    assert sorted(ROLES) == list(range(len(ROLES)))
    drawn = [random_stream(*key).integers(2**62) for key in product((0, 1), ROLES, (0, 1))]
    assert len(set(drawn)) == len(drawn) == 4 * len(ROLES)


def test_seeds_of_several_words_are_no_others_in_disguise():
    words = (0, 1, 5, 2**32, 2**32 + 1, 5 + 2**32, 5 + 7 * 2**32, 2**63 - 1)
    keys = list(product(words, ROLES, (0, 1, 7, 2**32, 2**40)))
    drawn = [random_stream(*key).integers(2**62) for key in keys]
    assert len(set(drawn)) == len(keys)


def test_no_index_is_left_out():
    """[seed, role] would be [seed, role, 0] to numpy."""
    assert np.random.default_rng([3, 1]).integers(2**62) == np.random.default_rng([3, 1, 0]).integers(2**62)
    with pytest.raises(TypeError):
        random_stream(3, 1)


def test_order_changes_nothing():
    first = random_stream(3, 1, 0).integers(100, size=5)
    random_stream(3, 2, 0).integers(100, size=50)
    np.random.seed(0)
    assert (random_stream(3, 1, 0).integers(100, size=5) == first).all()


@pytest.mark.parametrize("seed", range(5))
def test_primes_are_distinct_large_and_the_first_of_more(seed):
    primes = random_primes(6, seed)
    assert len(set(primes)) == 6
    assert all(flint.fmpz(p).is_prime() and PRIME_LIMIT // 2 < p < PRIME_LIMIT for p in primes)
    assert random_primes(2, seed) == primes[:2]


def test_primes_that_divide_a_denominator_are_passed_over():
    primes = random_primes(3, 0)
    assert random_primes(2, 0, denominators=[primes[0] * 6, 0, 1]) == primes[1:]
