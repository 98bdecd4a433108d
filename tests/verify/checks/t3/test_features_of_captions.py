"""What the captions of the regressions leave open, and what is not decided by it."""

import flint
import numpy as np
import pytest

from verify.checks.t3.captions import never_zero
from verify.checks.t3.features_of_captions import back_to_zero, compared, gram, least_eigenvalue


@pytest.mark.parametrize("basis", ["Chebyshev", "Legendre", "monomials"])
def test_the_gram_matrix_is_that_of_numpy(basis):
    x = np.cos((2 * np.arange(9) + 1) * np.pi / 18)
    made = {"Chebyshev": np.polynomial.chebyshev.chebvander, "Legendre": np.polynomial.legendre.legvander}
    phi = made[basis](x, 30) if basis in made else np.vander(x, 31)
    with flint.ctx.workprec(300):
        matrix = gram(9, "Chebyshev", 30, basis)
        least = float(least_eigenvalue(matrix).mid())
    found = np.array([[float(v.mid()) for v in row] for row in matrix.tolist()])
    assert np.allclose(found[::-1, ::-1], phi @ phi.T, rtol=1e-9)
    assert 0 < least <= np.linalg.eigvalsh(phi @ phi.T)[0] * (1 + 1e-6)


def test_zero_error_after_a_cycle_depends_on_the_features():
    assert back_to_zero("Legendre", cycle=4000).holds
    assert back_to_zero("monomials", cycle=4000).holds is None
    assert back_to_zero("Legendre", cycle=1).holds is None
    assert back_to_zero("Chebyshev", cycle=4000).holds is None  # with the mean of squares the step is too large


def test_the_nodes_that_are_better():
    assert compared().holds
    assert compared(degree=3, count=4).holds is False  # too few to tell


def test_what_a_small_degree_cannot_fit():
    assert never_zero(degree=4, num_points=9, frequency=4.0).holds is False
    assert never_zero(degree=7, num_points=9, frequency=4.0).holds is None
    assert never_zero(degree=4, num_points=9, frequency=0.5).holds is None
