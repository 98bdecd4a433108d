"""Random primes below 2^31, drawn from a seed."""

from __future__ import annotations

from collections.abc import Iterable

import flint
import numpy as np

# Both the engines and the int64 arithmetic of rings.PrimeField need primes below this.
PRIME_LIMIT = 2**31

# Roles keep the random streams of one seed apart.
ROLE_PRIMES, ROLE_RANK, ROLE_SLICE, ROLE_DATA, ROLE_DIGITS, ROLE_COEFFICIENTS = range(6)
ROLE_RIDGE, ROLE_POINTS, ROLE_LOOPS, ROLE_REAL_COUNTS = range(6, 10)
ROLE_PATCHES, ROLE_COLUMNS = range(10, 12)


def random_stream(seed: int, role: int, index: int = 0) -> np.random.Generator:
    """A generator that depends on (seed, role, index) only, so that order changes nothing."""
    return np.random.default_rng([seed, role, index])


def random_primes(count: int, seed: int, *, denominators: Iterable[int] = ()) -> list[int]:
    """Distinct primes between 2^30 and 2^31 that divide none of ``denominators``.

    >>> all(flint.fmpz(p).is_prime() for p in random_primes(2, seed=0))
    True
    """
    stream = random_stream(seed, ROLE_PRIMES)
    found: list[int] = []
    forbidden = [d for d in set(denominators) if d > 1]
    while len(found) < count:
        candidate = int(stream.integers(PRIME_LIMIT // 2, PRIME_LIMIT)) | 1
        if candidate not in found and flint.fmpz(candidate).is_prime() and all(d % candidate for d in forbidden):
            found.append(candidate)
    return found
