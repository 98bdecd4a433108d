"""Products of residues by float64 numbers: equal to those of Python integers where the sums are largest."""

import numpy as np
import pytest

from algebraic.networks import PrimeField
from algebraic.networks.float64_products import CACHED_ENTRIES, FEW_ENTRIES, product_by_float64, reduced


@pytest.mark.parametrize("prime", [2, 7, 2_131_813, 8_388_593, 11_863_279])  # the last two: 128 and 64 products at most
@pytest.mark.parametrize("inner", [0, 1, 127, 128, 129, 300])
def test_sums_at_the_limit_are_exact(prime, inner):
    stream = np.random.default_rng(inner)
    a = np.maximum(0, prime - stream.integers(1, 4, (2, 3, inner)))
    b = np.maximum(0, prime - stream.integers(1, 4, (2, inner, 4)))
    expected = np.matmul(a.astype(object), b.astype(object)) % prime if inner else np.zeros((2, 3, 4))
    transposed = np.swapaxes(np.swapaxes(b, -1, -2).copy(), -1, -2)
    assert PrimeField(prime).matmul(a, transposed).tolist() == expected.tolist()
    found = product_by_float64(a, transposed, prime)
    assert found.dtype == np.int64
    assert found.tolist() == expected.tolist()


@pytest.mark.parametrize("size", [0, 1, FEW_ENTRIES, FEW_ENTRIES + 1, CACHED_ENTRIES, 2 * CACHED_ENTRIES + 5])
@pytest.mark.parametrize("prime", [2, 101, 2_131_813, 2**31 - 1])
def test_remainders_of_every_size(size, prime):
    values = np.random.default_rng(size).integers(-(2**62), 2**62, size)
    expected = values % prime
    assert np.array_equal(reduced(values.copy(), prime), expected)
    apart = np.repeat(values, 2)[::2]
    assert not size or not apart.flags.c_contiguous or size == 1
    assert np.array_equal(reduced(apart, prime), expected)
