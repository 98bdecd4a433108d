"""Distances against pairs by hand, near models that keep their digits, and what has no distance."""

import numpy as np
import pytest

from netsim.probes.distances import BLOCK, cosine_dissimilarity, euclidean_distances
from netsim.shell import WrongInput

POINTS = np.random.default_rng(0).standard_normal((5, BLOCK + 3))  # more than a block of weights


def test_both_against_pairs_by_hand():
    lengths = np.linalg.norm(POINTS, axis=1)
    cosines = POINTS @ POINTS.T / np.outer(lengths, lengths)
    np.testing.assert_allclose(cosine_dissimilarity(POINTS), 1 - cosines, atol=1e-14)
    by_hand = [[np.linalg.norm(u - v) for v in POINTS] for u in POINTS]
    np.testing.assert_allclose(euclidean_distances(POINTS), by_hand, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("angle", [1e-3, 1e-6, 1e-9])
def test_near_models_keep_their_digits(angle):
    """1 − cos φ = 2 sin²(φ/2), where 1 minus a computed cosine would be 0 from φ = 10⁻⁸ on."""
    found = cosine_dissimilarity(np.array([[1.0, 0.0], [np.cos(angle), np.sin(angle)]]))
    assert found[0, 1] == pytest.approx(2 * np.sin(angle / 2) ** 2, rel=1e-6)
    assert found[0, 1] == found[1, 0]


def test_scale_changes_nothing_between_directions():
    scaled = POINTS * np.array([1.0, 10.0, 1e3, 1e-3, 1e5])[:, None]
    np.testing.assert_allclose(cosine_dissimilarity(scaled), cosine_dissimilarity(POINTS), atol=1e-14)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (np.zeros((2, 0)), "points of shape"),
        (np.zeros(3), "points of shape"),
        (np.array([[1.0, 2.0], [np.nan, 0.0]]), "weights of point 1"),
        (np.array([[1e200, 2.0], [0.0, 1.0]]), "weights of point 0"),
        (np.array([[1.0, 2.0], [0.0, 0.0]]), "point 1 are all zero"),
    ],
)
def test_what_has_no_distance(points, words):
    with pytest.raises(WrongInput, match=words):
        cosine_dissimilarity(points)
