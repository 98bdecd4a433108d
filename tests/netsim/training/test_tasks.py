"""Tasks and results: what has no meaning, parts and wholes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from netsim.models import initial_weights, mlp, theory3_cnn
from netsim.shell import WrongInput
from netsim.training import DataSpec, TrainResult, chain, join

from .digits import DIGITS, NETWORKS, make

pytestmark = pytest.mark.torch


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"loss": "hinge"}, "loss is 'hinge'"),
        ({"batch_size": -1}, "batch_size is -1"),
        ({"learning_rate": (0.1,)}, "1 learning rates for 3 models"),
        ({"evaluate_every": 0}, "evaluate_every is 0"),
        ({"dtype": "float16"}, "float16"),
        ({"epochs": "2"}, "epochs is '2'"),
        ({"epochs": 1.5}, "epochs is 1.5"),
        ({"learning_rate": "0.1"}, "learning_rate is '0.1'"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"learning_rate": (0.1, 0.1, float("nan"))}, "learning_rate is nan"),
        ({"learning_rate": -1}, "learning_rate is -1"),
        ({"weight_decay": float("inf")}, "weight_decay is inf"),
        ({"models": 3}, "models is 3"),
        ({"models": ()}, "models has 0 values"),
        ({"models": (None,)}, "models is None"),
        ({"models": (-1,)}, "models is -1"),
        ({"data": "digits"}, "data is 'digits'"),
        ({"data": DataSpec("patches", 20, 10)}, r"\(64,\), and an image of patches is \(3, 32, 32\)"),
        ({"network": "mlp"}, "network is 'mlp'"),
        ({"network": mlp(32, (8,), 10)}, r"\(32,\), and an image of digits is \(1, 8, 8\)"),
        ({"network": theory3_cnn((2, 2, 2, 2), (8, 8, 1))}, r"\(8, 8, 1\), and an image of digits"),
        ({"network": mlp(64, (8,), 5)}, "5 outputs, and digits has 10 classes"),
        ({"record_layers": (1, 3)}, r"record_layers is \(1, 3\)"),
        ({"record_layers": (0,)}, "record_layers is 0"),
        (
            {"start": initial_weights(NETWORKS["dense"], (0,), 0)},
            r"start has \(1, 12\) for layer1.bias, and the network \(3, 12\)",
        ),
        ({"start": initial_weights(mlp(64, (13,), 10), (0, 1, 2), 0)}, r"start has \(3, 13\) for layer1.bias"),
        ({"start": {}}, "start is {}"),
        ({"start": {"a": "text"}}, "start has 'text' for 'a'"),
    ],
)
def test_tasks_without_meaning(options, words):
    with pytest.raises(WrongInput, match=words) as caught:
        make(**options)
    assert caught.value.hint
    assert caught.value.kind != "error"


def test_lists_arrays_and_paths_are_taken():
    assert make(models=[0, 1, 2], learning_rate=[0.1, 0.2, 0.3]) == make(models=range(3), learning_rate=(0.1, 0.2, 0.3))
    assert make(models=np.arange(3), epochs=np.int64(2)).identity() == make().identity()
    assert DataSpec("mnist", data_dir=Path("here")) == DataSpec("mnist", data_dir="here")


def test_every_field_is_in_the_identity():
    task = make()
    others = [
        replace(task, **change)
        for change in (
            {"models": (0, 1, 3)},
            {"epochs": 3},
            {"learning_rate": 0.02},
            {"stage": 1},
            {"seed": 1},
            {"weight_decay": 0.1},
            {"start": initial_weights(task.network, task.models, 0)},
            {"start": initial_weights(task.network, task.models, 1)},
            {"network": NETWORKS["skips"]},
            {"data": replace(DIGITS, labels="random")},
        )
    ]
    assert len({each.identity() for each in (task, *others)}) == 1 + len(others)
    assert replace(task).identity() == task.identity()


def test_parts_make_the_whole_again():
    rates, start = (0.1, 0.2, 0.3), initial_weights(NETWORKS["dense"], (0, 1, 2), 5)
    task = make(learning_rate=rates, start=start)
    parts = [task.part(slice(0, 1)), task.part(slice(1, 3))]
    assert [part.models for part in parts] == [(0,), (1, 2)]
    assert [part.learning_rate for part in parts] == [(0.1,), (0.2, 0.3)]
    for name, array in start.items():
        assert np.array_equal(np.concatenate([part.start[name] for part in parts]), array)


def result(models, epochs, notes=()):
    """Weights and losses that say which model they belong to, and losses also which epoch."""
    column, row = np.array(models, float)[:, None], np.array(epochs, float)
    history = {"train_loss": 100 * column + row, "epoch": np.array(epochs)}
    records = np.broadcast_to((100 * column + row)[..., None], (len(models), len(epochs), 2))
    return TrainResult({"layer1.weight": column}, history, {1: records}, np.array(epochs), notes)


def test_results_are_joined_by_models_and_chained_by_epochs():
    whole = result((0, 1, 2), (0, 1, 2, 3))
    joined = join([result((0,), (0, 1, 2, 3), ("slow",)), result((1, 2), (0, 1, 2, 3), ("slow", "late"))])
    chained = chain([result((0, 1, 2), (0, 1)), result((0, 1, 2), (2, 3), ("late",))])
    for found in (joined, chained):
        assert np.array_equal(found.weights["layer1.weight"], whole.weights["layer1.weight"])
        assert np.array_equal(found.history["train_loss"], whole.history["train_loss"])
        assert found.history["epoch"].tolist() == found.record_epochs.tolist() == [0, 1, 2, 3]
        assert np.array_equal(found.trajectories[1], whole.trajectories[1])
        assert found.final("train_loss").tolist() == [3, 103, 203]
    assert (joined.notes, chained.notes) == (("slow", "late"), ("late",))


def test_a_model_has_diverged_when_its_last_loss_is_not_finite():
    found = result((0, 1, 2), (0, 1))
    found.history["train_loss"][1, 0] = np.inf
    found.history["train_loss"][2, 1] = np.nan
    assert found.diverged.tolist() == [False, False, True]
