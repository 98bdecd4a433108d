"""Numbers as exact rationals, and object arrays of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import flint
import numpy as np

from .reading import MAX_DIGITS

MAX_EXPONENT = 400
MAX_BITS = 13_000  # of a fraction: written out it has fewer than 4,000 digits, and can be read again
_NUMBER = re.compile(r"[+-]?([0-9]+/[0-9]+|([0-9]+\.?[0-9]*|\.[0-9]+)([eE]([+-]?[0-9]+))?)")


def exact_number(text: str) -> Fraction:
    """The exact rational that a decimal, an integer or a fraction a/b spells; ``ValueError`` otherwise.

    Digits are those of ASCII, without anything between them. Exponents beyond ±400 and more than 4,000 digits are
    refused, since the exact number would fill the memory.

    >>> exact_number("0.1"), exact_number("-3/4"), exact_number("2e3")
    (Fraction(1, 10), Fraction(-3, 4), Fraction(2000, 1))
    """
    found = _NUMBER.fullmatch(text.strip()) if len(text) <= MAX_DIGITS else None
    if found is None:
        shown = f"{text[:40]}…" if len(text) > 40 else text
        raise ValueError(f"{shown} has {len(text):,} characters" if len(text) > MAX_DIGITS else f"{shown} is no number")
    if found[4] and (len(found[4]) > 9 or abs(int(found[4])) > MAX_EXPONENT):
        raise ValueError(f"the exponent of {text[:40]} is too large")
    number = Fraction(found[0])
    if bits_of(number) > MAX_BITS:
        raise ValueError(f"{text[:40]}… has too many digits as a fraction")
    return number


def bits_of(number: Fraction) -> int:
    """Binary digits of numerator and denominator."""
    return number.numerator.bit_length() + number.denominator.bit_length()


def as_fraction(value: Any) -> Fraction:
    """Text, integers, Fractions, floats (their exact binary value), flint and numpy numbers to a Fraction.

    Raises ``ValueError``, ``TypeError``, ``OverflowError`` or ``ZeroDivisionError`` for anything else.

    >>> as_fraction(0.5), as_fraction("0.1")
    (Fraction(1, 2), Fraction(1, 10))
    """
    match value:
        case Fraction():
            return value
        case str():
            return exact_number(value)
        case flint.fmpq():
            return Fraction(int(value.p), int(value.q))
        case flint.fmpz() | np.integer():
            return Fraction(int(value))
        case np.floating():
            return Fraction(*value.as_integer_ratio())  # exact for numpy's longdouble, too
    return Fraction(value)


def as_fmpq(value: Fraction) -> flint.fmpq:
    """A Fraction as python-flint's rational number.

    >>> as_fmpq(Fraction(-6, 4))
    -3/2
    """
    return flint.fmpq(value.numerator, value.denominator)


def rationals(values: Any) -> np.ndarray:
    """Nested exact numbers (text such as "1/3" included) to an object array of Fractions."""
    values = object_array(values.tolist() if isinstance(values, np.ndarray) else values)
    out = np.empty(values.shape, dtype=object)
    for index, value in np.ndenumerate(values):
        out[index] = as_fraction(value)
    return out


def object_array(values: Any) -> np.ndarray:
    """Nested sequences (or an array) of ring elements to an object array.

    Only lists and tuples count as nesting: numpy itself would take a polynomial apart into its terms.

    Raises:
        ValueError: rows of different lengths.
    """
    if isinstance(values, np.ndarray):
        return values.astype(object)
    shape: list[int] = []
    level = values
    while isinstance(level, list | tuple):
        shape.append(len(level))
        if not level:
            break
        level = level[0]
    out = np.empty(tuple(shape), dtype=object)
    for index, entry in zip(np.ndindex(*shape), _entries(values, shape), strict=True):
        out[index] = entry
    return out


def _entries(values: Any, shape: Sequence[int]) -> Iterator[Any]:
    if not shape:
        yield values
        return
    if not isinstance(values, list | tuple) or len(values) != shape[0]:
        length = len(values) if isinstance(values, list | tuple) else 1
        raise ValueError(f"a row has {length} entries, and the first has {shape[0]}")
    for value in values:
        yield from _entries(value, shape[1:])
