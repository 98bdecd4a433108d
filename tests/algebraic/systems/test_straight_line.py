"""Recorded programs: nothing twice, sums over samples, derivatives, exact constants."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from algebraic.shell.exact import object_array
from algebraic.systems.straight_line import Program, Recorder, Tape


def test_a_sum_over_samples_counts_what_is_the_same_for_all():
    tape = Tape(num_samples=7)
    b, x = tape.input("b"), tape.input("x", sampled=True)
    total = tape.sum(x + b)
    [slope] = tape.derivative([total], {b.index: tape.one})
    assert Program(tape, [slope, tape.sum(b)])({"b": 2.0}) == [7.0, 14.0]


def test_nothing_is_recorded_twice():
    tape = Tape()
    x, y = tape.input("x"), tape.input("y")
    assert (x * y).index == (y * x).index
    assert (x + tape.zero).index == x.index
    assert (x * tape.zero).index == tape.zero.index
    assert (x * tape.one).index == x.index
    ring = Recorder(tape)
    z = ring.polynomial([Fraction(0), Fraction(0), Fraction(1)], object_array([x]))
    assert z[0].index == (x * x).index


def test_programs_take_exact_constants():
    tape = Tape()
    third = tape.constant(Fraction(1, 3)) * tape.input("x")
    assert Program(tape, [third])({"x": Fraction(3)}, constant=lambda value: value) == [Fraction(1)]


@given(st.lists(st.tuples(st.sampled_from("+*"), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=12))
def test_programs_and_derivatives_are_those_of_dual_numbers(steps):
    """Any sequence of sums and products, recorded, and computed step by step with exact dual numbers."""
    tape = Tape()
    x = tape.input("x")
    entries, duals = [x, tape.constant(Fraction(2, 3))], [(Fraction(5, 7), 1), (Fraction(2, 3), 0)]
    for operation, i, j in steps:
        i, j = i % len(entries), j % len(entries)
        (a, da), (b, db) = duals[i], duals[j]
        if operation == "+":
            entries.append(entries[i] + entries[j])
            duals.append((a + b, da + db))
        else:
            entries.append(entries[i] * entries[j])
            duals.append((a * b, da * b + a * db))
        if abs(duals[-1][0]).numerator > 10**60:
            return
    slopes = tape.derivative(entries, {x.index: tape.one})
    found = Program(tape, [*entries, *slopes])({"x": Fraction(5, 7)}, constant=Fraction)
    assert found == [value for value, _ in duals] + [slope for _, slope in duals]


def test_a_program_names_what_it_needs():
    tape = Tape()
    x, y = tape.input("x"), tape.input("y")
    program = Program(tape, [x * x])
    assert program.inputs == {"x"}
    assert Program(tape, [x + y]).inputs == {"x", "y"}
    with pytest.raises(KeyError):
        program({"y": 1.0})
