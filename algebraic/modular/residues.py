"""Residues modulo a prime below 2^23 as float64 numbers: what makes products of float64 matrices exact.

A residue is an integer of size at most p/2 + 2. A product of two matrices of residues with inner dimension k is exact,
in whatever order a library adds, as long as k (p/2 + 2)² < 2^53: a longer one is cut into pieces, with a reduction
modulo p after each (Dumas, Giorgi, Pernet: Dense linear algebra over word-size prime fields: the FFLAS and FFPACK
packages, 2008).
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any

import flint
import numpy as np
from array_api_compat import array_namespace, device, is_numpy_array

from ..shell import ROLE_BYTE_PRIMES, ROLE_PRIMES, WrongInput, random_stream

PRIME_LIMIT = 2**23  # a product with inner dimension 511 is exact for all primes below
DRAWN_BELOW = 2**22  # one of 2047 for these: fewer reductions
SMALLEST_DRAWN = DRAWN_BELOW // 2  # a rank that is not full says something modulo primes from here on
EXACT = 2**53  # integers up to here are float64 numbers
LARGEST_ENTRY = 2**52  # of a float64 matrix that is given


def random_small_prime(seed: int, *, index: int = 0, denominators: Iterable[int] = ()) -> int:
    """A random prime between 2^21 and 2^22 that divides none of ``denominators``.

    Args:
        index: of the prime: several of one seed are independent (and may coincide).

    >>> 2**21 < random_small_prime(0) < 2**22
    True
    """
    stream = random_stream(seed, ROLE_PRIMES, index)
    forbidden = {d for d in denominators if d}
    while True:
        candidate = int(stream.integers(SMALLEST_DRAWN, DRAWN_BELOW)) | 1
        if flint.fmpz(candidate).is_prime() and all(d % candidate for d in forbidden):
            return candidate


def random_byte_prime(seed: int, *, index: int = 0, denominators: Iterable[int] = ()) -> int | None:
    """A random prime between 2^7 and 2^8 that divides none of ``denominators``, if there is one; one of 23.

    A rank modulo such a prime proves as much from below as one modulo a larger one, but is smaller than over the
    rational numbers for about one random square matrix in 200.

    >>> 2**7 < random_byte_prime(0) < 2**8
    True
    """
    forbidden = {d for d in denominators if d}
    primes = [p for p in range(2**7, 2**8) if flint.fmpz(p).is_prime() and all(d % p for d in forbidden)]
    stream = random_stream(seed, ROLE_BYTE_PRIMES, index)
    return primes[int(stream.integers(len(primes)))] if primes else None


def check_prime(prime: int) -> int:
    """The number, if it is a prime below 2^23.

    Raises:
        WrongInput: it is not.

    >>> check_prime(101)
    101
    """
    if not 2 <= prime < PRIME_LIMIT or not flint.fmpz(prime).is_prime():
        raise WrongInput(
            f"the modulus {prime} is not a prime below 2^23 = {PRIME_LIMIT:,}",
            hint="give such a prime, or none for a random one",
            kind="bad_prime",
        )
    return operator.index(prime)


def check_integers(values: Any) -> None:
    """Refuse float64 numbers that are no integers up to 2^52 in size.

    Raises:
        WrongInput: the first of them is named.

    >>> check_integers(np.array([1.0, -3.0]))
    """
    xp = array_namespace(values)
    good = (values == xp.round(values)) & (xp.abs(values) <= LARGEST_ENTRY)
    if not bool(xp.all(good)):
        raise not_integers(f"the entry {float(values[~good][0])!r}")


def longest_inner(prime: int) -> int:
    """The largest inner dimension for which a residue minus a product of residues is exact, and can be reduced.

    >>> longest_inner(4194301)
    2047
    """
    largest = prime // 2 + 2
    return (EXACT - 2 * largest) // largest**2


def reduce_in_place(xp: Any, values: Any, prime: int) -> None:
    """Replace integers by residues of size at most p/2 + 2; multiples of p by zero.

    The product of x and the rounded 1/p is wrong by at most 2^-52 |x|/p. For |x| < 2^53 that is 2/p, so that rounding
    it goes wrong only next to a half, by one, and never at a multiple of p ≥ 5. For p = 3 it is 1/3 up to 2^52, and
    the products here are smaller; for p = 2 there is no error.

    Args:
        xp: array namespace of ``values``.
        values: float64 array of integers of size at most 2^53 − p/2 − 2.

    >>> values = np.array([7.0, 10.0, 2.0**50])
    >>> reduce_in_place(np, values, 7)
    >>> values.tolist()
    [0.0, 3.0, -3.0]
    """
    quotients = xp.round(values * (1.0 / prime))
    quotients *= float(prime)
    values -= quotients


def residues_of(matrix: Any, prime: int) -> Any:
    """A matrix of integers of any size as a new float64 matrix of residues, on the same device.

    Args:
        matrix: numpy or torch array of integers, numpy array of Python integers, or float64 array.

    Raises:
        WrongInput: an entry is no integer.

    >>> residues_of(np.array([[10**30, -1]], dtype=object), 7)
    array([[1., 6.]])
    """
    if matrix.dtype == object:
        return np.array([[_integer(x) % prime for x in row] for row in matrix], dtype=np.float64).reshape(matrix.shape)
    xp = array_namespace(matrix)
    if matrix.dtype == xp.float64:
        return xp.asarray(matrix, copy=True)
    known = xp.isdtype(matrix.dtype, ("bool", "integral"))
    if not known or (matrix.dtype == xp.uint64 and not is_numpy_array(matrix)):  # torch cannot compute in uint64
        raise not_integers(f"entries of type {matrix.dtype}")
    found = xp.empty(matrix.shape, dtype=xp.float64, device=device(matrix))
    for k in range(matrix.shape[0]):
        row = matrix[k, :] if matrix.dtype == xp.uint64 else xp.astype(matrix[k, :], xp.int64)
        found[k, :] = xp.astype(xp.remainder(row, prime), xp.float64)
    return found


def not_integers(what: str) -> WrongInput:
    """The error for what is no integer, or may have been rounded to one."""
    return WrongInput(
        f"{what} instead of integers",
        hint="multiply each row by its common denominator, which leaves the rank, and give int64, Python integers, "
        "or float64 up to 2^52",
        kind="not_integers",
    )


def _integer(value: Any) -> int:
    try:
        return operator.index(value)
    except TypeError:
        raise not_integers(f"the entry {value!r}") from None
