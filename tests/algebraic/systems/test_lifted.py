"""A lifted family has the solutions of the other one, its sums beside them, and rounding does not touch the small."""

import numpy as np
import pytest

from algebraic import Network
from algebraic.shell.errors import TooLarge
from algebraic.systems import lifted
from algebraic.systems.families import coefficient_family, critical_family, zero_error_family
from algebraic.systems.lifted import lifted_family
from algebraic.systems.zoo import noon
from tests.networks import every_kind_of_layer

INPUTS = np.array([[1.0, 2.0], [-0.5, 0.25]])
NET = Network.dense([2, 1, 1], "z**2+z")
FAMILIES = {
    "zero-error": zero_error_family(NET, np.arange(10).reshape(5, 2) / 7, 5),
    "inputs that move": zero_error_family(NET, None, 5),
    "critical": critical_family(NET, INPUTS, range(5)),
    "a pattern of zeros": critical_family(NET, INPUTS, [0, 1, 3]),
    "one sample": critical_family(Network.dense([2, 2, 2], "z"), INPUTS[:1], range(12)),
    "any coefficients": coefficient_family(noon(3))[0],
    "shared weights": critical_family(every_kind_of_layer()["shared and missing edges"], np.ones((2, 3)), range(10)),
}


@pytest.mark.parametrize("kind", FAMILIES)
def test_a_solution_is_lifted_to_a_solution_and_no_other_point_is(kind):
    family, stream = FAMILIES[kind], np.random.default_rng(0)
    w, p = family.sample(stream, 5)
    higher = lifted_family(family)
    assert (higher.family.num_parameters, len(higher.lift(w, p))) == (len(p), higher.family.num_unknowns)
    size = family.num_unknowns
    lifted_up = higher.lift(w, p)
    np.testing.assert_array_equal(lifted_up[:size], w)
    residuals, _, _ = higher.family.evaluate(lifted_up, p, p)
    assert abs(residuals).max() < 1e-10 * abs(lifted_up).max()
    assert abs(residuals[size:]).max(initial=0) < 1e-14 * abs(lifted_up).max()  # sums are what they are
    other = higher.lift(w * 1.1, p)
    below, _, _ = family.evaluate(w * 1.1, p, p)
    residuals, _, _ = higher.family.evaluate(other, p, p)
    np.testing.assert_allclose(residuals[:size], below, atol=1e-9 * abs(other).max())
    assert abs(below).max() > 1e-3


@pytest.mark.parametrize("kind", FAMILIES)
def test_slopes_and_rates_are_those_of_the_other_family(kind):
    """The Schur complement of the sums is its Jacobian; the rates do not change."""
    family, stream = FAMILIES[kind], np.random.default_rng(1)
    size = family.num_unknowns
    w, p, dp = (
        stream.normal(size=(n, 3)) + 1j * stream.normal(size=(n, 3))
        for n in (size, family.num_parameters, family.num_parameters)
    )
    higher = lifted_family(family)
    below, slopes, rates = family.evaluate(w, p, dp)
    residuals, above, above_rates = higher.family.evaluate(higher.lift(w, p), p, dp)
    np.testing.assert_allclose(residuals[:size], below, rtol=1e-9, atol=1e-9 * abs(below).max())
    a, b, c, d = above[:, :size, :size], above[:, :size, size:], above[:, size:, :size], above[:, size:, size:]
    correction = np.linalg.solve(d, c) if d.shape[1] else c
    np.testing.assert_allclose(a - b @ correction, slopes, rtol=1e-8, atol=1e-8 * abs(slopes).max())
    inner = np.linalg.solve(d, above_rates[size:].T[:, :, None])[:, :, 0].T if d.shape[1] else above_rates[size:]
    moved = above_rates[:size] - np.einsum("bij,jb->ib", b, inner)
    np.testing.assert_allclose(moved, rates, rtol=1e-8, atol=1e-8 * abs(rates).max())


def test_a_small_residual_keeps_all_its_digits():
    """v w = y + r with r = 10^-20: the sum is an unknown, and Newton's correction knows r to 15 digits."""
    net = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    higher = lifted_family(critical_family(net, np.ones((1, 1)), [0, 1]))
    assert higher.family.num_unknowns == 3
    w = np.array([1.0, 1.0, -1e-20])[:, None]  # w = v = 1, r = −Λ for y = 1
    p = np.array([1e-20, 1e-20, 1.0])[:, None]
    residuals, slopes, _ = higher.family.evaluate(w, p, p)
    rows = abs(slopes[0] * w.T).max(axis=1)
    assert np.linalg.cond(slopes[0] * w.T / rows[:, None]) < 100
    assert (abs(residuals[:, 0]) <= 1e-15 * rows + 1e-20).all()


def test_too_many_sums_are_refused(monkeypatch):
    monkeypatch.setattr(lifted, "MAX_LIFTED", 5)
    with pytest.raises(TooLarge, match="unknowns"):
        lifted_family(FAMILIES["critical"])
