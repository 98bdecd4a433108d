"""The family of all coefficients, and the scales in which a given system is an ordinary member of it."""

import numpy as np
import pytest

from algebraic.ideals.coefficients import coefficient_branch
from algebraic.networks.rings import Polynomials
from algebraic.shell.errors import TooLarge
from algebraic.systems.system import PolynomialSystem


def test_large_and_small_coefficients_are_brought_near_one():
    """x³ = 10^40 and y = 10^-30, in scales of their own: nothing is beyond a small power of 2 then."""
    x, y = Polynomials(("x", "y")).variables
    branch = coefficient_branch(PolynomialSystem(("x", "y"), (x**3 - 10**40, 10**30 * y - 1)))
    sizes = abs(branch.target[branch.target != 0])
    assert (abs(np.log2(sizes)) <= 4).all()
    np.testing.assert_allclose(np.log10(branch.units), [40 / 3, -30], atol=2)


def test_beyond_floating_point_there_is_a_message():
    [x] = Polynomials(("x",)).variables
    with pytest.raises(TooLarge, match="scale the unknowns"):
        coefficient_branch(PolynomialSystem(("x",), (x**2 - 10**1000,)))
