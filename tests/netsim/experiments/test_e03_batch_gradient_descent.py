"""E03: segments against one training, distances against a closed form, averages by hand."""

from dataclasses import replace

import numpy as np
import pytest

from netsim.experiments.e03_batch_gradient_descent import recorded_epochs
from netsim.experiments.parts.on_images import dcnn
from netsim.models.initial import initial_weights
from netsim.probes.interpolation import average
from netsim.probes.perturbation import perturb
from netsim.runs.experiment import find_experiment
from netsim.training.ensemble import train
from netsim.training.tasks import DataSpec, TrainTask

pytestmark = pytest.mark.torch

E03 = find_experiment("E03")
OPTIONS = E03.options("smoke")
NETWORK = dcnn(OPTIONS.data, OPTIONS.activation, OPTIONS.channels)
DATA = DataSpec(OPTIONS.data, OPTIONS.num_train, OPTIONS.num_test)


def test_epochs_are_kept_where_branches_begin():
    options = replace(OPTIONS, epochs=45, record_every=20, branch_epochs=(0, 10), num_train=7, noise=(0.1, 0.2))
    assert recorded_epochs(options) == [0, 10, 20, 40, 45]
    assert options.sample_passes() == 7 * (45 + 2 * 45 + 2 * 35)


def test_the_main_trajectory_is_that_of_one_training(smoke):
    measured = smoke("E03")["measured"]
    rate = OPTIONS.learning_rate
    plain = train(TrainTask(NETWORK, DATA, (0,), OPTIONS.epochs, learning_rate=rate, batch_size=0))
    for name, values in measured["main"].items():
        np.testing.assert_allclose(values, plain.history[name][0, measured["epochs"]], rtol=2e-5, atol=1e-6)


def test_a_branch_begins_at_the_distance_that_its_noise_gives(smoke):
    """Weights w with noise s·std(w)·ε, for a mean near 0: cosine 1 / √(1 + s²)."""
    for branch in smoke("E03")["measured"]["branches"]:
        expected = 1 - 1 / np.sqrt(1 + branch["noise"] ** 2)
        assert branch["distance"]["5"][0] == pytest.approx(expected, rel=0.04)  # 15,200 weights


def test_averages_by_hand(smoke):
    from netsim.training.evaluation import evaluate_weights

    start = initial_weights(NETWORK, (0,), 0)
    first = smoke("E03")["measured"]["branches"][0]
    moved = perturb(start, first["noise"], seed=0, models=[1]).weights
    by_hand = evaluate_weights(NETWORK, average(start, moved), DATA)
    for name, values in first["mean"].items():
        assert values[0] == pytest.approx(by_hand[name][0], rel=1e-4)
