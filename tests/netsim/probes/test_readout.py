"""Random features against numpy's own solution and against the network's outputs."""

from dataclasses import replace

import numpy as np
import pytest

from netsim.models import DrawnSkips, Layer, NetworkSpec, initial_weights, mlp
from netsim.probes.readout import check_room, random_features
from netsim.shell import OutOfBudget, WrongInput
from netsim.training import DataSpec, TrainTask, dataset_of

DIGITS = DataSpec("digits", num_train=40, num_test=60)


def task(network, **options):
    return TrainTask(network, DIGITS, models=(3,), epochs=0, seed=1, **options)


@pytest.mark.torch
def test_a_square_system_is_solved_as_by_numpy():
    every = tuple((1, unit) for unit in range(40))
    found = random_features(task(mlp(64, (40,), 10, activation="sigmoid", skips=every)))
    data = dataset_of(DIGITS)
    weights = initial_weights(mlp(64, (40,), 10, activation="sigmoid"), (3,), 1)

    def features(inputs):
        return 1 / (1 + np.exp(-(inputs.reshape(len(inputs), -1).astype(float) @ weights["layer1.weight"][0].T)))

    columns, targets = features(data.train_inputs), np.eye(10)[data.train_labels]
    readout = np.linalg.solve(columns, targets)
    singular = np.linalg.svd(columns, compute_uv=False)
    assert found["train_error"] == 0
    assert found["largest"] == pytest.approx(singular[0])
    assert found["smallest"] == pytest.approx(singular[-1], rel=1e-6)
    wrong = (features(data.test_inputs) @ readout).argmax(1) != data.test_labels
    assert found["test_error"] == pytest.approx(wrong.mean(), abs=0.02)
    assert found["residual"] < found["rounding"] < 1e-6
    assert found["margin"] == pytest.approx(1, abs=1e-6)


@pytest.mark.torch
def test_too_few_features_do_not_fit():
    network = NetworkSpec(
        (1, 8, 8), (Layer(2, 3, pool="max"), Layer(4), Layer(10)), "sigmoid", drawn_skips=DrawnSkips(6, 1)
    )
    found = random_features(task(network))
    assert found["train_error"] > 0.2
    assert found["margin"] < -found["rounding"]


@pytest.mark.torch
def test_normalised_features_have_the_statistics_of_the_training_set():
    network = mlp(64, (50,), 10, activation="sigmoid", batch_norm=True, drawn_skips=DrawnSkips(40, 2))
    alone = replace(task(network), data=replace(DIGITS, num_test=1))
    assert random_features(task(network))["margin"] == random_features(alone)["margin"]
    assert random_features(task(network))["train_error"] == 0


@pytest.mark.torch
def test_without_skips_there_are_no_features():
    with pytest.raises(WrongInput, match="has no skip-connections"):
        random_features(task(mlp(64, (50,), 10)))


def test_what_does_not_fit_is_refused_before_anything_is_computed():
    check_room(1000, 1000, "cpu")
    with pytest.raises(OutOfBudget, match=r"need .* GB") as caught:
        check_room(10**7, 10**7, "cpu")
    assert caught.value.hint
