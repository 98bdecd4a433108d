"""Random streams and primes below 2^31, drawn from a seed."""

from __future__ import annotations

from collections.abc import Iterable

import flint
import numpy as np

# Both the engines and the int64 arithmetic of rings.PrimeField need primes below this.
PRIME_LIMIT = 2**31
WORD = 2**32  # numpy mixes seeds word by word

# Roles keep the random streams of one seed apart.
ROLE_PRIMES, ROLE_RANK, ROLE_SLICE, ROLE_DATA, ROLE_DIGITS, ROLE_COEFFICIENTS = range(6)
ROLE_RIDGE, ROLE_POINTS, ROLE_LOOPS, ROLE_REAL_COUNTS = range(6, 10)
ROLE_COLUMNS, ROLE_RESUME, ROLE_FIXED, ROLE_WITNESS, ROLE_SYMMETRIES = range(11, 16)
ROLE_CENTERS, ROLE_FUNCTIONS, ROLE_BYTE_PRIMES = 27, 28, 29
# What looks at random, but is the same in every run: its seed is 0.
ROLE_PROBES, ROLE_FORMS, ROLE_PATTERNS, ROLE_DOMINANT, ROLE_CONGRUENCES, ROLE_TRIALS, ROLE_NOISE = range(16, 23)
ROLE_CELLS, ROLE_SHADOWS, ROLE_SPANS, ROLE_ATLAS = range(23, 27)


def random_stream(seed: int, role: int, index: int) -> np.random.Generator:
    """A generator that depends on (seed, role, index) only, so that order changes nothing.

    What is drawn once in a role has the index 0, and says so: numpy cannot tell [seed, role] from [seed, role, 0].
    Nor can it tell a seed of several words of 32 bits from a list of them, so these are kept apart by their number.

    >>> long, short = random_stream(2**32 + 5, 7, 0), random_stream(5, 1, 7)  # numpy takes [2**32 + 5] for [5, 1]
    >>> bool(long.integers(2**62) == short.integers(2**62))
    False
    """
    if max(seed, role, index) < WORD:
        return np.random.default_rng([seed, role, index])
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(role, *divmod(index, WORD))))


def random_primes(count: int, seed: int, *, denominators: Iterable[int] = ()) -> list[int]:
    """Distinct primes between 2^30 and 2^31 that divide none of ``denominators``.

    >>> all(flint.fmpz(p).is_prime() for p in random_primes(2, seed=0))
    True
    """
    stream = random_stream(seed, ROLE_PRIMES, 0)
    found: list[int] = []
    forbidden = [d for d in set(denominators) if d > 1]
    while len(found) < count:
        candidate = int(stream.integers(PRIME_LIMIT // 2, PRIME_LIMIT)) | 1
        if candidate not in found and flint.fmpz(candidate).is_prime() and all(d % candidate for d in forbidden):
            found.append(candidate)
    return found
