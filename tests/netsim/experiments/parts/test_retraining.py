"""Random probes, and retraining taken apart."""

import numpy as np
import pytest

from netsim.experiments.parts.retraining import LAYERS, measure_runs, perturbed, probe, train_in_parts
from netsim.models.architectures import theory2_dcnn
from netsim.models.initial import initial_weights
from netsim.runs.executors import Here
from netsim.runs.options import Options
from netsim.runs.run import Run
from netsim.training.ensemble import train
from netsim.training.tasks import DataSpec, TrainTask, join

pytestmark = pytest.mark.torch

NETWORK = theory2_dcnn((1, 8, 8))
TASK = TrainTask(NETWORK, DataSpec("digits", 30, 10), (0, 1, 2, 3), 2, batch_size=0, record_layers=(1, 3, 5))


def test_a_probe_moves_as_many_weights_as_it_says(monkeypatch):
    from netsim.training.evaluation import evaluate_weights

    seen = []

    def evaluate(network, weights, data, **options):
        seen.append(weights)
        return evaluate_weights(network, weights, data, **options)

    monkeypatch.setattr("netsim.training.evaluate_weights", evaluate)
    start = initial_weights(NETWORK, (0,), 0)
    found = probe(TASK, start, 0.1, 7, 3, 10, "cpu")
    before, after = seen
    moved = sum((after[name] != before[name]).reshape(3, -1).sum(axis=1) for name in start)
    assert moved.tolist() == [7, 7, 7]
    assert found["train_loss"].shape == (3,)
    assert found["loss_before"][0] == pytest.approx(evaluate_weights(NETWORK, start, TASK.data)["train_loss"][0], 1e-4)


def test_a_probe_of_all_weights_is_a_perturbation():
    from netsim.training.evaluation import evaluate_weights

    start = initial_weights(NETWORK, (0,), 0)
    found = probe(TASK, start, 0.5, 0, 2, 11, "cpu")
    by_hand = evaluate_weights(NETWORK, perturbed(start, 0.5, "std", TASK.seed, 11, 2), TASK.data)
    np.testing.assert_allclose(found["train_loss"], by_hand["train_loss"], rtol=1e-4)


def one_by_one(task):
    """As a run trains convolutions on the CPU: side by side, torch may round equal sums of two models differently."""
    return join([train(task.part(slice(model, model + 1))) for model in range(len(task.models))])


def test_runs_from_one_point_are_one_run_and_those_that_diverge_have_no_picture():
    start = {name: np.repeat(array, 4, axis=0) for name, array in initial_weights(NETWORK, (0,), 0).items()}
    measured = measure_runs(NETWORK, one_by_one(TrainTask(**{**vars(TASK), "start": start})))
    assert all(max(measured["pairs"][layer]["last"]["euclidean"]) == 0 for layer in LAYERS)
    assert min(measured["moved"]["6"]) > 0
    start["layer5.weight"][2] = np.nan
    measured = measure_runs(NETWORK, one_by_one(TrainTask(**{**vars(TASK), "start": start})))
    assert measured["together"]["6"] is None
    assert np.isnan(measured["pairs"]["6"]["last"]["euclidean"]).all()
    assert np.isnan(measured["largest_train_error"]).tolist() == [False, False, True, False]


def test_the_path_goes_on_where_it_stopped(tmp_path):
    run = Run(tmp_path, Options(), open_pool=Here)
    parts = train_in_parts(run, TASK, [("one", 2, 0, 0.1), ("two", 3, 0, 0.1)])
    whole = one_by_one(TrainTask(**{**vars(TASK), "epochs": 5, "learning_rate": 0.1}))
    np.testing.assert_allclose(parts[-1].final("train_loss"), whole.final("train_loss"), rtol=1e-6)
