"""The exact linear program: both optima agree, and the face is the one of the facets."""

from fractions import Fraction
from random import Random

import flint
import pytest

from algebraic.thresholds.linear_program import distance
from algebraic.thresholds.polyhedron import facets


def drawn(draw):
    for _ in range(60):
        size = draw.randint(1, 4)
        rows = [tuple(draw.randint(0, 4) for _ in range(size)) for _ in range(draw.randint(1, 6))]
        if all(map(any, rows)):
            yield rows


DRAWN = list(drawn(Random(2)))


@pytest.mark.parametrize("exponents", DRAWN)
def test_optimality_is_proved_by_both_solutions(exponents):
    found = distance(exponents)
    assert sum(found.weights) == sum(found.combination) == found.value
    for e in exponents:
        assert sum(w * a for w, a in zip(found.weights, e, strict=True)) >= 1
    for j in range(len(exponents[0])):
        assert sum(c * e[j] for c, e in zip(found.combination, exponents, strict=True)) <= 1
    assert min((*found.weights, *found.combination)) >= 0


@pytest.mark.parametrize("exponents", DRAWN)
def test_the_facets_say_the_same(exponents):
    """The optimal w are spanned by the facets of the least |w| / c."""
    ratios = [(Fraction(sum(ray[:-1]), ray[-1]), list(ray[:-1])) for ray in facets(exponents) if ray[-1]]
    found, least = distance(exponents), min(ratios)[0]
    assert found.value == least
    assert found.codimension == flint.fmpz_mat([ray for ratio, ray in ratios if ratio == least]).rank()


def test_many_variables():
    found = distance([(1,) * 40])
    assert (found.value, found.codimension) == (1, 40)
