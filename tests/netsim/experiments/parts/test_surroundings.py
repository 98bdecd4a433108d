"""Sections of a quadratic bowl, whose volumes are known; planes and noise against single evaluations."""

import numpy as np
import pytest

from netsim.experiments.parts import surroundings
from netsim.experiments.parts.sections import training_losses
from netsim.experiments.parts.surroundings import noise_rows, plane_around, plane_between, volumes
from netsim.models import initial_weights, mlp, together
from netsim.runs.executors import Here
from netsim.runs.options import Options
from netsim.runs.run import Run
from netsim.training import DataSpec, TrainTask

pytestmark = pytest.mark.torch

TASK = TrainTask(mlp(64, (4,), 10), DataSpec("digits", num_train=30, num_test=5), (0,), epochs=0)
MODELS = [initial_weights(TASK.network, (number,), 0) for number in range(3)]


@pytest.fixture
def run(tmp_path):
    return Run(tmp_path, Options(), seed=2, open_pool=Here)


def bowl(task, weights, dim, rays, num_rays, radii, seed, device="cpu"):
    """The loss r² along every ray."""
    losses = np.tile(np.square(radii), (len(rays), 1))
    return {"loss": losses, "coefficients": np.ones((len(rays), dim))}


def test_volumes_of_a_bowl(run, monkeypatch):
    """The levels ℓ and 2ℓ of r² are left at √ℓ and √2ℓ: log of the ratio −(d/2) log 2, without an error."""
    monkeypatch.setattr(surroundings, "ray_losses", bowl)
    rows = volumes(run, TASK, MODELS[0], dims=[1, 2, 4], num_rays=9, radius=2.0, num_radii=50, levels=[0.5, 1.0])
    assert [(row["dim"], row["rays"], row["inside"]) for row in rows] == [(1, 2, True), (2, 9, True), (4, 9, True)]
    for row in rows:
        ((ratio, error),) = row["ratios"]
        assert ratio == pytest.approx(-row["dim"] / 2 * np.log(2), rel=1e-9)
        assert error == pytest.approx(0, abs=1e-9)
        np.testing.assert_allclose(row["median_exit"], [0.5**0.5, 1.0])
        assert ("points" in row) == (row["dim"] <= 3)


def test_a_level_that_no_ray_leaves_has_no_volume(run, monkeypatch):
    monkeypatch.setattr(surroundings, "ray_losses", bowl)
    (row,) = volumes(run, TASK, MODELS[0], dims=[2], num_rays=5, radius=1.0, num_radii=9, levels=[0.5, 4.0])
    assert row["ratios"] == [None]
    assert row["never_left"].tolist() == [0, 5]


def test_the_middle_of_a_plane_is_the_model(run):
    found = plane_around(run, TASK, MODELS[0], 3)
    assert found["values"].tolist() == [-1, 0, 1]
    assert found["loss"][1, 1] == pytest.approx(training_losses(TASK, MODELS[0], "cpu")[0], rel=1e-6)
    assert len(np.unique(found["loss"])) == 9


def test_the_plane_between_holds_its_models(run):
    found = plane_between(run, TASK, together(MODELS), 4)
    places = np.asarray(found["models"])
    assert places.shape == (3, 2)
    assert np.asarray(found["loss"]).shape == (4, 4)
    for axis, name in enumerate("ab"):
        assert min(found[name]) < places[:, axis].min()
        assert max(found[name]) > places[:, axis].max()


def test_noise_is_drawn_anew_in_pieces_and_nothing_changes_without_it(run):
    rows = noise_rows(run, TASK, {0: MODELS[1], 3: MODELS[0]}, [0.0, 0.5], surroundings.PIECE + 2)
    assert [(row["epoch"], row["scale"]) for row in rows] == [(3, 0.0), (3, 0.5)]
    still, moved = (np.asarray(row["loss"]) for row in rows)
    np.testing.assert_allclose(still, rows[0]["before"], rtol=1e-6)
    assert len(np.unique(moved)) == surroundings.PIECE + 2
