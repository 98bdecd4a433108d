"""Hypotheses are asked once, and one that fails decides, whatever is unknown."""

import pytest

from tests.verify.audit.theorems.cases import case, drawn, mlp
from verify.audit.theorems.declare import Consequence, hypothesis, theorem
from verify.audit.theorems.holds import no, unknown, yes

pytestmark = pytest.mark.torch

ASKED = []


@hypothesis
def first(case):
    """it is the first"""
    ASKED.append("first")
    return yes("it is")


@hypothesis
def second(case):
    """it is the
    second"""
    return unknown("nobody knows")


@hypothesis
def third(case):
    """it is the third"""
    return no("it misses by 2")


@theorem("T0-00", "A title", (first, second))
def undecided(case, applies):
    """What
    it says"""
    return Consequence(f"applies: {applies}")


@theorem("T0-01", "Another", (first, second, third), corrected=True)
def refused(case, applies):
    """It"""
    return Consequence("what is corrected")


def test_answers_and_reasons():
    one = case(mlp(2, 2, 1), drawn(3, 2), drawn(3, 1))
    found, other = undecided.of(one), refused.of(one)
    assert (found.applies, found.because, found.follows) == ("unknown", "nobody knows", "applies: unknown")
    assert (found.statement, found.corrected, other.corrected) == ("What it says", False, True)
    assert (other.applies, other.because) == ("no", "it misses by 2")
    assert other.follows == "what is corrected (by the corrected statement: the printed one fails)"
    assert [(each.name, each.statement, each.holds) for each in other.hypotheses] == [
        ("first", "it is the first", "yes"),
        ("second", "it is the second", "unknown"),
        ("third", "it is the third", "no"),
    ]
    assert ASKED == ["first"]
