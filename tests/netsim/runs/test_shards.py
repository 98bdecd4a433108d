"""Shards of a run: together they do what one process does, with the same numbers."""

import numpy as np
import pytest

from netsim.models import mlp
from netsim.runs import Options, read_shard
from netsim.runs.executors import Here
from netsim.runs.run import Run
from netsim.shell import OutOfBudget, WrongInput
from netsim.training import DataSpec, TrainTask

DIGITS = DataSpec("digits", num_train=50, num_test=20)
TASKS = {f"task{k}": TrainTask(mlp(64, (4,), 10), DIGITS, (k,), epochs=2) for k in range(5)}


def a_run(folder, shard=None):
    return Run(folder, Options(), open_pool=Here, shard=None if shard is None else read_shard(shard))


@pytest.mark.torch
def test_all_shards_are_one_run(tmp_path):
    (tmp_path / "together").mkdir()
    whole = a_run(tmp_path / "alone").train(TASKS)
    for shard, left in (("1/3", 3), ("3/3", 2)):
        with pytest.raises(OutOfBudget, match=f"shard {shard} are done, and {left} of other shards are left") as caught:
            a_run(tmp_path / "together", shard).train(TASKS)
        assert caught.value.kind == "shard_done"
    files = sorted(path.name for path in (tmp_path / "together" / "work").iterdir())
    assert files == [f"task{k}.0.0.safetensors" for k in (0, 2, 3)]
    last = a_run(tmp_path / "together", "2/3").train(TASKS)  # all is there: it goes on
    for found in (last, a_run(tmp_path / "together").train(TASKS)):
        for name, result in whole.items():
            assert np.array_equal(found[name].weights["layer1.weight"], result.weights["layer1.weight"])


def test_every_piece_is_of_one_shard():
    for count in (1, 2, 7):
        shards = [read_shard(f"{number}/{count}") for number in range(1, count + 1)]
        assert all(sum(shard.has(place) for shard in shards) == 1 for place in range(50))


@pytest.mark.parametrize("text", ["", "1", "/", "0/2", "3/2", "-1/2", "1/2/3", "1.0/2", "１/2", "1/1000000000000"])
def test_what_is_no_shard(text):
    with pytest.raises(WrongInput, match="--shard is"):
        read_shard(text)
