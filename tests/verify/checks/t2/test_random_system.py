"""The dimension of given systems: known ones, and such that the proof must not take for random."""

import numpy as np
import pytest

from verify.checks.t2.random_system import (
    RandomSystem,
    decide_system,
    draw_system,
    homogeneous,
    monomials,
    only_zero,
    system_dimension,
)
from verify.claims import Settings


def system(unknowns: int, *polynomials: dict[tuple[int, ...], int]) -> RandomSystem:
    """Polynomials by their terms; the exponent of the last, added unknown makes them homogeneous."""
    degrees = [max(sum(m) for m in terms) for terms in polynomials]
    coefficients = []
    for degree, terms in zip(degrees, polynomials, strict=True):
        full = {(*m, degree - sum(m)): c for m, c in terms.items()}
        coefficients.append([full.get(m, 0) for m in monomials(unknowns + 1, degree)])
    return {"unknowns": unknowns, "degrees": degrees, "coefficients": coefficients}


CIRCLE = {(2, 0): 1, (0, 2): 1, (0, 0): -1}


@pytest.mark.parametrize(
    ("made", "dimension"),
    [
        (system(2, CIRCLE), 1),
        (system(2, CIRCLE, {(1, 0): 1, (0, 1): 2, (0, 0): -3}), 0),
        (system(2, CIRCLE, CIRCLE), 1),
        (system(1, {(2,): 1, (0,): -2}, {(1,): 1, (0,): -1}, {(3,): 1}), -1),
        (system(3, {(1, 0, 0): 1, (0, 0, 0): 5}), 2),
        (system(2, {(1, 1): 1, (0, 0): -1}, {(1, 1): 1, (0, 0): -2}), None),  # empty, and they meet at infinity
        (system(2, {(1, 1): 1, (1, 0): 1}, {(1, 0): 1}), None),  # x divides both
    ],
)
def test_the_dimension_of_known_systems(made, dimension):
    assert system_dimension(made)[0] == dimension


def test_nothing_is_proved_where_the_forms_have_a_common_zero():
    assert only_zero(homogeneous(system(1, {(2,): 1, (0,): -4}, {(1,): 1, (0,): -3})), 2)
    assert not only_zero(homogeneous(system(1, {(2,): 1, (0,): -9}, {(1,): 1, (0,): -3})), 2)


def test_random_systems_are_decided():
    for k in range(12):
        made = draw_system(np.random.default_rng(k), Settings(k / 11))
        assert decide_system(made).holds
        assert not decide_system(made, extra=1).holds
