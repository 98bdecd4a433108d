"""What words allow: alternatives, each a word, a number, a sum of products, or a range; and how two of them meet."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

Meaning = Sequence[str]  # alternatives; a range is "2..", "..5" or "1..5"
Ends = tuple[Fraction | None, Fraction | None]


def related(one: Meaning, other: Meaning) -> str:
    """How what two sayings allow is related.

    >>> related(["200"], ["400"]), related(["4"], ["2.."]), related(["31*2+2"], ["64"])
    ('contradict', 'agree', 'agree')
    >>> related(["same", "higher"], ["same", "lower"])
    'undecided'
    """
    if not any(_meet(a, b) for a, b in product(one, other)):
        return "contradict"
    for inner, outer in ((one, other), (other, one)):
        if all(any(_within(a, b) for b in outer) for a in inner):
            return "agree"
    return "undecided"


def in_words(part: str) -> str:
    """A part of a meaning as it is read.

    >>> in_words("2.."), in_words("1..5"), in_words("M5")
    ('2 or more', '1 to 5', 'M5')
    """
    low, dots, high = part.partition("..")
    return (
        part
        if not dots
        else f"{low or high} or {'more' if low else 'less'}"
        if not (low and high)
        else f"{low} to {high}"
    )


def _ends(part: str) -> Ends | None:
    """The ends of a range, equal for a number; nothing for a word."""
    low, dots, high = part.partition("..")
    try:
        return (_number(low) if low else None, _number(high) if high else None) if dots else (_number(part),) * 2
    except ValueError:
        return None


def _number(text: str) -> Fraction:
    """A sum of products; an error for what is no such thing.

    >>> _number("31*2+2"), _number("0.1")
    (Fraction(64, 1), Fraction(1, 10))
    """
    total = Fraction(0)
    for term in text.replace("-", "+-").removeprefix("+").split("+"):
        value = Fraction(1)
        for factor in term.split("*"):
            value *= Fraction(factor)
        total += value
    return total


def _within(inner: str, outer: str) -> bool:
    a, b = _ends(inner), _ends(outer)
    if a is None or b is None:
        return inner == outer
    low = b[0] is None or (a[0] is not None and a[0] >= b[0])
    return low and (b[1] is None or (a[1] is not None and a[1] <= b[1]))


def _meet(one: str, other: str) -> bool:
    a, b = _ends(one), _ends(other)
    if a is None or b is None:
        return one == other
    return all(low is None or high is None or low <= high for low, high in ((a[0], b[1]), (b[0], a[1])))
