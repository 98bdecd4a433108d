"""Piecewise polynomial activations: the ReLU against x/2, its Legendre expansion, and pieces outside the interval."""

# mypy: ignore-errors

import flint
import numpy as np
import pytest

from algebraic.networks import relu_approximant
from verify.checks.t3.activation_derivative import RELU, activation
from verify.checks.t3.piecewise import approximant, errors, largest_jump, legendre_expansion, pieces_of


def test_the_relu_against_a_line():
    pieces, half = pieces_of(activation(RELU, ["0"]))
    off = errors(pieces, half, flint.fmpq_poly([0, flint.fmpq(1, 2)]))
    assert (off.value, off.slope, off.mean) == (flint.arb(1) / 4, flint.arb(1) / 4, flint.fmpq(1, 2))
    assert largest_jump(pieces, half) == flint.fmpq(1, 4)


@pytest.mark.parametrize("degree", [2, 8, 20])
def test_the_legendre_expansion(degree):
    pieces, _ = pieces_of(activation(RELU, ["0"]))
    other = relu_approximant(degree, 1, "legendre").activation.coefficients
    assert [str(c) for c in legendre_expansion(pieces, degree).coeffs()] == [str(c) for c in other]


def test_an_interval_to_which_the_kink_does_not_belong():
    for interval, count in ((["0", "2"], 1), (["3", "4"], 1), (["-2", "0"], 1), (["-1", "3"], 2)):
        pieces, half = pieces_of(activation(RELU, ["0"], interval=interval))
        assert len(pieces) == count
        assert bool(largest_jump(pieces, half)) == (count == 2)


def test_the_errors_on_a_grid():
    pieces, half = pieces_of(activation([["-1/2"], ["0", "1"], ["1/2"]], ["-1/2", "1/2"], interval=["-1", "2"]))
    found = approximant(pieces, 24)
    places = np.linspace(-1, 1, 20001)
    x = 0.5 + 1.5 * places
    near = np.polynomial.polynomial.polyval(places, [float(c) for c in found.coeffs()])
    slope = np.polynomial.polynomial.polyval(places, [float(c) for c in found.derivative().coeffs()]) / 1.5
    wanted, steep = np.clip(x, -0.5, 0.5), (np.abs(x) < 0.5).astype(float)
    off = errors(pieces, half, found)
    assert float(off.value.sqrt()) == pytest.approx(np.abs(wanted - near).max(), rel=1e-3)
    assert float(off.slope.sqrt()) == pytest.approx((np.abs(steep - slope) * np.sqrt(1 - places**2)).max(), rel=1e-2)
    assert float(off.mean) == pytest.approx(((steep - slope) ** 2).mean() * 3, rel=1e-2)


def test_pieces_that_do_not_meet():
    with pytest.raises(ValueError, match="do not meet"):
        pieces_of(activation([["0"], ["1"]], ["0"]))
    with pytest.raises(ValueError, match="interval"):
        pieces_of(activation(RELU, ["0"], interval=["1", "1"]))
