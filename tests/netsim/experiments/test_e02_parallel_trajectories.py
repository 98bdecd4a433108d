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


def test_the_late_stages_are_shown_with_their_own_stress():
    """From the committed record: Fig. 11 is drawn from the embedding of stages 5 on, and says how good that is."""
    import json
    from pathlib import Path

    import netsim
    from netsim.experiments.e02_parallel_trajectories import EXPERIMENT

    path = Path(netsim.__file__).parent / "results" / "E02-laptop.json"
    measured = json.loads(path.read_text(encoding="utf-8"))["measured"]
    for name, part in (("T2-9", "all"), ("T2-11", "late")):
        figure = EXPERIMENT.figures[name](measured)
        assert {axes.get_xlabel() for axes in figure.axes} == {f"stress {measured['layer2'][part]['stress']:.2f}"}
    assert len(EXPERIMENT.figures["T2-3"](measured).axes) == 6


def test_late_stages_that_were_not_run_are_said_to_be():
    from netsim.experiments.e02_parallel_trajectories import EXPERIMENT

    picture = {"points": np.zeros((16, 3, 2)).tolist(), "stress": 0.1}
    figure = EXPERIMENT.figures["T2-10"]({"layer2": {"all": picture, "late": None}})
    assert [text.get_text() for text in figure.axes[0].texts] == ["stages 5 to 12 were not run"]
