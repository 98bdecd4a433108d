"""Training in spans gives what training in one go gives."""

import pickle
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from netsim.models import mlp
from netsim.runs import spans
from netsim.runs.spans import num_train_of, results_of, training_piece
from netsim.shell import WrongInput
from netsim.training import DataSpec, TrainTask, chain, join, train

DIGITS = DataSpec("digits", num_train=50, num_test=20)
TASK = TrainTask(mlp(64, (8,), 10), DIGITS, (0, 1), epochs=5, record_layers=(1,), evaluate_every=2)


@pytest.mark.parametrize(("passes", "expected"), [(300, [3, 2]), (1, [1] * 5), (10**6, [5])])
def test_spans_cover_all_epochs(monkeypatch, passes, expected):
    monkeypatch.setattr(spans, "SPAN_PASSES", passes)
    piece = training_piece("a", TASK, "cpu")
    assert piece.passes == [100 * epochs for epochs in expected]
    ends = [call.keywords["span"] for call in piece.calls]
    assert (ends[0][0], ends[-1][1]) == (0, 5)
    assert all(one[1] == two[0] for one, two in pairwise(ends))
    assert piece.identity == training_piece("b", TASK, "cpu").identity != training_piece("a", TASK, "cuda").identity


@pytest.mark.torch
@pytest.mark.parametrize("changes", [{}, {"momentum": 0.9, "rate_drops": (0.5,)}])
def test_a_chain_of_spans_is_one_training(monkeypatch, changes):
    monkeypatch.setattr(spans, "SPAN_PASSES", 200)
    task = replace(TASK, **changes)
    piece, whole = training_piece("a", task, "cpu"), train(task)
    while piece.unfinished:
        piece.found.append(pickle.loads(pickle.dumps(piece.next_call()))())  # as a worker process gets it
    found = chain(results_of(piece))
    for name, array in whole.weights.items():
        assert np.array_equal(found.weights[name], array)
    for name, array in whole.history.items():
        assert np.array_equal(found.history[name], array)
    assert np.array_equal(found.trajectories[1], whole.trajectories[1])
    assert found.notes == whole.notes


@pytest.mark.torch
def test_a_span_in_which_nothing_is_measured_adds_nothing(monkeypatch):
    """Of the paper's ten epochs with an evaluation at the end, most spans have none."""
    monkeypatch.setattr(spans, "SPAN_PASSES", 1)
    task = replace(TASK, evaluate_every=5, record_every=3)
    piece, whole = training_piece("a", task, "cpu"), train(task)
    while piece.unfinished:
        piece.found.append(piece.next_call()())
    parts = results_of(piece)
    assert ["train_loss" in part.history for part in parts] == [True, False, False, False, True]
    assert [1 in part.trajectories for part in parts] == [True, False, True, False, True]
    for found in (
        chain(parts),
        join([chain(results_of(training_of(piece, task.part(slice(i, i + 1))))) for i in (0, 1)]),
    ):
        assert found.history.keys() == whole.history.keys()
        assert found.history["epoch"].tolist() == [0, 5]
        assert found.record_epochs.tolist() == [0, 3, 5]
        assert np.allclose(found.history["train_loss"], whole.history["train_loss"], rtol=1e-6)
        assert np.allclose(found.trajectories[1], whole.trajectories[1], rtol=1e-5, atol=1e-7)
    with pytest.raises(WrongInput, match="no 'train_loss' was measured"):
        parts[1].final("train_loss")


def training_of(piece, task):
    """The same spans of a part of the models."""
    part = training_piece(piece.name, task, "cpu")
    while part.unfinished:
        part.found.append(part.next_call()())
    return part


def test_no_epochs_at_all_are_one_span():
    assert [call.keywords["span"] for call in training_piece("a", replace(TASK, epochs=0), "cpu").calls] == [(0, 0)]


@pytest.mark.torch
def test_the_size_of_a_whole_set_is_counted():
    assert num_train_of(TASK) == 50
    assert num_train_of(replace(TASK, data=DataSpec("digits", num_test=20))) == 1437
