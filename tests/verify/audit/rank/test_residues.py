"""Arrays modulo a prime."""

import numpy as np
import pytest

from verify.audit.rank.arithmetic import Unprovable
from verify.audit.rank.residues import PrimeResidues, Residues


def test_arithmetic():
    rng = np.random.default_rng(0)
    a, b = rng.integers(-50, 50, (3, 700)), rng.integers(-50, 50, (700, 2))
    for prime in (101, 8388593):
        x, y = (Residues(each.astype(float), prime) for each in (a, b))
        assert not (((x @ y).values - a @ b) % prime).any()
        assert not (((x + x).values - 2 * a) % prime).any()
        assert not (((x * x).values - a * a) % prime).any()
        assert not ((x.sum(1).values - a.sum(axis=1)) % prime).any()
    assert Residues(np.zeros((2, 0)), 7).__matmul__(Residues(np.zeros((0, 3)), 7)).shape == (2, 3)


def test_polynomials():
    ring = PrimeResidues(101)
    value, slope = ring.activation({"name": "polynomial", "coefficients": (0.5, 0.0, 3.0)}, ring.lift(np.array([2.0])))
    assert value.values % 101 == (pow(2, -1, 101) + 12) % 101
    assert slope.values % 101 == 12
    assert ring.reciprocal(4).values * 4 % 101 == 1
    assert ring.join([ring.lift(np.ones((1, 2))), ring.lift(np.ones((1, 1)))]).shape == (1, 3)


def test_what_there_is_not():
    ring = PrimeResidues(101)
    with pytest.raises(Unprovable):
        ring.activation({"name": "tanh"}, ring.lift(np.zeros(1)))
    with pytest.raises(Unprovable):
        ring.largest(ring.lift(np.zeros((1, 2))), np.zeros((1, 2), dtype=bool))
    with pytest.raises(Unprovable):
        ring.reciprocal(202)
