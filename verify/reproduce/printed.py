"""A number as it is printed, and what a proved enclosure says of it."""

from __future__ import annotations

import re
from fractions import Fraction

from algebraic.shell import WrongInput

from .enclosure import Enclosure

EQUAL, DIFFERS, OUT_OF_REACH = STATUSES = ("equal", "differs", "out of reach")
_FORM = re.compile(r"(-?\d+)(?:/([1-9]\d*)|\.(\d+)(…|\.\.\.)?)?\Z", re.ASCII)


def printed_range(text: str) -> tuple[Fraction, Fraction]:
    """What a print can mean: a whole number or a fraction itself, decimals what is rounded or cut off to them.

    Decimals that end in … are cut off. Others may be: 1/6 is printed as 0.167 and as 0.166.

    Raises:
        WrongInput: the text is no number of this form.

    >>> printed_range("9/2") == (Fraction(9, 2), Fraction(9, 2))
    True
    >>> [float(end) for end in printed_range("0.25")], [float(end) for end in printed_range("-0.25…")]
    ([0.245, 0.26], [-0.26, -0.25])
    """
    found = _FORM.match(text.replace(",", ""))
    if found is None:
        raise WrongInput(f"{text!r} is no number as printed", hint="such as 17, 9/2, 0.28017, 0.28…", kind="bad_number")
    whole, denominator, places, cut = found.groups()
    if denominator:
        return (Fraction(int(whole), int(denominator)),) * 2
    if places is None:
        return (Fraction(int(whole)),) * 2
    number, unit = Fraction(f"{whole}.{places}"), Fraction(1, 10 ** len(places))
    inner = Fraction(0) if cut else unit / 2
    return (number - unit, number + inner) if whole.startswith("-") else (number - inner, number + unit)


def compare(printed: str, found: Enclosure) -> str:
    """``equal``: all that the number can be is what the print can mean; ``differs``: nothing of it; else out of reach.

    >>> compare("16", Enclosure(Fraction(17), None, "certified")), compare("18", Enclosure(Fraction(17), None, ""))
    ('differs', 'out of reach')
    >>> compare("0.33", Enclosure(Fraction(33, 100), Fraction(334, 1000), ""))
    'equal'
    """
    least, most = printed_range(printed)
    if (found.low is not None and found.low > most) or (found.high is not None and found.high < least):
        return DIFFERS
    inside = found.low is not None and found.high is not None and least <= found.low and found.high <= most
    return EQUAL if inside else OUT_OF_REACH
