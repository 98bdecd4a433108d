"""Training in spans gives what training in one go gives."""

import pickle
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from netsim.models import mlp
from netsim.runs import spans
from netsim.runs.spans import num_train_of, results_of, training_piece
from netsim.training import DataSpec, TrainTask, chain, train

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
def test_a_chain_of_spans_is_one_training(monkeypatch):
    monkeypatch.setattr(spans, "SPAN_PASSES", 200)
    piece, whole = training_piece("a", TASK, "cpu"), train(TASK)
    while piece.unfinished:
        piece.found.append(pickle.loads(pickle.dumps(piece.next_call()))())  # as a worker process gets it
    found = chain(results_of(piece))
    for name, array in whole.weights.items():
        assert np.array_equal(found.weights[name], array)
    for name, array in whole.history.items():
        assert np.array_equal(found.history[name], array)
    assert np.array_equal(found.trajectories[1], whole.trajectories[1])
    assert found.notes == whole.notes


def test_no_epochs_at_all_are_one_span():
    assert [call.keywords["span"] for call in training_piece("a", replace(TASK, epochs=0), "cpu").calls] == [(0, 0)]


@pytest.mark.torch
def test_the_size_of_a_whole_set_is_counted():
    assert num_train_of(TASK) == 50
    assert num_train_of(replace(TASK, data=DataSpec("digits", num_test=20))) == 1437
