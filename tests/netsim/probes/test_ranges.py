"""Ranges of activations: by hand on a small net, bounds, and what stays outside."""

import numpy as np
import pytest

from netsim.models.architectures import mlp, theory3_cnn
from netsim.models.initial import initial_weights
from netsim.probes.ranges import activation_ranges
from netsim.shell.errors import WrongInput
from netsim.training.tasks import DataSpec, TrainTask

pytestmark = pytest.mark.torch

DIGITS = DataSpec("digits", num_train=50, num_test=40)


def test_a_dense_layer_is_what_numpy_says():
    from netsim.training.tensors import dataset_of

    task = TrainTask(mlp(64, (7,), 10, activation="polynomial:2:1.5"), DIGITS, models=(0, 1), epochs=0)
    weights = initial_weights(task.network, task.models, 3)
    found = activation_ranges(task, weights)
    data = dataset_of(DIGITS)
    for role, inputs in (("train", data.train_inputs), ("test", data.test_inputs)):
        values = np.abs(np.einsum("mhi,ni->mnh", weights["layer1.weight"], inputs.reshape(len(inputs), -1)))
        np.testing.assert_allclose(found[f"{role}_largest"], values.max((1, 2))[:, None], rtol=1e-5)
        np.testing.assert_allclose(found[f"{role}_outside"], (values > 1.5).mean((1, 2))[:, None], atol=1e-12)
        assert 0 < found[f"{role}_outside"].min() < 1


def test_batch_normalisation_bounds_training_values():
    network = theory3_cnn((3, 3, 3, 3), (1, 8, 8), activation="polynomial:10:2")
    found = activation_ranges(TrainTask(network, DIGITS, models=(0,), epochs=0), initial_weights(network, (0,), 0))
    values_of_a_channel = 50 * np.array([16, 4, 1, 1])
    assert found["train_largest"].shape == (1, 4)
    assert (found["train_largest"] <= np.sqrt(values_of_a_channel - 1) * (1 + 1e-5)).all()  # float32
    assert (found["train_largest"] > 1).all()  # the variance is 1
    assert not np.array_equal(found["train_largest"], found["test_largest"])


def test_what_is_not_finite_is_outside():
    network = mlp(64, (3,), 10, activation="polynomial:2:5")
    weights = initial_weights(network, (0,), 0)
    weights["layer1.weight"][:] = np.nan
    found = activation_ranges(TrainTask(network, DIGITS, models=(0,), epochs=0), weights)
    assert found["train_outside"].tolist() == [[1.0]]


def test_relu_has_no_radius():
    network = mlp(64, (3,), 10)
    with pytest.raises(WrongInput, match="no radius"):
        activation_ranges(TrainTask(network, DIGITS, models=(0,), epochs=0), initial_weights(network, (0,), 0))
