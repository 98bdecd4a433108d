"""The Newton polyhedron decides, or says why not."""

from fractions import Fraction

import pytest

from algebraic.thresholds.by_polyhedron import by_polyhedron


def decide(*equations, names="xyz"):
    size = len(next(iter(equations[0])))
    return by_polyhedron([{e: Fraction(c) for e, c in each.items()} for each in equations], names[:size])


@pytest.mark.parametrize(
    ("equation", "value", "multiplicity"),
    [
        ({(2, 0): 1, (0, 4): 1}, "3/8", 1),
        ({(2, 2, 0): 1, (0, 0, 4): 1}, "3/8", 2),
        ({(2, 0, 0): 1, (0, 2, 0): 1, (0, 0, 2): 1}, "3/4", 1),
        ({(2, 0): 1, (1, 1): 1, (0, 2): 1}, "1/2", 1),
        ({(4, 0): 1, (2, 1): 0, (0, 2): 1, (3, 1): 5}, "3/8", 1),
    ],
)
def test_positive_sums(equation, value, multiplicity):
    found, _ = decide({e: c for e, c in equation.items() if c})
    assert (found.value, found.multiplicity) == (Fraction(value), multiplicity)


def test_monomials():
    found, shifts = decide({(1, 1, 0): 1}, {(0, 1, 1): 1}, {(1, 0, 1): 1})
    assert (found.value, found.multiplicity, shifts) == (Fraction(3, 4), 1, [])
    (certificate,) = found.certificates
    assert sum(map(Fraction, certificate["weights"])) == 2 * found.value


def test_a_degenerate_edge_is_not_called_exact():
    """(x − y)² + y³: the polyhedron says 1/2, and it is 5/12."""
    found, (shift, *_) = decide({(2, 0): 1, (1, 1): -2, (0, 2): 1, (0, 3): 1})
    assert (found.value, found.upper) == (None, Fraction(1, 2))
    assert (shift.constant, shift.exponents) in {(1, (0, 1)), (1, (1, 0))}
    assert any("not known to be Newton non-degenerate" in reason for reason in found.reasons)


def test_an_edge_without_rational_zero_offers_no_coordinates():
    found, shifts = decide({(4, 0): 1, (2, 2): -4, (0, 4): 4, (0, 5): 1})  # (x² − 2y²)² + y⁵
    assert (found.value, shifts) == (None, [])
