"""A point as exact numbers, and what is said where it is none, or no zero."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ..shell import MAX_BITS, WrongInput, as_fraction, bits_of, shown_value


def numbers(values: Any, size: int, what: str) -> list[Fraction]:
    """Exact numbers from nested lists, arrays or tensors, one after the other.

    Args:
        size: how many there must be.
        what: there are so many of, for the error.

    Raises:
        WrongInput: another number of them, or something that is no finite number.

    >>> numbers([[1, "1/2"], [0.25, 0]], 4, "weights")[1:3]
    [Fraction(1, 2), Fraction(1, 4)]
    """
    found = list(_flat(values))
    if len(found) != size:
        raise WrongInput(
            f"the point has {len(found):,} numbers, and there are {size:,} {what}",
            hint="give one for each, in their order",
            kind="bad_point",
        )
    return [_exact(value, k) for k, value in enumerate(found, 1)]


def no_zero(where: str, value: Any) -> WrongInput:
    """The error that says that an equation does not hold at the point."""
    exact = as_fraction(value)
    bits = bits_of(exact)
    shown = f"of {bits:,} bits" if bits > MAX_BITS else shown_value(str(exact), 40)[1:-1]
    return WrongInput(
        f"the point is not a zero: {where} has the value {shown} there",
        hint="give a zero of all equations; without targets those of the weights are taken",
        kind="no_zero",
    )


def _exact(value: Any, place: int) -> Fraction:
    try:
        found = as_fraction(value)
        if bits_of(found) <= MAX_BITS:
            return found
        raise WrongInput(
            f"number {place} of the point has {bits_of(found):,} bits",
            hint=f"at most {MAX_BITS:,} are taken: round it",
            kind="bad_point",
        )
    except (ValueError, TypeError, OverflowError, ZeroDivisionError):
        raise WrongInput(
            f"number {place} of the point is {shown_value(value)}",
            hint="give rational numbers such as 3, 0.5 or '1/3'",
            kind="bad_point",
        ) from None


def _flat(values: Any) -> Iterator[Any]:
    if hasattr(values, "detach"):  # a tensor
        values = values.detach().cpu()
    if hasattr(values, "tolist") and hasattr(values, "ndim"):
        values = values.tolist()
    if isinstance(values, list | tuple | range):
        for value in values:
            yield from _flat(value)
    else:
        yield values
