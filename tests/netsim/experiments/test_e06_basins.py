"""E06: a smoke run."""

import numpy as np
import pytest

from netsim.experiments.e06_basins import EXPERIMENT


@pytest.mark.torch
def test_smoke(smoke):
    result = smoke("E06")
    measured = result["measured"]
    assert result["sample_passes"] == EXPERIMENT.options("smoke").sample_passes()
    assert {check["claim"] for check in result["checks"]} == {"T2-15", "T2-16", ""}
    middle = np.asarray(measured["around"]["loss"], float)[1, 1]
    assert middle == pytest.approx(measured["final"]["train_loss"], rel=1e-4)
    distant = next(row for row in measured["pairs"] if row["split"] == 0)
    assert distant["loss"][0] == pytest.approx(measured["final"]["train_loss"], rel=1e-4)
    assert all(row["wall"] >= 0 for row in measured["pairs"])
    assert [len(path) for path in measured["trajectories"]["points"]] == [6, 5, 2]
