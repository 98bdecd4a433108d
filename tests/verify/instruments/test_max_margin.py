from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from verify.instruments.max_margin import (
    inner_product,
    not_unit_norm,
    plain_vector,
    rational_sqrt,
    separate,
    unit_vector,
)

SQUARE = [[Fraction(a), Fraction(b)] for a, b in product((-1, 1), repeat=2)]


def constraints(points, labels):
    return [[y * v for v in x] for x, y in zip(points, labels, strict=True)]


def drawn(seed, *, bias):
    """Points on the two sides of a line, and their constraints."""
    stream = np.random.default_rng(seed)
    normal, shift = [Fraction(int(v)) for v in stream.integers(1, 4, 2)], Fraction(int(stream.integers(-2, 3)) * bias)
    points = [[Fraction(int(v)) for v in x] for x in stream.integers(-4, 5, (6, 2))]
    values = [inner_product(normal, x) + shift for x in points]
    kept = [(x, 1 if value > 0 else -1) for x, value in zip(points, values, strict=True) if value]
    rows = constraints(*zip(*kept, strict=True))
    return rows, [Fraction(y * bias) for _, y in kept], normal, shift


@pytest.mark.parametrize("bias", [0, 1])
@pytest.mark.parametrize("seed", range(8))
def test_the_conditions_of_karush_kuhn_and_tucker(seed, bias):
    rows, offsets, normal, shift = drawn(seed, bias=bias)
    found = separate(rows, offsets)
    assert found is not None
    slacks = [inner_product(a, found.w) + c * found.b - 1 for a, c in zip(rows, offsets, strict=True)]
    assert min(slacks) >= 0
    assert min(found.multipliers) >= 0
    assert not any(m * s for m, s in zip(found.multipliers, slacks, strict=True))
    assert list(found.w) == [inner_product(found.multipliers, column) for column in zip(*rows, strict=True)]
    assert inner_product(found.multipliers, offsets) == 0
    # the line that was chosen, scaled until it meets the constraints, is no shorter
    least = min(inner_product(a, normal) + c * shift for a, c in zip(rows, offsets, strict=True))
    assert inner_product(found.w, found.w) <= inner_product(normal, normal) / least**2


def test_two_points_in_closed_form():
    """The hyperplane halfway between x and z has w = 2(x − z)/‖x − z‖²."""
    x, z = [Fraction(3), Fraction(1)], [Fraction(1), Fraction(-1)]
    found = separate(constraints([x, z], [1, -1]), [Fraction(1), Fraction(-1)])
    assert found.w == (Fraction(1, 2), Fraction(1, 2))
    assert [inner_product(found.w, v) + found.b for v in (x, z)] == [1, -1]


def test_what_cannot_be_separated():
    xor = [-1, 1, 1, -1]
    assert separate(constraints(SQUARE, xor), [Fraction(y) for y in xor]) is None
    assert separate([[Fraction(1)], [Fraction(-1)]], [Fraction(0)] * 2) is None


def test_without_the_signs_the_margin_is_not_the_largest():
    """Of (1), (2) the first alone decides; with a negative multiplier both look active in the plane."""
    rows = [[Fraction(1), Fraction(0)], [Fraction(2), Fraction(1)]]
    right, broken = (separate(rows, [Fraction(0)] * 2, any_sign=any_sign) for any_sign in (False, True))
    assert right.w == (1, 0)
    assert broken.w == (1, -1)
    assert min(broken.multipliers) < 0


@pytest.mark.parametrize("dim", [1, 2, 3, 5])
def test_unit_vectors(dim):
    stream = np.random.default_rng(dim)
    found = [unit_vector(stream, dim) for _ in range(20)]
    assert all(inner_product(v, v) == 1 and len(v) == dim for v in found)
    assert len({tuple(v) for v in found}) > 1
    assert not_unit_norm([plain_vector(v) for v in found]) is None


def test_who_is_not_on_the_sphere():
    assert not_unit_norm([["3/5", "4/5"], ["1/2", "1/2"]]) == "‖x_2‖² = 1/2"


@pytest.mark.parametrize(
    ("value", "found"), [(Fraction(9, 4), Fraction(3, 2)), (Fraction(0), Fraction(0)), (Fraction(8, 2), Fraction(2))]
)
def test_square_roots(value, found):
    assert rational_sqrt(value) == found


@pytest.mark.parametrize("value", [Fraction(2), Fraction(1, 2), Fraction(10**20 + 1)])
def test_irrational_square_roots(value):
    assert rational_sqrt(value) is None
