"""Where paths end that are followed in logarithms: at numbers of any size, at zero, beyond all bounds."""

import flint
import numpy as np
import pytest

from algebraic import PolynomialSystem
from algebraic.ideals.coefficients import coefficient_branch
from algebraic.networks.rings import Polynomials
from algebraic.shell.budget import Budget
from algebraic.shell.errors import OutOfBudget
from algebraic.tracking.logarithmic import follow_logarithms, waypoint
from algebraic.tracking.monodromy import find_fibre
from algebraic.tracking.paths import ARRIVED, AT_INFINITY, SINGULAR


def followed(equation, **options):
    """All paths to one equation in x, from generic coefficients, and the unit of x."""
    system = PolynomialSystem(("x",), (equation(*Polynomials(("x",)).variables),))
    branch, stream = coefficient_branch(system), np.random.default_rng(1)
    fibre = find_fibre(branch.family, branch.group, stream)
    way = waypoint(fibre.parameters, branch.target, stream)
    found = follow_logarithms(branch.family, fibre.points, fibre.parameters, way, branch.target, **options)
    return branch, found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("equation", "roots"),
    [
        (lambda x: (x - 1) * (x - 10**8), [1, 1e8]),
        (lambda x: (x - flint.fmpq(1, 10**12)) * (x + 10**12), [-1e12, 1e-12]),
        (lambda x: (x - 3) * (x + 5) * (x - 7), [-5, 3, 7]),
        (lambda x: x * (x - 2) * (x + 1), [-1, 0, 2]),  # a coordinate that vanishes
    ],
)
def test_simple_roots_of_any_size(equation, roots):
    branch, found = followed(equation)
    assert (found.status == ARRIVED).all()
    ends = np.sort((found.points[0] * branch.units[0]).real)
    assert np.allclose(ends, roots, rtol=1e-7, atol=1e-13)
    assert (found.times > 0).all()
    assert np.allclose(found.sizes, abs(found.points[0]))


@pytest.mark.slow
def test_a_triple_root_is_singular():
    branch, found = followed(lambda x: (x - 1) ** 3 * (x + 2))
    assert sorted(found.status.tolist()) == sorted([ARRIVED, SINGULAR, SINGULAR, SINGULAR])
    ends = found.points[0, found.status == SINGULAR] * branch.units[0]
    assert np.allclose(ends, 1, atol=1e-3)


@pytest.mark.slow
def test_a_leading_coefficient_that_vanishes_sends_a_path_to_infinity():
    branch, _ = followed(lambda x: x**2 - 3 * x + 2)
    target = np.where(np.arange(3) == np.argmax([k[2] == (2,) for k, _ in branch.family.parameters]), 0, branch.target)
    fibre = find_fibre(branch.family, branch.group, np.random.default_rng(1))
    found = follow_logarithms(branch.family, fibre.points, fibre.parameters, None, target)
    assert sorted(found.status.tolist()) == sorted([ARRIVED, AT_INFINITY])
    [slope] = found.slopes[0, found.status == AT_INFINITY]
    assert slope == pytest.approx(1, abs=1e-3)  # x ~ 1/s
    assert found.sizes.max() > 1e20


def test_no_time():
    with pytest.raises(OutOfBudget):
        followed(lambda x: x**2 - 2, budget=Budget(1e-9))
