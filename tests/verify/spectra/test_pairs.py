"""All pairs of a matrix of floats, with residuals that bound what they say."""

import numpy as np

from tests.verify.spectra.makers import symmetric
from verify.spectra import dense_pairs


def test_all_pairs_and_their_residuals():
    matrix = symmetric([5.0, 5.0, 1.0, -2.0])
    pairs = dense_pairs(matrix)
    assert np.allclose(pairs.values, [5, 5, 1, -2])
    rest = np.linalg.norm(matrix @ pairs.vectors - pairs.vectors * pairs.values, axis=0)
    assert (rest <= pairs.residuals).all()
    assert pairs.residuals.max() < 1e-13
