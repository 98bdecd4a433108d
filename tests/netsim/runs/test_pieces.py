"""Calls are told apart by all that they are made of, and handed on what the one before gave."""

from functools import partial

import numpy as np
import pytest

from netsim.models import mlp
from netsim.runs.pieces import Piece, identity_of, timed
from netsim.training import DataSpec, TrainTask

TASK = TrainTask(mlp(64, (8,), 10), DataSpec("digits", num_train=50, num_test=20), (0, 1), epochs=4)
CHANGES = [{"n": 2}, {"l": [2, 1]}, {"l": [1, 2, 3]}, {"weights": {"a": np.ones(2)}}, {"weights": {"b": np.zeros(2)}}]


def double(value, base=1.0):
    return {"value": 2 * value + base}


def test_every_argument_is_in_the_identity():
    call = partial(double, task=TASK, weights={"a": np.zeros(2)}, n=1, l=[1, 2])
    found = [identity_of(partial(call, **change)) for change in [{}, *CHANGES]]
    assert len(set(found)) == len(found)
    assert identity_of(partial(partial(double), **call.keywords)) == found[0]
    assert identity_of(partial(timed, **call.keywords)) != found[0]


@pytest.mark.parametrize("change", [{"epochs": 5}, {"learning_rate": 0.02}, {"models": (0, 2)}])
def test_every_field_of_a_task_is_in_the_identity(change):
    from dataclasses import replace

    assert identity_of(partial(double, task=TASK)) != identity_of(partial(double, task=replace(TASK, **change)))


def test_a_chain_carries_what_was_found():
    one = np.array([1.0])
    piece = Piece(
        "chain", [partial(double, value=one)] * 3, [0] * 3, "", carry=lambda arrays: {"base": arrays["value"]}
    )
    values = []
    while piece.unfinished:
        arrays, seconds = timed(piece.next_call())
        assert seconds >= 0
        piece.found.append(arrays)
        values.append(arrays["value"].item())
    assert values == [3.0, 5.0, 7.0]
