"""E02: what a stage measures."""

import numpy as np
import pytest


@pytest.mark.torch
def test_a_smoke_run(smoke):
    measured = smoke("E02")["measured"]
    options = smoke("E02")["options"]
    assert len(measured["stages"]) == options["stages"] == 2
    for stage in measured["stages"]:
        for matrix in map(np.array, stage["dissimilarity"].values()):
            assert matrix.shape == (8, 8)
            assert np.array_equal(matrix, matrix.T)
            assert not np.diag(matrix).any()
            assert matrix.min() >= 0
        for matrix in map(np.array, stage["first"].values()):
            assert not matrix[:4, :4].any(), "trajectories 1 to 4 begin at the same point"
            np.testing.assert_allclose(matrix[:4, 4:], options["noise"] ** 2 / 2, rtol=0.5)
        assert all(0 < moved < 1 for layer in stage["moved"].values() for moved in layer)
    for layer in ("layer2", "layer5"):
        points = np.array(measured[layer]["all"]["points"])
        assert points.shape == (2 * 8, options["epochs"] + 1, 2)
        assert np.array_equal(points[0, 0], points[3, 0]), "trajectories 1 to 4 begin at the same point"
        assert not np.array_equal(points[0, 0], points[4, 0]), "trajectory 5 begins at a perturbed one"
        assert np.allclose(points[8, 0], points[0, -1]), "the second stage begins where trajectory 1 ended"
        assert measured[layer]["late"] is None
