"""Replayed steps on the CPU: everything but the recording itself, for which a stand-in keeps what a graph keeps."""

import numpy as np
import pytest

from netsim.models.architectures import mlp, theory3_cnn
from netsim.shell.errors import Missing
from netsim.training.ensemble import train
from netsim.training.tasks import DataSpec, TrainTask

pytestmark = pytest.mark.torch

DIGITS = DataSpec("digits", num_train=110, num_test=10)
TASKS = {
    "dense": TrainTask(mlp(64, (6,), 10), DIGITS, (0, 1), epochs=3, batch_size=20, learning_rate=(0.1, 0.02)),
    "images": TrainTask(theory3_cnn((2, 2, 3, 3), (1, 8, 8)), DIGITS, (0, 1, 2), epochs=2, batch_size=25),
    "momentum": TrainTask(
        mlp(64, (6,), 10), DIGITS, (0, 1), epochs=4, batch_size=20, momentum=0.9, rate_drops=(0.5,), learning_rate=0.05
    ),
    "decay": TrainTask(
        mlp(64, (6,), 10), DIGITS, (3,), epochs=3, batch_size=20, loss="square", learning_rate=0.01, weight_decay=0.01
    ),
}


class StandIn:
    """Records by keeping the call, which knows its tensors and nothing else: that is what a graph knows."""

    def __init__(self):
        self.run_now, self.recorded, self.replayed = 0, 0, 0

    def run(self, call):
        self.run_now += 1
        call()

    def record(self, call):
        self.recorded += 1

        def replay():
            self.replayed += 1
            call()

        return replay


@pytest.mark.parametrize("name", TASKS)
def test_replayed_steps_are_the_steps(name, monkeypatch):
    from netsim.training import loop
    from netsim.training.cuda_graph import WARM_UP, ReplayedStep

    task = TASKS[name]
    plain = train(task)
    recorder, make_step = StandIn(), loop._make_step
    monkeypatch.setattr(loop, "_make_step", lambda *arguments: ReplayedStep(make_step(*arguments), recorder))
    replayed = train(task)
    for key, array in plain.weights.items():
        assert np.array_equal(array, replayed.weights[key])
    for key, array in plain.history.items():
        assert np.array_equal(array, replayed.history[key])
    whole, rest = divmod(110, task.batch_size)
    assert rest == 10  # two shapes: the last batch is smaller
    late = [max(0, steps * task.epochs - WARM_UP) for steps in (whole, 1)]
    assert recorder.replayed == sum(late)
    assert recorder.recorded == sum(steps > 0 for steps in late)
    assert recorder.run_now + recorder.replayed == (whole + 1) * task.epochs


def test_a_step_is_recorded_for_each_shape_and_reads_the_batch_of_its_call():
    import torch

    from netsim.training.cuda_graph import WARM_UP, ReplayedStep

    total = torch.zeros(())
    recorder = StandIn()
    step = ReplayedStep(lambda inputs, labels: total.add_((inputs * labels).sum()), recorder)
    expected = 0.0
    for call in range(3 * (WARM_UP + 2)):
        size = 1 + call % 3
        inputs, labels = torch.full((size,), float(call)), torch.full((size,), float(2 * call + 1))
        step(inputs, labels)
        expected += size * call * (2 * call + 1)
        inputs.zero_()  # what was given may be used again
        assert total.item() == expected
    assert recorder.recorded == 3
    assert recorder.replayed == 3 * 2


def test_full_batches_and_the_cpu_are_not_replayed(monkeypatch):
    from dataclasses import replace

    from netsim.training import loop
    from netsim.training.cuda_graph import ReplayedStep
    from netsim.training.tasks import start_weights
    from netsim.training.tensors import to_tensors
    from netsim.training.updates import Update

    monkeypatch.setattr(loop, "CudaRecorder", lambda device: StandIn())
    task = TASKS["dense"]
    weights = to_tensors(start_weights(task), "cpu", "float32")
    update = Update(task, weights)
    assert isinstance(loop._make_step(task, weights, update, "cuda"), ReplayedStep)
    assert not isinstance(loop._make_step(task, weights, update, "cpu"), ReplayedStep)
    assert not isinstance(loop._make_step(replace(task, batch_size=0), weights, update, "cuda"), ReplayedStep)


def test_on_a_gpu_replayed_steps_are_those_of_the_cpu():
    import torch

    if not torch.cuda.is_available():
        with pytest.raises(Missing, match="CUDA devices"):
            train(TASKS["dense"], "cuda")
        pytest.skip("no CUDA device")
    for task in TASKS.values():
        here, there = train(task), train(task, "cuda")
        for key, array in here.weights.items():
            np.testing.assert_allclose(there.weights[key], array, rtol=2e-3, atol=2e-5)
