"""E17: a smoke run, the networks and windows."""

import numpy as np
import pytest

from netsim.experiments.e17_skip_surface import EXPERIMENT, networks, window_losses
from netsim.models.initial import initial_weights
from netsim.training.tasks import DataSpec, TrainTask


def test_networks_of_the_paper():
    """784 and 300 hidden units and a 10-way softmax; 1,024 of the 1,084 hidden neurons skip: M = N = 1024."""
    options = EXPERIMENT.options("paper")
    pair = networks(options, "sigmoid", 0)
    assert [layer.units for layer in pair["plain"].layers] == [784, 300, 10]
    assert len(pair["skip"].skips) == options.num_train == 1024
    assert pair["skip"].num_params - pair["plain"].num_params == 10240


@pytest.mark.torch
@pytest.mark.parametrize("normalisation", ["filter", "none"])
def test_windows_are_measured_in_norms_of_the_model(normalisation):
    """At −1 and 1 both directions have the norm of the weights, and the middle is the model."""
    from netsim.experiments.parts.sections import training_losses

    options = EXPERIMENT.options("smoke")
    network = networks(options, "sigmoid", 0)["skip"]
    task = TrainTask(network, DataSpec("digits", 30, 5), (0,), epochs=0)
    weights = initial_weights(network, (0,), 0)
    losses = window_losses(task, weights, normalisation, 0, 0, [-1.0, 0.0, 1.0])["loss"]
    assert losses[1, 1] == pytest.approx(training_losses(task, weights, "cpu")[0], rel=1e-6)
    assert len(np.unique(losses)) == 9


@pytest.mark.slow
@pytest.mark.torch
def test_smoke(smoke, tmp_path):
    from netsim.runs.session import draw_figures

    result = smoke("E17")
    options = EXPERIMENT.options("smoke")
    assert result["sample_passes"] == options.sample_passes()
    measured = result["measured"]
    assert len(measured["windows"]) == 2 * 2 * 2 * options.num_models * 2
    ends = [row for row in measured["models"] if row["epoch"] == options.epochs and row["network"] == "skip"]
    assert len(ends) == 2
    for row in measured["windows"]:
        if "loss" in row and row["epoch"] == options.epochs and row["network"] == "skip":
            (model,) = (end for end in ends if end["activation"] == row["activation"])
            assert row["loss"][2][2] == pytest.approx(model["train_loss"][0], rel=1e-4)
    (path,) = draw_figures(EXPERIMENT, measured, tmp_path)
    assert path.name == "NMH-3.png"
