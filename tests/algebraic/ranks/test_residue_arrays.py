import numpy as np
import pytest

from algebraic.ranks.residue_arrays import ResidueArrays
from algebraic.shell.errors import WrongInput

PRIME = 8_388_593  # the largest below 2^23


def test_products_of_large_residues_are_exact():
    stream = np.random.default_rng(0)
    left, right = stream.integers(0, PRIME, (3, 700)), stream.integers(0, PRIME, (700, 2))
    arrays = ResidueArrays(PRIME, np.zeros(0))
    found = arrays.product(arrays.array(left), arrays.array(right))
    assert (found % PRIME == np.array(left.astype(object) @ right.astype(object) % PRIME, dtype=float)).all()


def test_sums_over_patches_are_exact():
    stream = np.random.default_rng(1)
    left, right = stream.integers(0, PRIME, (300, 2, 5, 1)), stream.integers(0, PRIME, (300, 3, 5))
    arrays = ResidueArrays(PRIME, np.zeros(0))
    rows = np.array([0, 1]), np.array([2, 0])
    found = arrays.sum_of_products(arrays.array(left), rows[0], arrays.array(right), rows[1])
    wanted = (left[:, rows[0]].astype(object) * right[:, rows[1], :, None].astype(object)).sum(axis=0) % PRIME
    assert (found % PRIME == wanted.astype(float)).all()


def test_larger_primes_are_refused():
    with pytest.raises(WrongInput, match="prime"):
        ResidueArrays(2**31 - 1, np.zeros(0))
