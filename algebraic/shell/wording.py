"""Numbers in words that fit a line."""

from __future__ import annotations

from math import log2


def format_number(value: int | float) -> str:
    """A number with separators, or as a power of two when it does not fit a line.

    >>> format_number(2401), format_number(2**100)
    ('2,401', '2^100')
    """
    if isinstance(value, float):
        return f"{value:,.1f}" if value < 1e9 else f"2^{log2(value):.6g}"
    return f"{value:,}" if value.bit_length() < 64 else f"2^{log2(value):.6g}"


def format_power(power: float | None) -> str:
    """A binary logarithm as a power of two."""
    return "–" if power is None else f"2^{power:.6g}"
