"""Tasks and results: what has no meaning, parts and wholes."""

from dataclasses import replace

import numpy as np
import pytest

from netsim.models import initial_weights
from netsim.shell import WrongInput
from netsim.training import TrainResult, chain, join

from .digits import DIGITS, NETWORKS, make

pytestmark = pytest.mark.torch


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"loss": "hinge"}, "loss 'hinge'"),
        ({"batch_size": -1}, "batches of -1"),
        ({"learning_rate": (0.1,)}, "1 learning rates for 3 models"),
        ({"evaluate_every": 0}, "evaluate_every is 0"),
        ({"dtype": "float16"}, "float16"),
    ],
)
def test_tasks_without_meaning(options, words):
    with pytest.raises(WrongInput, match=words):
        make(**options)


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
