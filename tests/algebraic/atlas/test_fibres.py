"""The BKK bound of fibres up to scaling, against expanded polynomials and against what is known of sums of powers."""

from itertools import pairwise, product
from math import factorial

import numpy as np
import pytest
import sympy
from scipy.spatial import ConvexHull

from algebraic.atlas import Dense, architecture_of, row_of
from algebraic.atlas.fibres import scaled_bkk


def literal(widths, degree, bias):
    """Expanded at one generic input, the first weight of each hidden unit 1, and the volume by qhull in floats."""
    names = iter(sympy.symbols("a0:40"))
    values = [sympy.Integer(k) for k in (2, 3, 5)[: widths[0]]]
    used = []
    for layer, (read, write) in enumerate(pairwise(widths)):
        last = layer == len(widths) - 2
        found = []
        for _ in range(write):
            own = [sympy.Integer(1) if k == 0 and not last else next(names) for k in range(read)]
            own += [next(names)] if bias else []
            used += [each for each in own if each.is_Symbol]
            total = sum(a * b for a, b in zip(own, [*values, sympy.Integer(1)], strict=False))
            found.append(total if last else total**degree)
        values = found
    points = np.array([*sympy.Poly(values[0], *used).monoms(), (0,) * len(used)])
    if len(used) == 1:
        return int(points.max())
    return round(ConvexHull(points).volume * factorial(len(used)))


@pytest.mark.parametrize("widths", [(2, 1, 1), (3, 1, 1), (1, 2, 1), (2, 2, 1), (2, 1, 1, 1)])
@pytest.mark.parametrize(("degree", "bias"), [(2, False), (3, False), (2, True)])
def test_against_expanded_polynomials(widths, degree, bias):
    found = scaled_bkk(Dense(widths, degree, bias))
    assert found is None or found == literal(widths, degree, bias)


def test_two_cubes_of_binary_forms_are_found_among_so_many():
    """Sums of two cubes are unique up to order: two weights up to scaling, at most 9."""
    row = row_of(architecture_of("pnn.2.2.1.r3"))
    assert row["identifiable"] is True
    assert row["bkk"] == 9


def test_only_small_ones_with_one_output_have_it():
    for first, last in product((1, 2), (1, 2)):
        assert (scaled_bkk(Dense((first, 1, last), 2)) is None) == (last > 1)
    assert scaled_bkk(Dense((3, 3, 1), 2)) is None
    assert scaled_bkk(architecture_of("cnn.2.2.s1.1.r2")) is None
