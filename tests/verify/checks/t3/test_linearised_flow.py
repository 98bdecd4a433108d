"""The conjugacy in closed form against the flow in floating point."""

from math import copysign, exp, hypot, sqrt

import pytest
from scipy.integrate import solve_ivp

from verify.checks.t3.linearised_flow import conjugacy, moved
from verify.checks.t3.stable_degenerate import at_weights


def straightened(w, x, y, eigenvalue):
    """h(W) = (c, z) as in the docstring of conjugacy."""
    g, c = x * w[0] * w[1] - y, w[0] ** 2 - w[1] ** 2
    a, s = sqrt(c**2 * x**2 + 4 * y**2), abs(x) * (w[0] ** 2 + w[1] ** 2)
    d = 2 * a * s + 8 * y * g + 2 * a * a
    return c, copysign(abs(g / d) ** (eigenvalue / (2 * abs(x) * a)), g)


@pytest.mark.parametrize(("x", "p", "q"), [(1, 1, 1), (2, 1, -2), (-1, 3, 1)])
def test_the_closed_form_maps_solutions_to_solutions(x, p, q):
    y, eigenvalue = x * p * q, 2 * x * x * (p * p + q * q)

    def slope(_, w):
        g = x * w[0] * w[1] - y
        return [-2 * g * x * w[1], -2 * g * x * w[0]]

    for start in ((1.1 * p, q), (p, 0.8 * q), (0.95 * p, 0.9 * q)):
        end = solve_ivp(slope, (0, 0.05), start, rtol=1e-11, atol=1e-13).y[:, -1]
        (c, z), (c_end, z_end) = (straightened(w, x, y, eigenvalue) for w in (start, end))
        assert c_end == pytest.approx(c, rel=1e-8)
        assert z_end == pytest.approx(z * exp(-0.05 * eigenvalue), rel=1e-6)
        assert hypot(*start) > 0


def test_it_is_for_one_network_only():
    assert conjugacy(at_weights([[1]], [[[1]], [[1]]], [0, 0, 1])) is None
    assert conjugacy(at_weights([[1, 2]], [[[1]], [[1]]], [0, 1])) is None
    assert conjugacy(at_weights([[3]], [[[2]], [[1]]], [0, 1])).holds
    wrong = {**at_weights([[3]], [[[2]], [[1]]], [0, 1]), "Y": [["7"]]}
    assert not conjugacy(wrong).holds


def test_other_weights_are_other_weights():
    instance = at_weights([[1, 2]], [[[1]], [[1]]], [0, 0, 1])
    assert len({str(moved(instance, k)["weights"]) for k in range(3)}) == 3
