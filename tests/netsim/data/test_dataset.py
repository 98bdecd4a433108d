"""Data sets: subsets by seed, random labels and inputs, preprocessing, and what is on record."""

import json
from hashlib import sha256

import numpy as np
import pytest

from netsim.data import NAMES, load_dataset
from netsim.data.preprocess import channel_moments
from netsim.shell.errors import WrongInput

ARRAYS = ("train_inputs", "train_labels", "test_inputs", "test_labels")


@pytest.mark.parametrize("name", ["digits", "patches"])
@pytest.mark.parametrize("inputs", ["true", "random"])
@pytest.mark.parametrize("labels", ["true", "random"])
def test_types_and_record(name, inputs, labels):
    data = load_dataset(name, num_train=30, num_test=11, seed=3, labels=labels, inputs=inputs)
    assert data.train_inputs.dtype == data.test_inputs.dtype == np.float32
    assert data.train_labels.dtype == data.test_labels.dtype == np.int64
    assert [len(getattr(data, key)) for key in ARRAYS] == [30, 30, 11, 11]
    for found in (data.train_labels, data.test_labels):
        assert 0 <= found.min() <= found.max() < data.num_classes == 10
    assert json.loads(json.dumps(data.source, allow_nan=False)) == data.source
    for key in ARRAYS:
        assert data.source["sha256"][key] == sha256(getattr(data, key).tobytes()).hexdigest()
    expected = {"name": name, "num_train": 30, "num_test": 11, "seed": 3, "labels": labels, "inputs": inputs}
    assert expected.items() <= data.source.items()
    assert data.source["preprocess"] == "standard"
    assert data.source["attribution"]


@pytest.mark.parametrize("name", ["digits", "patches"])
@pytest.mark.parametrize("inputs", ["true", "random"])
def test_subsets_of_data_sets_are_nested(name, inputs):
    options = {"seed": 1, "preprocess": "none", "labels": "random", "num_test": 20}
    small, large = (load_dataset(name, num_train=n, inputs=inputs, **options) for n in (25, 60))
    assert (small.train_labels == large.train_labels[:25]).all()
    assert (small.test_labels == large.test_labels).all()
    if inputs == "true":
        assert (small.train_inputs == large.train_inputs[:25]).all()
        assert (small.test_inputs == large.test_inputs).all()
    else:  # the moments are those of each subset, the standard normal draws the same
        unit = [(data.train_inputs - channel(data, np.mean)) / channel(data, np.std) for data in (small, large)]
        correlation = np.corrcoef(unit[0].ravel(), unit[1][:25].ravel())[0, 1]
        assert correlation > 0.9999


def channel(data, statistic):
    return statistic(data.train_inputs, axis=(0, 2, 3))[:, None, None]


def test_seeds_differ_and_repeat():
    first, again, other = (load_dataset("digits", num_train=50, seed=seed) for seed in (0, 0, 1))
    assert first.source == again.source
    assert first.source["sha256"]["train_inputs"] != other.source["sha256"]["train_inputs"]


def test_random_labels_are_uniform_and_leave_the_images():
    options = {"num_train": 5000, "num_test": 10, "preprocess": "none"}
    true, random = (load_dataset("patches", labels=kind, **options) for kind in ("true", "random"))
    assert true.source["sha256"]["train_inputs"] == random.source["sha256"]["train_inputs"]
    counts = np.bincount(random.train_labels, minlength=10)
    statistic = float(((counts - 500) ** 2 / 500).sum())  # chi square with 9 degrees of freedom
    assert 1.15 < statistic < 27.9  # each tail 0.001
    agreement = (random.train_labels == true.train_labels).mean()
    assert abs(agreement - 0.1) < 4 * (0.09 / 5000) ** 0.5  # the true label is as likely as any


def test_random_training_and_test_sets_are_independent():
    data = load_dataset("digits", num_train=360, labels="random", inputs="random")
    assert (data.train_labels == data.test_labels).mean() < 0.1 + 4 * (0.09 / 360) ** 0.5
    correlation = np.corrcoef(data.train_inputs.ravel(), data.test_inputs.ravel())[0, 1]
    assert abs(correlation) < 5 / data.test_inputs.size**0.5


def test_random_inputs_have_the_moments_of_the_channels_and_leave_the_labels():
    options = {"num_train": 2000, "num_test": 1000, "preprocess": "none"}
    true, random = (load_dataset("patches", inputs=kind, **options) for kind in ("true", "random"))
    assert (true.train_labels == random.train_labels).all()
    mean, deviation = channel_moments(true.train_inputs)
    for inputs in (random.train_inputs, random.test_inputs):
        pixels = inputs.transpose(1, 0, 2, 3).reshape(3, -1).astype(np.float64)
        error = deviation / pixels.shape[1] ** 0.5
        assert (abs(pixels.mean(axis=1) - mean) < 5 * error).all()
        assert (abs(pixels.std(axis=1) - deviation) < 5 * error).all()
        unit = (pixels - mean[:, None]) / deviation[:, None]
        assert (abs((unit**4).mean(axis=1) - 3) < 5 * (96 / pixels.shape[1]) ** 0.5).all()  # Gaussian: variance 96/n
        assert abs(np.corrcoef(unit) - np.eye(3)).max() < 5 / pixels.shape[1] ** 0.5
        rows = inputs.reshape(len(inputs), 3, -1)[:, 0].astype(np.float64)
        assert abs(np.corrcoef(rows[:, :-1].ravel(), rows[:, 1:].ravel())[0, 1]) < 5 / rows.size**0.5
    assert not np.isin(random.test_inputs[0], random.train_inputs[0]).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "cifar"}, "did you mean cifar10"),
        ({"name": "patch"}, "did you mean patches"),
        ({"name": "digits", "labels": "randm"}, "did you mean random"),
        ({"name": "digits", "inputs": "noise"}, "there are: true, random"),
        ({"name": "digits", "preprocess": "center"}, "did you mean centre"),
        ({"name": "digits", "num_train": 1438}, "1,438.*1,437"),
        ({"name": "digits", "num_test": 361}, "361.*360"),
        ({"name": "digits", "num_train": 0}, "at least 1"),
        ({"name": "digits", "num_train": 2.5}, "2.5"),
        ({"name": "digits", "num_train": True}, "True"),
        ({"name": "patches", "num_train": 10**6}, "1,000,000, and the training set of patches has 138,"),
        ({"name": "patches", "num_test": 20_000}, "20,000, and the test set of patches has 16,"),
        ({"name": "digits", "seed": -1}, "seed is -1"),
    ],
)
def test_wrong_input(arguments, message):
    with pytest.raises(WrongInput, match=message) as caught:
        load_dataset(**arguments)
    assert caught.value.exit_code == 2
    assert caught.value.hint


def test_names():
    assert NAMES == ("digits", "patches", "cifar10", "mnist")
