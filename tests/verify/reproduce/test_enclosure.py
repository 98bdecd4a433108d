"""Enclosures: what is proved of a number."""

from fractions import Fraction

import flint
import pytest

from verify.reproduce.enclosure import Enclosure, at_least, exactly, in_ball


def test_known_and_bounded():
    assert exactly("9/2", "").is_exact
    assert not at_least(3, "").is_exact
    assert not Enclosure(Fraction(1), Fraction(2), "").is_exact


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (3, 3, "3"),
        (None, None, "unknown"),
        (3, None, "≥ 3"),
        (None, 4, "≤ 4"),
        (5, 9, "5 … 9"),
        ("-0.25001", "-0.25002", "-0.2500…"),
        ("1.29999", "1.30001", "1.29999 … 1.30001"),
    ],
)
def test_as_a_reader_sees_it(low, high, text):
    ends = [None if end is None else Fraction(end) for end in (low, high)]
    assert Enclosure(*ends, "").text() == text


def test_a_ball_keeps_what_is_proved_and_no_more():
    found = in_ball(flint.arb(2).sqrt(), "")
    assert found.low**2 < 2 < found.high**2
    assert in_ball(flint.arb("nan"), "a quotient").low is None
