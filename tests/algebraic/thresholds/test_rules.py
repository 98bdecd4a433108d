"""How parts make a whole."""

from fractions import Fraction

from algebraic.thresholds.rules import NOTHING, Threshold

HALF = Threshold.exact(Fraction(1, 2), 2, "one")
BOUNDS = Threshold(Fraction(1, 4), Fraction(3, 4), None, ("two",))


def test_sums():
    assert HALF.plus(NOTHING) == HALF
    both = HALF.plus(BOUNDS)
    assert (both.lower, both.upper, both.value, both.multiplicity) == (Fraction(3, 4), Fraction(5, 4), None, None)
    assert both.reasons == ("one", "two")


def test_products():
    quarter = Threshold.exact(Fraction(1, 4), 3, "three")
    assert (HALF.times(quarter).value, HALF.times(quarter).multiplicity) == (Fraction(1, 4), 3)
    assert HALF.times(HALF).multiplicity == 4
    unknown = Threshold.exact(Fraction(1, 2), None, "four")
    assert HALF.times(unknown).multiplicity is None
    assert HALF.times(BOUNDS).value is None
    far = Threshold(Fraction(3, 4), Fraction(1), None)
    assert (HALF.times(far).value, HALF.times(far).multiplicity) == (Fraction(1, 2), 2)  # whatever the other one is


def test_roots_and_better_bounds():
    assert HALF.root(2).value == Fraction(1, 4)
    assert BOUNDS.within(Fraction(1, 8), Fraction(1, 2)).upper == Fraction(1, 2)
    assert BOUNDS.within(Fraction(1, 2), Fraction(1, 2)).value == Fraction(1, 2)
    assert BOUNDS.because("first").reasons == ("first", "two")
